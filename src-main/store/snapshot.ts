import type { BatchId, StateKind, TaskId } from '#shared/task'
import { connect } from './database'
import { viewsReader } from './views'

export type StateCount = { readonly batchId: BatchId; readonly state: StateKind; readonly n: number }

const BY_COUNTERS = `SELECT c.batch_id AS batchId, c.state, sum(c.n) AS n FROM task_counts c
  WHERE c.n > 0 AND (@batchId IS NULL OR c.batch_id = @batchId) AND c.batch_id IN (SELECT id FROM batches WHERE state = 'open')
  GROUP BY c.batch_id, c.state`
const BY_IDS = `SELECT t.batch_id AS batchId, t.state, count(*) AS n FROM json_each(@ids) c CROSS JOIN tasks t ON t.id = c.value
  GROUP BY t.batch_id, t.state`

/**
 * The store as it is at one moment, on a connection of its own: a long list can be read from it a slice at a time while work goes on, and no
 * row is missed or met twice because others moved. Close it soon: a checkpoint cannot pass it.
 */
export function openSnapshot(file: string) {
  const db = connect(file, { timeoutMs: 2_000, readonly: true })
  db.exec('BEGIN') // from the first read on
  const views = viewsReader(db)
  const byCounters = db.prepare<{ batchId: BatchId | null }, StateCount>(BY_COUNTERS)
  const byIds = db.prepare<{ ids: string }, StateCount>(BY_IDS)
  return {
    list: views.list,
    size: views.size,
    each: views.each,
    /** All tasks, or those of a batch, by batch and state: from the counters. */
    countAll: (batchId: BatchId | null): StateCount[] => byCounters.all({ batchId }),
    /** The same of some tasks, which are read: some thousand at a time. */
    count: (ids: readonly TaskId[]): StateCount[] => byIds.all({ ids: JSON.stringify(ids) }),
    close: () => db.close(),
  }
}
export type Snapshot = ReturnType<typeof openSnapshot>
