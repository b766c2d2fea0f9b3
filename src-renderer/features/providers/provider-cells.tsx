import { type ProviderView, practiceProviderId } from '#shared/provider'
import { assertNever } from '#shared/result'
import { openGate } from '../../state/work'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { PauseBars, StateGlyph } from '../../ui/StateGlyph'
import { Ticking } from '../../ui/Ticking'
import { useRemaining } from '../../use-now'
import { nextWords } from './limit-words'
import { gateWords, keyName, type ProviderStatus } from './provider-status'
import { countsTo, spokenWords, statusHue, statusWords } from './status-words'
import { testWords } from './TestResult'

export function StatusGlyph({ status }: { readonly status: ProviderStatus }) {
  switch (status.kind) {
    case 'person':
      return <StateGlyph glyph="dead" label="Needs you" />
    case 'stopped':
      return <StateGlyph glyph="paused" />
    case 'paused':
      return <PauseBars />
    case 'test_failed':
      return <Icon name="invalid" size={16} className="text-dead" />
    case 'practice':
      return <Icon name="practice" size={16} className="text-ink-3" />
    case 'pacing':
      return <Icon name="limits" size={16} className="text-ink-3" />
    case 'running':
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
  const left = useRemaining(countsTo(status)) ?? 0
  const hue = status.kind === 'test_failed' ? 'text-dead' : statusHue(status)
  const spoken = spokenWords(status)
  const words = statusWords(status, left)
  return <span className={`tn truncate ${hue}`}>{spoken ? <Ticking spoken={spoken}>{words}</Ticking> : words}</span>
}

type WordsCellProps = { readonly provider: ProviderView; readonly status: ProviderStatus; readonly open: boolean }

/** What it said last: at a gate that waits for a person, of its limits, or when it was tested. */
export function WordsCell({ provider, status, open }: WordsCellProps) {
  if (status.kind === 'person') {
    const [first] = status.gates
    const key = first && provider.keys.length > 1 ? `${keyName(provider.keys, first.gate.keyId)}: ` : ''
    const words = first ? `${key}${gateWords(first)}` : ''
    return (
      <span className="flex min-w-0 items-center gap-2">
        <span className="line-clamp-3 min-w-0 flex-1 wrap-anywhere text-ink-2" title={words}>
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
  const words = calmWords(provider, status, open)
  return (
    <span className="line-clamp-3 wrap-anywhere text-ink-3" title={words}>
      {words}
    </span>
  )
}

function calmWords(provider: ProviderView, status: ProviderStatus, open: boolean): string {
  if (status.kind === 'pacing') return nextWords(status.limits, status.next)
  if (status.kind === 'paused') return status.said
  if (status.kind === 'running' && status.growing) return 'growing back in steps'
  if (provider.id === practiceProviderId) return 'built in, no key, calls no model'
  return provider.lastTest && !open ? testWords(provider.lastTest) : ''
}
