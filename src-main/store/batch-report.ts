import { practiceProviderId } from '#shared/provider'
import type { BatchId } from '#shared/task'
import { NEVER_ANSWERED } from './attempts'
import type { Database } from './database'

export type AttemptSums = {
  attempts: number
  rateLimited: number
  retries: number
  held: number
  lost: number
  cost: number // nano-dollars of what was answered
  unansweredCost: number // what was put by for those that never were: they cost no more
  unpriced: number // answered, and their price is not known
  mayHaveBeenBilled: number // sent and never answered; the practice provider bills nobody
}
const SUMS = `SELECT count(*) AS attempts, coalesce(sum(a.outcome = 'rate_limited'), 0) AS rateLimited,
    coalesce(sum(a.outcome = 'transient' AND a.wait_reason = 'backoff'), 0) AS retries,
    coalesce(sum(a.outcome IN ('held', 'blocked')), 0) AS held, coalesce(sum(a.outcome = 'lost'), 0) AS lost,
    coalesce(sum(a.cost) FILTER (WHERE NOT ${NEVER_ANSWERED}), 0) AS cost,
    coalesce(sum(a.cost) FILTER (WHERE ${NEVER_ANSWERED}), 0) AS unansweredCost,
    coalesce(sum(a.cost IS NULL AND a.tokens_in IS NOT NULL), 0) AS unpriced,
    coalesce(sum(${NEVER_ANSWERED} AND coalesce(a.provider_id, g.provider_id) <> '${practiceProviderId}'), 0) AS mayHaveBeenBilled
  FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN gates g ON g.id = t.gate_id`
const none: AttemptSums = {
  ...{ attempts: 0, rateLimited: 0, retries: 0, held: 0, lost: 0 },
  ...{ cost: 0, unansweredCost: 0, unpriced: 0, mayHaveBeenBilled: 0 },
}

/** What attempts came to: those of a batch, in all, and those of one run of the process. */
export function batchReport(db: Database) {
  const ofBatch = db.prepare<[number], AttemptSums>(`${SUMS} WHERE t.batch_id = ?`)
  const cached = db.prepare<[number], number>('SELECT count(*) FROM tasks WHERE batch_id = ? AND cached = 1').pluck()
  const ofBoot = db.prepare<[number], AttemptSums>(`${SUMS} WHERE a.boot = ?`)
  const cachedInAll = db.prepare<[], number>('SELECT count(*) FROM tasks WHERE cached = 1').pluck()
  const removed = db.prepare<[], { n: number }>('SELECT coalesce(sum(purged), 0) AS n FROM batches')
  return {
    /** Tasks that took a stored answer: no attempt was made for them. */
    cached: (batchId: BatchId): number => cached.get(batchId) ?? 0,
    sums: (batchId: BatchId): AttemptSums => ofBatch.get(batchId) ?? none,
    /** Reads every attempt there is: half a second for a million. */
    sumsOfBoot: (boot: number): AttemptSums => ofBoot.get(boot) ?? none,
    /** Of all batches. Reads every task there is. */
    cachedInAll: (): number => cachedInAll.get() ?? 0,
    /** Tasks that retention removed, of all batches: each had succeeded. */
    removed: (): number => removed.get()?.n ?? 0,
  }
}
