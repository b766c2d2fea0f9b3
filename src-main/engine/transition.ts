import type { LanePolicy } from '#shared/lane'
import type { Outcome, Transition } from '#shared/outcome'
import { assertNever } from '#shared/result'
import type { EpochMs } from '#shared/task'
import { retryDelayMs } from './backoff'

/**
 * What an outcome does to its task. Pure: `now` (epoch ms) and `random` ([0, 1)) come in, so that a test can sweep both.
 * A provider that names its own time to wait is heard where that is longer than the backoff.
 */
export function transition(
  { retriesUsed }: { readonly retriesUsed: number },
  policy: LanePolicy,
  outcome: Outcome,
  now: EpochMs,
  random: number,
): Transition {
  switch (outcome.kind) {
    case 'succeeded':
      return { retriesUsed, state: { kind: 'succeeded', settledAt: now } }
    case 'cancelled':
      return { retriesUsed, state: { kind: 'cancelled', settledAt: now, failure: null } }
    case 'rate_limited': // the gate waits, a person is asked, or the app died: the task spends nothing
    case 'held':
    case 'blocked':
    case 'lost':
      return { retriesUsed, state: { kind: 'queued' } }
    case 'permanent':
      return { retriesUsed, state: { kind: 'dead', settledAt: now, failure: outcome.failure } }
    case 'transient': {
      if (retriesUsed >= policy.retries) {
        return { retriesUsed, state: { kind: 'dead', settledAt: now, failure: outcome.failure } }
      }
      const backoffMs = retryDelayMs(policy, retriesUsed + 1, random)
      const askedMs = Math.ceil(Math.min(outcome.retryAfterMs ?? 0, longestAskedMs))
      return { retriesUsed: retriesUsed + 1, state: { kind: 'backing_off', runAt: now + Math.max(backoffMs, askedMs) } }
    }
    default:
      return assertNever(outcome) // a new outcome does not compile until it is decided here
  }
}

/** A provider that asks for more than a day's wait has sent nonsense, or its quota has run out, which is another outcome. */
export const longestAskedMs = 24 * 60 * 60 * 1000
