import type { LanePolicy } from '#shared/lane'

/**
 * How long a task waits before a retry, in whole milliseconds: fixed or doubling, spread from half to one and a half times so that
 * tasks which failed together do not return together (M. Brooker, "Exponential Backoff and Jitter", AWS, 2015), then capped.
 * @param retry 1 for the first; below 1 throws RangeError, since the caller has lost count
 * @param random in [0, 1)
 */
export function retryDelayMs(policy: LanePolicy, retry: number, random: number): number {
  if (retry < 1) throw new RangeError(`retry must be 1 or more, got ${retry}`)
  // No cap is above 2^31 ms, and 0 × Infinity would be no number.
  const statedMs = policy.backoff === 'fixed' ? policy.delayMs : policy.delayMs * 2 ** Math.min(retry - 1, 31)
  return Math.floor(Math.min(statedMs * (0.5 + random), policy.maxDelayMs))
}
