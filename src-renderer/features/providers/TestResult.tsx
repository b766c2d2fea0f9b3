import type { ProviderTest } from '#shared/provider'
import { formatCount, formatTime } from '../../format'
import { Icon } from '../../ui/Icon'

/** What the last test came to, in the words of main. */
export function TestResult({ test, busy }: { readonly test: ProviderTest | null; readonly busy: boolean }) {
  return (
    <div role="status" className="text-xs">
      {busy ? (
        <span className="text-ink-2">Asking it for its models…</span>
      ) : (
        test && (
          <span className="flex gap-2">
            <Icon
              name={test.ok ? 'check' : 'invalid'}
              size={14}
              className={`mt-px ${test.ok ? 'text-ok' : 'text-dead'}`}
            />
            <span data-selectable className={`min-w-0 wrap-anywhere ${test.ok ? 'text-ink-2' : 'text-ink'}`}>
              {testWords(test)}
            </span>
          </span>
        )
      )}
    </div>
  )
}

/** 'Connected: 38 models, in 212 ms at 14:31' */
export const testWords = ({ message, ok, latencyMs, at }: ProviderTest): string =>
  ok
    ? `${message.replace(/\.$/, '')}${latencyMs === null ? '' : `, in ${formatCount(latencyMs)} ms`} at ${formatTime(at)}`
    : `${message.replace(/\.$/, '')}. Tested at ${formatTime(at)}.`
