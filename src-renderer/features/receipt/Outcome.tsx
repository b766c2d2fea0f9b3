import type { Verification } from '#shared/receipt'
import { formatCount } from '../../format'
import { Icon } from '../../ui/Icon'
import { compared, place, sum, verdict } from './receipt-words'

/** What a check came to, in words, and each row that differs. */
export function Outcome({ outcome }: { readonly outcome: Verification }) {
  const { ok, findings, found, counts } = outcome
  return (
    <section aria-label="Outcome" role={ok ? 'status' : 'alert'} className="text-xs">
      <h3 className="flex items-center gap-2 text-[12.5px] font-medium">
        <Icon name={ok ? 'check' : 'invalid'} size={14} className={ok ? 'text-ink-2' : 'text-dead'} />
        {verdict(outcome)}
      </h3>
      <p className="mt-1 text-ink-3">{compared(outcome)}</p>
      <p className="tn mt-0.5 text-ink-3">{sum(counts)}</p>
      {findings.length > 0 && (
        <ul
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          tabIndex={0}
          aria-label="Differences"
          className="mt-3 max-h-[280px] overflow-y-auto"
        >
          {findings.map((finding) => (
            <li
              key={`${finding.position}:${finding.kind}:${finding.what}`}
              className="grid grid-cols-[minmax(72px,168px)_minmax(0,1fr)] gap-3 border-t border-line py-1.5"
            >
              <span className="tn truncate text-ink-3" title={place(finding)}>
                {place(finding)}
              </span>
              <span data-selectable className="text-ink-2 wrap-anywhere">
                {finding.what}
              </span>
            </li>
          ))}
        </ul>
      )}
      {found > findings.length && (
        <p className="mt-2 text-ink-3">The first {formatCount(findings.length)} are listed.</p>
      )}
    </section>
  )
}
