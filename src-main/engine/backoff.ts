import type { LanePolicy } from '#shared/lane'
import { assertNever } from '#shared/result'

type Delays = Pick<LanePolicy, 'delayMs' | 'backoff' | 'jitter' | 'maxDelayMs'>

/**
 * How long a task waits before a retry, in whole milliseconds: the stated delay grows, is spread so that tasks which failed together do not
 * return together (M. Brooker, "Exponential Backoff and Jitter", AWS, 2015), and is capped.
 * @param retry 1 for the first; below 1 throws RangeError, since the caller has lost count
 * @param random in [0, 1)
 * @param lastMs the task's wait before this one, which decorrelated jitter grows from; null for none
 */
export function retryDelayMs(policy: Delays, retry: number, random: number, lastMs: number | null = null): number {
  if (retry < 1) throw new RangeError(`retry must be 1 or more, got ${retry}`)
  const { delayMs, maxDelayMs } = policy
  const statedMs = Math.min(delayMs * growth(policy.backoff, retry), Number.MAX_SAFE_INTEGER)
  return Math.floor(Math.min(spread(), maxDelayMs))

  function spread(): number {
    const cappedMs = Math.min(statedMs, maxDelayMs)
    switch (policy.jitter) {
      case 'none':
        return cappedMs
      case 'around':
        return Math.min(statedMs * (0.5 + random), maxDelayMs * (0.5 + random / 2)) // at the cap as well they must not return together
      case 'full':
        return cappedMs * random
      case 'equal':
        return cappedMs / 2 + (cappedMs / 2) * random
      case 'decorrelated': {
        const widestMs = Math.max(delayMs, (lastMs ?? delayMs) * 3)
        return delayMs + (widestMs - delayMs) * random
      }
      default:
        return assertNever(policy.jitter)
    }
  }
}

function growth(kind: Delays['backoff'], retry: number): number {
  switch (kind) {
    case 'fixed':
      return 1
    case 'linear':
      return retry
    case 'exponential':
      return 2 ** Math.min(retry - 1, 31) // no cap is above 2^31 ms, and 0 × Infinity would be no number
    default:
      return assertNever(kind)
  }
}
