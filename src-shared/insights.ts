import { z } from 'zod'
import { LaneName } from './lane'
import { NanoUsd } from './spend'
import { BatchId, EpochMs, FailureCode } from './task'

/** Which time a person looks back on, up to now. */
export const InsightRange = z.enum(['hour', 'day', 'week', 'month', 'all'])
export type InsightRange = z.infer<typeof InsightRange>

/** How long the time is that one point stands for. */
export const InsightStep = z.enum(['minute', 'quarter_hour', 'two_hours', 'day', 'week'])
export type InsightStep = z.infer<typeof InsightStep>

export const InsightModel = z.object({ providerId: z.string(), model: z.string() })
export type InsightModel = z.infer<typeof InsightModel>

/** What is looked at; null: all of them. */
export const InsightQuery = z.object({
  range: InsightRange,
  batchId: BatchId.nullable(),
  lane: LaneName.nullable(),
  model: InsightModel.nullable(),
})
export type InsightQuery = z.infer<typeof InsightQuery>

/** One value for each point. */
const Counts = z.array(z.int())
export const LanePoints = z.object({
  answered: Counts, // calls that were answered
  rateLimited: Counts, // calls that were answered with a rate limit
  failed: Counts, // calls that came to nothing for another reason
  dead: Counts, // tasks that became dead letters
  tokensIn: Counts,
  tokensOut: Counts,
  cost: z.array(NanoUsd), // of calls that were answered
})
export type LanePoints = z.infer<typeof LanePoints>

/** Within how many milliseconds half, nine in ten and 99 of 100 came; off by 4.4 % at most. */
export const Percentiles = z.object({ n: z.int(), p50: z.number(), p90: z.number(), p99: z.number() })
export type Percentiles = z.infer<typeof Percentiles>
/** Null where there was nothing to measure. */
const Measured = Percentiles.nullable()
/** What took how long: answers from their call on, and tasks in line until they were called. */
export const Latency = z.enum(['answer', 'wait'])
export type Latency = z.infer<typeof Latency>

export const InsightSums = z.object({
  answered: z.int(), // tasks
  firstTry: z.int(), // of them, by their first call
  cached: z.int(), // tasks that took a stored answer, beside those
  retries: z.int(), // calls that spent one
  rateLimited: z.int(), // calls
  failed: z.int(), // other calls that came to nothing
  dead: z.int(), // tasks that became dead letters
  stopped: z.int(), // tasks that were cancelled while they ran
  tokensIn: z.int(),
  tokensOut: z.int(),
  cost: NanoUsd, // of calls that were answered
  unansweredCost: NanoUsd, // at most, of those that never were
})
export type InsightSums = z.infer<typeof InsightSums>

/** Of one provider and model in that time. */
export const ModelInsight = InsightModel.extend({
  lanes: z.array(LaneName),
  ...InsightSums.pick({ answered: true, rateLimited: true, failed: true, dead: true, cost: true }).shape,
  answer: Measured,
  wait: Measured,
})
export type ModelInsight = z.infer<typeof ModelInsight>

/** One way of failing: how many calls met it, and how many tasks became dead letters of it. */
export const ErrorInsight = z.object({
  code: FailureCode,
  status: z.int().nullable(), // of HTTP; null: no answer came
  tries: z.int(),
  dead: z.int(),
})
export type ErrorInsight = z.infer<typeof ErrorInsight>

/** What calls came to over a time, oldest point first. */
export const Insights = z.object({
  from: EpochMs,
  to: EpochMs, // the end of the last point, which may be ahead
  step: InsightStep,
  at: z.array(EpochMs), // when each point begins
  lanes: z.object({ fast: LanePoints, heavy: LanePoints }),
  latency: z.object({ answer: z.array(Measured), wait: z.array(Measured) }), // for each point, both lanes together
  sums: InsightSums,
  models: z.array(ModelInsight), // what answered most first
  errors: z.array(ErrorInsight), // what was met most first
  known: z.array(InsightModel), // whatever stands there in that time, also where only one of them is looked at
})
export type Insights = z.infer<typeof Insights>
