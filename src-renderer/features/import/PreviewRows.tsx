import type { ImportPreview } from '#shared/import'
import { formatCount } from '../../format'

type PreviewRowsProps = { readonly preview: ImportPreview; readonly total: number | null }

/** The first rows as they will be sent: where they stand, and the prompt. */
export function PreviewRows({ preview: { rows, files }, total }: PreviewRowsProps) {
  if (rows.length === 0) return null
  const manyFiles = files.length > 1
  const withIds = rows.some(({ customId }) => customId !== null)
  const columns = `${manyFiles ? 'minmax(0, 150px)' : '40px'} minmax(0, 1fr)${withIds ? ' minmax(0, 110px)' : ''}`
  return (
    <section aria-label="First prompts" className="flex min-h-[116px] flex-1 flex-col">
      <h3 className="mb-1.5 flex shrink-0 items-baseline gap-2 text-xs">
        <span className="font-medium text-ink-2">First prompts, as they will be sent</span>
        <span className="tn ml-auto text-ink-3">
          {total === null ? '' : `${formatCount(rows.length)} of ${formatCount(total)}`}
        </span>
      </h3>
      <ol
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label="First prompts"
        className="min-h-0 flex-1 overflow-y-auto rounded-[8px] border border-line-strong bg-code"
      >
        {rows.map(({ file, line, customId, prompt }, index) => (
          <li
            key={`${file}:${line}`}
            className="grid gap-x-3 border-t border-line px-3 py-2 first:border-0"
            style={{ gridTemplateColumns: columns }}
          >
            <span className="tn truncate text-xs/[18px] text-ink-3" title={`${file}, line ${line}`}>
              {manyFiles && `${file} `}
              {formatCount(line)}
            </span>
            <p
              data-selectable
              className={`whitespace-pre-wrap wrap-anywhere ${index === 0 ? 'line-clamp-6' : 'line-clamp-2 text-ink-2'}`}
            >
              {prompt}
            </p>
            {withIds && (
              <span className="code truncate text-right leading-[18px] text-ink-3" title={customId ?? undefined}>
                {customId}
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
