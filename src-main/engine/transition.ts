import { type LanePolicy, RetryClass } from '#shared/lane'
import type { Outcome, Transition } from '#shared/outcome'
import { assertNever } from '#shared/result'
import type { EpochMs, FailureCode } from '#shared/task'
import { retryDelayMs } from './backoff'

/** What a task has behind it: when its first try began (epoch ms), and how long it waited before this one. */
export type Tried = { readonly retriesUsed: number; readonly firstTryAt: EpochMs; readonly waitMs: number | null }

const isRetryClass = (code: string): code is RetryClass => RetryClass.safeParse(code).success

/** The rules with those for that failure's class in their place, where there are any. */
export function delaysFor(
  policy: LanePolicy,
  code: FailureCode | null,
): LanePolicy & { readonly ofClass: RetryClass | null } {
  const own = code !== null && isRetryClass(code) ? policy.byClass[code] : undefined
  return { ...policy, ...own, ofClass: own && code !== null && isRetryClass(code) ? code : null }
}

/**
 * What an outcome does to its task. Pure: `now` (epoch ms) and `random` ([0, 1)) come in, so that a test can sweep both.
 * A provider that names its own time to wait is heard where that is longer than the backoff.
 */
export function transition(
  { retriesUsed, firstTryAt, waitMs }: Tried,
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
      const { code } = outcome.failure
      const { retries, ...delays } = delaysFor(policy, code)
      const backoffMs = retryDelayMs(delays, retriesUsed + 1, random, waitMs)
      const askedMs = Math.ceil(Math.min(outcome.retryAfterMs ?? 0, longestAskedMs))
      const runAt = now + Math.max(backoffMs, askedMs)
      const tooLate = policy.retryForMs !== null && runAt > firstTryAt + policy.retryForMs
      if (retriesUsed >= retries || tooLate)
        return { retriesUsed, state: { kind: 'dead', settledAt: now, failure: outcome.failure } }
      return { retriesUsed: retriesUsed + 1, state: { kind: 'backing_off', runAt } }
    }
    default:
      return assertNever(outcome) // a new outcome does not compile until it is decided here
  }
}

/** A provider that asks for more than a day's wait has sent nonsense, or its quota has run out, which is another outcome. */
export const longestAskedMs = 24 * 60 * 60 * 1000
