import { z } from 'zod'
import { GateReason } from './gate'
import { LanePolicy, RetryClass } from './lane'
import { KnownLimits } from './limits'
import { EpochMs, Failure } from './task'

/** A gate's state as it was. What closed it is told without its words: they may repeat another task's prompt. */
export const StateThen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open') }),
  z.object({
    ...{ kind: z.literal('closed'), reason: GateReason, since: EpochMs },
    until: EpochMs.nullable(), // null: until a person acts
    failure: Failure.omit({ message: true }),
  }),
  z.object({ kind: z.literal('half_open'), since: EpochMs }),
])
export type StateThen = z.infer<typeof StateThen>

export const LimitsThen = KnownLimits.omit({ tokenRatio: true, outputTokensEach: true })
export type LimitsThen = z.infer<typeof LimitsThen>

const Moment = z.object({ state: StateThen, limits: LimitsThen })

/** A gate as it stood while a call was under way. */
export const GateThen = z.object({
  ...{ providerId: z.string(), model: z.string(), keyId: z.string() },
  sent: Moment.nullable(), // when the call went out; null: nothing went out, or this process did not send it
  ended: Moment.nullable(), // when it ended, before its outcome was heard; null: as when it went out
  after: StateThen.nullable(), // what its outcome made of the gate; null: nothing
})
export type GateThen = z.infer<typeof GateThen>

/** What decided how long a call might take and what became of its task: the lane's rules, with those of its batch and its own applied. */
export const RulesThen = LanePolicy.pick({
  ...{ retries: true, delayMs: true, backoff: true, jitter: true, maxDelayMs: true },
  ...{ timeoutMs: true, firstTokenMs: true, stallMs: true, retryForMs: true },
}).extend({ ofClass: RetryClass.nullable() }) // the class of failure that the lane has delays of its own for
export type RulesThen = z.infer<typeof RulesThen>

/** What held when an attempt was made that did not succeed. Kept since 0017; never of one that did, or that the process did not live to see end. */
export const AttemptThen = z.object({
  rules: RulesThen.nullable(), // null: they cannot be read any more
  retriesUsed: z.int().nonnegative(), // before it
  gates: z.array(GateThen), // the one that the call went through first; then that of the task's own model, where another one went in its place
})
export type AttemptThen = z.infer<typeof AttemptThen>

/** Of a gate: how it stood when the call ended, before its outcome was heard. */
export const standingAtEnd = ({ sent, ended }: GateThen): z.infer<typeof Moment> | null => ended ?? sent
