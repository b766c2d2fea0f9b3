import { assertNever } from '#shared/result'
import { countdownIn, formatCount, formatCountdown, formatStart, formatUntil } from '../../format'
import { type GateTrouble, troubleWords } from '../../frame/gate-words'
import type { ProviderStatus } from './provider-status'

const hourMs = 3_600_000

/** Where the other keys go on. */
const partlyWords: Partial<Record<GateTrouble, string>> = {
  key_refused: 'one key rejected',
  key_missing: 'one key not usable',
  quota: 'one quota used up',
}

/** The moment that a status counts down to; null where it does not. */
export const countsTo = (status: ProviderStatus): number | null =>
  status.kind === 'paused' ? status.until : status.kind === 'pacing' ? status.next.at : null

/** Long waits are told by their end, and one that is over as what it is: the gate opens at any moment. */
function pausedWords({ trouble, until }: ProviderStatus & { kind: 'paused' }, left: number): string {
  if (left <= 0) return 'opening'
  const end = left < hourMs ? formatCountdown(left) : `until ${formatStart(until, until - left)}`
  if (trouble === 'quota') return left < hourMs ? `no quota for ${end}` : `no quota ${end}`
  return `${troubleWords[trouble].short} ${end}`
}

/** What a screen reader says in the place of words that count down; null of those that stand still. */
export function spokenWords(status: ProviderStatus): string | null {
  if (status.kind === 'paused') return `${troubleWords[status.trouble].short} until ${formatUntil(status.until)}`
  return status.kind === 'pacing' ? `next call at ${formatUntil(status.next.at)}` : null
}

/** How a provider does, in a few words. `left`: ms until `countsTo`. */
export function statusWords(status: ProviderStatus, left: number): string {
  switch (status.kind) {
    case 'person':
      return status.partly
        ? (partlyWords[status.trouble] ?? troubleWords[status.trouble].short)
        : troubleWords[status.trouble].short
    case 'stopped':
      return 'paused by you'
    case 'paused':
      return pausedWords(status, left)
    case 'probing':
      return 'trying one task'
    case 'pacing':
      return `next call ${countdownIn(left, 'now')}`
    case 'running':
      return `${formatCount(status.inFlight)}${status.allowed === null ? '' : ` of ${formatCount(status.allowed)}`} running`
    case 'test_failed':
      return 'test failed'
    case 'untested':
      return 'not tested'
    case 'practice':
    case 'open':
      return 'open'
    default:
      return assertNever(status)
  }
}

/** Red and amber only where a person is needed, or nothing is sent until a known time. */
export function statusHue({ kind }: ProviderStatus): string {
  if (kind === 'person') return 'font-medium text-dead'
  if (kind === 'paused') return 'font-medium text-wait'
  if (kind === 'stopped') return 'font-medium text-ink-2'
  return kind === 'untested' ? 'text-ink-3' : 'text-ink-2'
}
