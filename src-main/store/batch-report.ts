import type { BatchId } from '#shared/task'
import type { Database } from './database'

export type AttemptSums = { attempts: number; rateLimited: number; retries: number; held: number; lost: number }
const SUMS = `SELECT count(*) AS attempts, coalesce(sum(a.outcome = 'rate_limited'), 0) AS rateLimited,
    coalesce(sum(a.outcome = 'transient' AND a.wait_reason = 'backoff'), 0) AS retries,
    coalesce(sum(a.outcome IN ('held', 'blocked')), 0) AS held, coalesce(sum(a.outcome = 'lost'), 0) AS lost
  FROM attempts a JOIN tasks t ON t.id = a.task_id WHERE t.batch_id = ?`
/** What a batch's attempts came to, in all. */
export function batchReport(db: Database) {
  const sums = db.prepare<[number], AttemptSums>(SUMS)
  const cached = db.prepare<[number], number>('SELECT count(*) FROM tasks WHERE batch_id = ? AND cached = 1').pluck()
  return {
    /** Tasks that took a stored answer: no attempt was made for them. */
    cached: (batchId: BatchId): number => cached.get(batchId) ?? 0,
    sums: (batchId: BatchId): AttemptSums =>
      sums.get(batchId) ?? { attempts: 0, rateLimited: 0, retries: 0, held: 0, lost: 0 },
  }
}
