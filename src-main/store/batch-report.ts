import type { BatchId, StateKind } from '#shared/task'
import type { Database } from './database'

export type AttemptSums = { attempts: number; rateLimited: number; retries: number; held: number; lost: number }
export type ReportRow = {
  id: number
  position: number
  customId: string | null
  state: StateKind
  model: string
  request: string
  attempts: number
  text: string | null
  kind: 'text' | 'embedding' | null
  failureCode: string | null
  failureStatus: number | null
  failureMessage: string | null
}

const SUMS = `SELECT count(*) AS attempts, coalesce(sum(a.outcome = 'rate_limited'), 0) AS rateLimited,
    coalesce(sum(a.outcome = 'transient' AND a.wait_reason = 'backoff'), 0) AS retries,
    coalesce(sum(a.outcome IN ('held', 'blocked')), 0) AS held, coalesce(sum(a.outcome = 'lost'), 0) AS lost
  FROM attempts a JOIN tasks t ON t.id = a.task_id WHERE t.batch_id = ?`
const ROWS = `SELECT t.id, t.position, t.custom_id AS customId, t.state, g.model, p.request, t.attempts, r.text, r.kind,
    t.failure_code AS failureCode, t.failure_status AS failureStatus, t.failure_message AS failureMessage
  FROM tasks t JOIN gates g ON g.id = t.gate_id
  JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision LEFT JOIN results r ON r.task_id = t.id
  WHERE t.batch_id = @batchId AND t.position > @after ORDER BY t.position LIMIT @limit`

/** A finished batch as its owner takes it away: its sums, and its rows in input order. */
export function batchReport(db: Database) {
  const sums = db.prepare<[number], AttemptSums>(SUMS)
  const rows = db.prepare<{ batchId: BatchId; after: number; limit: number }, ReportRow>(ROWS)
  return {
    sums: (batchId: BatchId): AttemptSums =>
      sums.get(batchId) ?? { attempts: 0, rateLimited: 0, retries: 0, held: 0, lost: 0 },
    /** The next `limit` rows after that position. */
    rows: (batchId: BatchId, after: number, limit: number): ReportRow[] => rows.all({ batchId, after, limit }),
  }
}
