import { z } from 'zod'

export const LaneName = z.enum(['fast', 'heavy'])
export type LaneName = z.infer<typeof LaneName>
export const laneNames = LaneName.options

/** Node and browsers keep timers in a signed 32-bit integer: a longer one fires at once. */
export const longestDelayMs = 2 ** 31 - 1

export const LanePolicy = z.object({
  concurrency: z.int().min(1).max(100),
  retries: z.int().min(0).max(100),
  delayMs: z.int().min(0).max(longestDelayMs),
  backoff: z.enum(['fixed', 'exponential']),
  maxDelayMs: z.int().min(0).max(longestDelayMs),
  timeoutMs: z.int().min(1).max(longestDelayMs),
})
export type LanePolicy = z.infer<typeof LanePolicy>

export const laneDefaults: Readonly<Record<LaneName, LanePolicy>> = {
  fast: { concurrency: 5, retries: 3, delayMs: 1_000, backoff: 'fixed', maxDelayMs: 60_000, timeoutMs: 60_000 },
  heavy: {
    concurrency: 2,
    retries: 2,
    delayMs: 10_000,
    backoff: 'exponential',
    maxDelayMs: 300_000,
    timeoutMs: 600_000,
  },
}
