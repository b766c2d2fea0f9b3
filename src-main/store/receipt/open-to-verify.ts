import { existsSync } from 'node:fs'
import { CommandError } from '#shared/result'
import { connect, type Database } from '../database'
import { lockDataDir } from '../lock'
import { migrations } from '../migrations/migrate'
import { databaseFile } from '../safety/files'
import { type ToldBatch, toldBatches } from './batch'

export type Inspected = {
  readonly file: string
  readonly batches: readonly ToldBatch[]
  readonly close: () => void
}

/**
 * Opens a data folder to look at it alone: nothing in it is changed, not even by a migration or a recovery, and nobody else may meanwhile.
 * @throws CommandError 'not_found' without data, 'in_use' when another process has the folder, 'storage' for another version's file
 */
export function openToVerify(dataDir: string): Inspected {
  const file = databaseFile(dataDir)
  if (!existsSync(file)) throw new CommandError('not_found', `There is no data of Trilane in ${dataDir}.`)
  const unlock = lockDataDir(dataDir)
  try {
    const db = connect(file, { timeoutMs: 1_000, readonly: true })
    try {
      refuseOther(db, file)
      return { file, batches: toldBatches(db), close: unlock }
    } finally {
      db.close()
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function refuseOther(db: Database, file: string) {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version === migrations.length) return
  const how =
    version < migrations.length ? 'an older Trilane. Open it with this one first' : 'a newer Trilane. Update first'
  throw new CommandError('storage', `${file} was written by ${how}, then verify. It was left as it is.`)
}
