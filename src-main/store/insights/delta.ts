import type { LaneName } from '#shared/lane'
import type { BatchId, EpochMs, Failure, FailureCode } from '#shared/task'
import { type Histogram, newHistogram } from './histogram'

/** What is summed up; each is a column of `insights` of that name, in snake case. */
export const sumNames = [
  ...(['succeeded', 'rateLimited', 'held', 'blocked', 'transient', 'permanent', 'cancelled', 'lost'] as const),
  ...(['retries', 'firstTry', 'cached', 'dead', 'stopped', 'tokensIn', 'tokensOut', 'cost', 'unansweredCost'] as const),
]
export type SumName = (typeof sumNames)[number]
export type Sums = Record<SumName, number>

/** Which row of `insights` a fact belongs to. */
export type InsightKey = {
  readonly minute: EpochMs // its beginning
  readonly batchId: BatchId
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
}
export type ErrorDelta = { readonly code: FailureCode; readonly status: number; tries: number; dead: number }
/** What one transaction adds to a row. */
export type InsightDelta = InsightKey &
  Sums & { readonly waits: Histogram; readonly answers: Histogram; readonly errors: ErrorDelta[] }

export const noSums: Readonly<Sums> = {
  ...{ succeeded: 0, rateLimited: 0, held: 0, blocked: 0, transient: 0, permanent: 0, cancelled: 0, lost: 0 },
  ...{ retries: 0, firstTry: 0, cached: 0, dead: 0, stopped: 0, tokensIn: 0, tokensOut: 0, cost: 0, unansweredCost: 0 },
}

/** That row's delta among those of the transaction; made where it is not there. A list, as few rows change in one transaction. */
export function deltaOf(
  deltas: InsightDelta[],
  { minute, batchId, lane, providerId, model }: InsightKey,
): InsightDelta {
  for (const known of deltas)
    if (
      known.batchId === batchId &&
      known.minute === minute &&
      known.model === model &&
      known.lane === lane &&
      known.providerId === providerId
    )
      return known
  const made: InsightDelta = {
    ...{ minute, batchId, lane, providerId, model, ...noSums },
    ...{ waits: newHistogram(), answers: newHistogram(), errors: [] },
  }
  deltas.push(made)
  return made
}

export function errorOf({ errors }: InsightDelta, { code, status }: Pick<Failure, 'code' | 'status'>): ErrorDelta {
  const known = errors.find((each) => each.code === code && each.status === (status ?? 0))
  if (known) return known
  const made: ErrorDelta = { code, status: status ?? 0, tries: 0, dead: 0 }
  errors.push(made)
  return made
}

export const copyDelta = (delta: InsightDelta): InsightDelta => ({
  ...delta,
  ...{ waits: delta.waits.slice(), answers: delta.answers.slice() },
  errors: delta.errors.map((error) => ({ ...error })),
})
