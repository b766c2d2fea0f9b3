import { type ProviderView, practiceProviderId } from '#shared/provider'
import { assertNever } from '#shared/result'
import { formatCountdown } from '../../format'
import { openGate } from '../../state/work'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { PauseBars, StateGlyph } from '../../ui/StateGlyph'
import { useRemaining } from '../../use-now'
import { gateWords, type ProviderStatus } from './provider-status'
import { testWords } from './TestResult'

export function StatusGlyph({ status }: { readonly status: ProviderStatus }) {
  switch (status.kind) {
    case 'auth':
    case 'quota':
      return <StateGlyph glyph="dead" label="Needs you" />
    case 'stopped':
      return <StateGlyph glyph="paused" />
    case 'paused':
      return <PauseBars />
    case 'test_failed':
      return <Icon name="invalid" size={16} className="text-dead" />
    case 'practice':
      return <Icon name="practice" size={16} className="text-ink-3" />
    case 'open':
      return <Icon name="check" size={16} className="text-ok" />
    case 'probing':
    case 'untested':
      return <Icon name="open" size={16} className="text-ink-3" />
    default:
      return assertNever(status)
  }
}

export function NowCell({ status }: { readonly status: ProviderStatus }) {
  const left = useRemaining(status.kind === 'paused' ? status.until : null)
  switch (status.kind) {
    case 'auth':
      return <span className="font-medium text-dead">key rejected</span>
    case 'quota':
      return <span className="font-medium text-dead">quota used up</span>
    case 'stopped':
      return <span className="font-medium text-ink-2">paused by you</span>
    case 'paused':
      return <span className="tn font-medium whitespace-nowrap text-wait">paused {formatCountdown(left ?? 0)}</span>
    case 'probing':
      return <span className="text-ink-2">trying one task</span>
    case 'test_failed':
      return <span className="text-dead">test failed</span>
    case 'untested':
      return <span className="text-ink-3">not tested</span>
    case 'practice':
    case 'open':
      return <span className="text-ink-2">open</span>
    default:
      return assertNever(status)
  }
}

type WordsCellProps = { readonly provider: ProviderView; readonly status: ProviderStatus; readonly open: boolean }

/** What it said last: at a gate that waits for a person, or when it was tested. */
export function WordsCell({ provider, status, open }: WordsCellProps) {
  if (status.kind === 'auth' || status.kind === 'quota') {
    const words = status.gates[0] ? gateWords(status.gates[0]) : ''
    return (
      <span className="flex min-w-0 items-center gap-2">
        <span className="min-w-0 flex-1 truncate text-ink-2" title={words}>
          {words}
        </span>
        {!open && (
          <span className="relative">
            <Button size="sm" onClick={() => status.gates.forEach(({ gate }) => void openGate(gate.id))}>
              Try again
            </Button>
          </span>
        )}
      </span>
    )
  }
  const words = provider.lastTest && !open ? testWords(provider.lastTest) : ''
  return (
    <span className="truncate text-ink-3" title={words}>
      {provider.id === practiceProviderId ? 'built in, no key, calls no model' : words}
    </span>
  )
}
