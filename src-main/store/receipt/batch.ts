import type { BatchKind } from '#shared/batch'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs } from '#shared/task'
import type { Database } from '../database'

/** A batch as its own row tells it. */
export type ToldBatch = {
  readonly id: BatchId
  readonly name: string
  readonly kind: BatchKind
  readonly createdAt: EpochMs
  readonly accepted: number
  readonly purged: number
  readonly manifest: Buffer
}

const COLUMNS = 'id, name, kind, created_at AS createdAt, accepted, purged, manifest'

/** @throws CommandError 'not_found' */
export function toldBatch(db: Database, id: BatchId): ToldBatch {
  const batch = db
    .prepare<[number], ToldBatch>(`SELECT ${COLUMNS} FROM batches WHERE id = ? AND state = 'open'`)
    .get(id)
  if (!batch) throw new CommandError('not_found', `There is no batch ${id} here. Nothing was changed.`)
  return batch
}

/** All batches, oldest first. */
export function toldBatches(db: Database): ToldBatch[] {
  return db.prepare<[], ToldBatch>(`SELECT ${COLUMNS} FROM batches WHERE state = 'open' ORDER BY id`).all()
}

/** Which data folder this is. */
export function installationOf(db: Database): string {
  const row = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'installation_id'").get()
  return row?.value ?? 'unknown'
}
