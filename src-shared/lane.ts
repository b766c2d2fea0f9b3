import { z } from 'zod'
import { RunWindows } from './run-window'

export const LaneName = z.enum(['fast', 'heavy'])
export type LaneName = z.infer<typeof LaneName>
export const laneNames = LaneName.options

/** Node and browsers keep timers in a signed 32-bit integer: a longer one fires at once. */
export const longestDelayMs = 2 ** 31 - 1

/** How the stated delay grows with each retry. */
export const Growth = z.enum(['fixed', 'linear', 'exponential'])
/**
 * How a stated delay is spread, so that tasks which failed together do not return together. `around` is half to one and a half times the
 * delay; `full`, `equal` and `decorrelated` as M. Brooker names them ("Exponential Backoff and Jitter", AWS, 2015).
 */
export const Jitter = z.enum(['around', 'none', 'full', 'equal', 'decorrelated'])
export type Jitter = z.infer<typeof Jitter>

const delays = {
  retries: z.int().min(0).max(100),
  delayMs: z.int().min(0).max(longestDelayMs),
  backoff: Growth,
  jitter: Jitter,
  maxDelayMs: z.int().min(0).max(longestDelayMs),
}
/** The failures that another try may mend: each may have delays of its own. */
export const RetryClass = z.enum(['timeout', 'connection', 'server_error', 'overloaded'])
export type RetryClass = z.infer<typeof RetryClass>
export const ClassPolicy = z.object(delays).partial()
export type ClassPolicy = z.infer<typeof ClassPolicy>

export const LanePolicy = z.object({
  ...delays,
  jitter: Jitter.default('around'),
  concurrency: z.int().min(1).max(100),
  timeoutMs: z.int().min(1).max(longestDelayMs), // of the whole call
  firstTokenMs: z.int().min(1).max(longestDelayMs).nullable().default(null), // until a streamed answer begins; null: only the whole counts
  stallMs: z.int().min(1).max(longestDelayMs).nullable().default(60_000), // between two pieces of a streamed answer
  retryForMs: z.int().min(1).nullable().default(null), // no retry starts later than this after the first try; null: no such limit
  byClass: z.partialRecord(RetryClass, ClassPolicy).default({}),
  windows: RunWindows.default([]), // when work may start; none: always
})
export type LanePolicy = z.infer<typeof LanePolicy>

/** What a batch may have otherwise than its lanes. */
export const PolicyOverride = z
  .object({ ...delays, timeoutMs: z.int().min(1).max(longestDelayMs), retryForMs: z.int().min(1).nullable() })
  .partial()
export type PolicyOverride = z.infer<typeof PolicyOverride>

const always = {
  ...{ jitter: 'around' as const, retryForMs: null, byClass: {}, windows: [] },
  ...{ firstTokenMs: null, stallMs: 60_000 },
}
export const laneDefaults: Readonly<Record<LaneName, LanePolicy>> = {
  fast: {
    ...always,
    concurrency: 5,
    retries: 3,
    delayMs: 1_000,
    backoff: 'fixed',
    maxDelayMs: 60_000,
    timeoutMs: 60_000,
  },
  heavy: {
    ...always,
    concurrency: 2,
    retries: 2,
    delayMs: 10_000,
    backoff: 'exponential',
    maxDelayMs: 300_000,
    timeoutMs: 600_000,
  },
}

function isEmpty(rules: PolicyOverride): boolean {
  for (const _ in rules) return false
  return true
}

/** What holds for a task of this lane and batch: a batch's own rule goes before the lane's, also before the lane's for one class of failure. */
export function effectivePolicy(lane: LanePolicy, batch: PolicyOverride): LanePolicy {
  if (isEmpty(batch)) return lane // asked several times for each task, and nearly always so
  const classes = Object.entries(lane.byClass)
  if (classes.length === 0) return { ...lane, ...batch }
  return {
    ...lane,
    ...batch,
    byClass: Object.fromEntries(classes.map(([name, rules]) => [name, { ...rules, ...batch }])),
  }
}
