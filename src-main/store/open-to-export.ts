import { existsSync } from 'node:fs'
import { CommandError } from '#shared/result'
import type { BatchId } from '#shared/task'
import { connect } from './database'
import { eventsTable } from './events'
import { exportReader } from './export-reader'
import { migrations } from './migrations/migrate'
import { ratingsTable } from './ratings'
import { databaseFile } from './safety/files'
import { sourceRowsTable } from './source-rows'
import { variantsTable } from './variants'

/**
 * Opens a data folder to read results from it, also while another process works on it: nothing in it is changed.
 * @throws CommandError 'not_found' without data, 'storage' for another version's file
 */
export function openToExport(dataDir: string) {
  const file = databaseFile(dataDir)
  if (!existsSync(file)) throw new CommandError('not_found', `There is no data of Trilane in ${dataDir}.`)
  const db = connect(file, { timeoutMs: 5_000, readonly: true })
  try {
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version !== migrations.length) {
      const who =
        version < migrations.length ? 'an older Trilane. Open it with this one first' : 'a newer Trilane. Update'
      throw new CommandError('storage', `${file} was written by ${who}, then export. It was left as it is.`)
    }
    const batches = db.prepare<[], { id: BatchId; name: string }>(
      `SELECT id, name FROM batches WHERE state = 'open' ORDER BY id DESC`,
    )
    return {
      ...{ reader: exportReader(db), events: eventsTable(db), batches: () => batches.all() },
      ...{ ratings: ratingsTable(db), sourceRows: sourceRowsTable(db), variants: variantsTable(db) },
      close: () => db.close(),
    }
  } catch (error) {
    db.close()
    throw error
  }
}
export type OpenedToExport = ReturnType<typeof openToExport>
