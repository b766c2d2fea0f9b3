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
  mayHaveBeenBilled: number // sent and never answered; the practice provider bills nobody
}
const SUMS = `SELECT count(*) AS attempts, coalesce(sum(a.outcome = 'rate_limited'), 0) AS rateLimited,
    coalesce(sum(a.outcome = 'transient' AND a.wait_reason = 'backoff'), 0) AS retries,
    coalesce(sum(a.outcome IN ('held', 'blocked')), 0) AS held, coalesce(sum(a.outcome = 'lost'), 0) AS lost,
    coalesce(sum(${NEVER_ANSWERED} AND g.provider_id <> ?), 0) AS mayHaveBeenBilled
  FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN gates g ON g.id = t.gate_id WHERE t.batch_id = ?`
const nothing: AttemptSums = { attempts: 0, rateLimited: 0, retries: 0, held: 0, lost: 0, mayHaveBeenBilled: 0 }

/** What a batch's attempts came to, in all. */
export function batchReport(db: Database) {
  const sums = db.prepare<[string, number], AttemptSums>(SUMS)
  return { sums: (batchId: BatchId): AttemptSums => sums.get(practiceProviderId, batchId) ?? nothing }
}
