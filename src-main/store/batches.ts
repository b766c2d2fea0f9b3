import type { BatchId, EpochMs } from '#shared/task'
import type { Database } from './database'

export type StoredBatch = {
  readonly id: BatchId
  readonly name: string
  readonly kind: 'import' | 'compose' | 'sample'
  readonly createdAt: EpochMs
}
type NewBatch = {
  name: string
  kind: StoredBatch['kind']
  state: 'staging' | 'open'
  fingerprint: string | null
  createdAt: EpochMs
}

const INSERT = `INSERT INTO batches (name, kind, state, fingerprint, created_at) VALUES (@name, @kind, @state, @fingerprint, @createdAt)`
const COLUMNS = 'id, name, kind, created_at AS createdAt'

export function batchesTable(db: Database) {
  const insert = db.prepare<NewBatch>(INSERT)
  const newest = db.prepare<[number], StoredBatch>(
    `SELECT ${COLUMNS} FROM batches WHERE state = 'open' ORDER BY id DESC LIMIT ?`,
  )
  const compose = db.prepare<[], StoredBatch>(
    `SELECT ${COLUMNS} FROM batches WHERE kind = 'compose' ORDER BY id LIMIT 1`,
  )
  const byFingerprint = db.prepare<[string], StoredBatch>(
    `SELECT ${COLUMNS} FROM batches WHERE fingerprint = ? AND state = 'open' ORDER BY id DESC LIMIT 1`,
  )
  const open = db.prepare<[number]>(`UPDATE batches SET state = 'open' WHERE id = ? AND state = 'staging'`)
  const staging = db.prepare<[], { id: BatchId }>(`SELECT id FROM batches WHERE state = 'staging'`)
  const dropTasks = db.prepare<[number, number]>(
    `DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE batch_id = ? LIMIT ?)`,
  )
  const drop = db.prepare<[number]>(`DELETE FROM batches WHERE id = ? AND state = 'staging'`)
  const dropCounts = db.prepare<[number]>('DELETE FROM task_counts WHERE batch_id = ?')
  return {
    insert: (batch: NewBatch): BatchId => Number(insert.run(batch).lastInsertRowid) as BatchId,
    newest: (limit: number): StoredBatch[] => newest.all(limit),
    /** The standing batch of prompts written one at a time. */
    compose: (): StoredBatch | undefined => compose.get(),
    byFingerprint: (fingerprint: string): StoredBatch | undefined => byFingerprint.get(fingerprint),
    /** Makes a staging batch visible; false when it is not staging. */
    open: (id: BatchId): boolean => open.run(id).changes === 1,
    staging: (): BatchId[] => staging.all().map(({ id }) => id),
    /** Deletes up to `limit` tasks of a staging batch, then the batch itself; true when nothing is left. */
    dropStaged(id: BatchId, limit: number): boolean {
      if (dropTasks.run(id, limit).changes === limit) return false
      dropCounts.run(id)
      drop.run(id)
      return true
    },
  }
}
