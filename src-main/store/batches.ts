import type { BatchKind } from '#shared/batch'
import { BatchOptions } from '#shared/batch'
import type { BatchId, EpochMs } from '#shared/task'
import type { Variant } from '#shared/variant'
import type { Database } from './database'
import { nextManifest } from './receipt/manifest'

export type StoredBatch = {
  readonly id: BatchId
  readonly name: string
  readonly kind: BatchKind
  readonly createdAt: EpochMs
  readonly paused: boolean
  readonly priority: number
  readonly options: BatchOptions
  readonly accepted: number
  readonly purged: number
}
export type NewBatch = {
  readonly name: string
  readonly kind: BatchKind
  readonly state: 'staging' | 'open'
  readonly fingerprint: string | null
  readonly createdAt: EpochMs
  readonly priority?: number | undefined
  readonly options?: BatchOptions | undefined
  readonly scheduleId?: number | undefined
  readonly variants?: readonly Variant[] | undefined
}
export type BatchChange = {
  readonly name?: string | undefined
  readonly paused?: boolean | undefined
  readonly priority?: number | undefined
  readonly options?: BatchOptions | undefined
}
type Row = Omit<StoredBatch, 'paused' | 'options'> & { paused: number; options: string }

const INSERT = `INSERT INTO batches (name, kind, state, fingerprint, created_at, priority, options, schedule_id)
  VALUES (@name, @kind, @state, @fingerprint, @createdAt, @priority, @options, @scheduleId)`
const COLUMNS = 'id, name, kind, created_at AS createdAt, paused, priority, options, accepted, purged'
const CHANGE = `UPDATE batches SET name = coalesce(@name, name), paused = coalesce(@paused, paused), priority = coalesce(@priority, priority),
  options = coalesce(@options, options) WHERE id = @id`

export function batchesTable(db: Database) {
  const insert = db.prepare(INSERT)
  const get = db.prepare<[number], Row & { state: string }>(`SELECT ${COLUMNS}, state FROM batches WHERE id = ?`)
  const newest = db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM batches WHERE state = 'open' ORDER BY id DESC LIMIT ?`,
  )
  const named = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM batches WHERE id IN (SELECT value FROM json_each(?)) AND state = 'open' ORDER BY id DESC`,
  )
  const paused = db.prepare<[], BatchId>(`SELECT id FROM batches WHERE paused = 1 AND state = 'open'`).pluck()
  const compose = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM batches WHERE kind = 'compose' ORDER BY id LIMIT 1`)
  const byFingerprint = db.prepare<[string], Row>(
    `SELECT ${COLUMNS} FROM batches WHERE fingerprint = ? AND state = 'open' ORDER BY id DESC LIMIT 1`,
  )
  const change = db.prepare(CHANGE)
  const open = db.prepare<[number]>(`UPDATE batches SET state = 'open' WHERE id = ? AND state = 'staging'`)
  const staging = db.prepare<[], { id: BatchId }>(
    `SELECT id FROM batches WHERE state = 'staging' AND id NOT IN (SELECT batch_id FROM merges)`,
  )
  const dropTasks = db.prepare<[number, number]>(
    `DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE batch_id = ? LIMIT ?)`,
  )
  const drop = db.prepare<[number]>(`DELETE FROM batches WHERE id = ? AND state = 'staging'`)
  const dropCounts = db.prepare<[number]>('DELETE FROM task_counts WHERE batch_id = ?')
  const manifest = db.prepare<[number], { manifest: Buffer }>('SELECT manifest FROM batches WHERE id = ?')
  const accept = db.prepare<[number, Buffer, number]>(
    'UPDATE batches SET accepted = accepted + ?, manifest = ? WHERE id = ?',
  )
  return {
    insert: ({ name, kind, state, fingerprint, createdAt, priority, options, scheduleId }: NewBatch): BatchId =>
      Number(
        insert.run({
          ...{ name, kind, state, fingerprint, createdAt, priority: priority ?? 0, scheduleId: scheduleId ?? null },
          options: JSON.stringify(options ?? {}),
        }).lastInsertRowid,
      ) as BatchId,
    /** Also one that is still staging: then `open` is false. */
    get(id: BatchId): (StoredBatch & { open: boolean }) | undefined {
      const row = get.get(id)
      return row && { ...read(row), open: row.state === 'open' }
    },
    newest: (limit: number): StoredBatch[] => newest.all(limit).map(read),
    /** Those of them that are open, newest first. */
    named: (ids: readonly BatchId[]): StoredBatch[] => named.all(JSON.stringify(ids)).map(read),
    paused: (): BatchId[] => paused.all(),
    /** The standing batch of prompts written one at a time. */
    compose: (): StoredBatch | undefined => compose.all().map(read)[0],
    byFingerprint: (fingerprint: string): StoredBatch | undefined => byFingerprint.all(fingerprint).map(read)[0],
    /** False when there is none. */
    change: (id: BatchId, { name, paused, priority, options }: BatchChange): boolean =>
      change.run({
        ...{ id, name: name ?? null, priority: priority ?? null, paused: paused === undefined ? null : Number(paused) },
        options: options ? JSON.stringify(options) : null,
      }).changes === 1,
    /** Makes a staging batch visible; false when it is not staging. */
    open: (id: BatchId): boolean => open.run(id).changes === 1,
    /** Of imports that did not get to their end. */
    staging: (): BatchId[] => staging.all().map(({ id }) => id),
    /** Chains the inputs of tasks that were added, in the order of their positions, to the batch's manifest: see receipts. */
    accept(id: BatchId, digests: readonly Buffer[]): void {
      if (digests.length === 0) return
      let chained: Buffer | undefined = manifest.get(id)?.manifest
      if (!chained) throw new Error(`there is no batch ${id}`)
      for (const digest of digests) chained = nextManifest(chained, digest)
      accept.run(digests.length, chained, id)
    },
    /** Deletes up to `limit` tasks of a staging batch, then the batch itself; true when nothing is left. */
    dropStaged(id: BatchId, limit: number): boolean {
      if (dropTasks.run(id, limit).changes === limit) return false
      dropCounts.run(id)
      drop.run(id)
      return true
    },
  }
}

function read({ id, name, kind, createdAt, paused, priority, options, accepted, purged }: Row): StoredBatch {
  const known = BatchOptions.parse(JSON.parse(options))
  return { id, name, kind, createdAt, paused: paused === 1, priority, options: known, accepted, purged }
}
