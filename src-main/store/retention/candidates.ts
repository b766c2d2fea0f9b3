import type { LaneName } from '#shared/lane'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { Database } from '../database'

/** Where a scan of succeeded tasks stands: they are read from the one that ended first. */
export type Cursor = { readonly at: EpochMs; readonly id: number }
export const start: Cursor = { at: -1, id: 0 }

export type Candidate = {
  readonly id: TaskId
  readonly batchId: BatchId
  readonly lane: LaneName
  readonly gateId: GateId
  readonly settledAt: EpochMs
  readonly needed: 0 | 1 // another task, which has not succeeded, uses its result
  readonly whole: 0 | 1 // its texts are still there
  readonly newest: 0 | 1
}

// A dead letter may be requeued and a cancelled task brought back, so every child that has not succeeded counts as unfinished.
const CANDIDATES = `SELECT t.id, t.batch_id AS batchId, t.lane, t.gate_id AS gateId, t.settled_at AS settledAt,
    EXISTS (SELECT 1 FROM dependencies d JOIN tasks c ON c.id = d.task_id WHERE d.parent_id = t.id AND c.state <> 'succeeded') AS needed,
    EXISTS (SELECT 1 FROM results r WHERE r.task_id = t.id AND r.purged_at IS NULL) AS whole,
    t.id = (SELECT max(id) FROM tasks) AS newest
  FROM tasks t INDEXED BY tasks_ended
  WHERE t.state = 'succeeded' AND (t.settled_at, t.id) > (@at, @id) AND t.settled_at < @before
  ORDER BY t.settled_at, t.id LIMIT @limit`

/** Succeeded tasks that ended before a moment, oldest end first. */
export function candidates(db: Database) {
  const select = db.prepare<{ at: number; id: number; before: EpochMs; limit: number }, Candidate>(CANDIDATES)
  return (after: Cursor, before: EpochMs, limit: number): Candidate[] =>
    select.all({ at: after.at, id: after.id, before, limit })
}

/** What may go as a whole. The newest task is left as a row, or its id would be given again, and idempotency keys are made of ids. */
export const removable = ({ needed, newest, whole }: Candidate): boolean =>
  needed === 0 && (newest === 0 || whole === 1)
/** Whose texts may go. */
export const blankable = ({ needed, whole }: Candidate): boolean => needed === 0 && whole === 1
