import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { connect, sqliteCode } from '../database'
import { migrations } from '../migrations/migrate'
import { applicationId } from '../schema-id'
import { lookAt } from './header'
import { refuse } from './refusals'

/**
 * Throws StorageError for a file that this app must not open for writing. Nothing is changed by looking: a connection that may write
 * would on closing put the -wal of even a foreign or newer database into its file.
 */
export function refuseUnusable(file: string) {
  const found = lookAt(file)
  if (found.kind === 'not_a_file' || found.kind === 'not_sqlite') throw refuse(found.kind, file)
  if (found.kind === 'overwritten') throw refuse('damaged', file, 'its beginning was overwritten')
  if (found.kind === 'sqlite') {
    // 0: not set yet, or only in the -wal, where SQLite alone can read it.
    if (found.applicationId !== applicationId && found.applicationId !== 0) throw refuse('foreign', file)
    refuseByContent(file)
  }
  accessSync(dirname(file), constants.W_OK)
  if (found.kind !== 'missing') accessSync(file, constants.W_OK)
}

function refuseByContent(file: string) {
  const absent = ['-wal', '-shm'].map((part) => file + part).filter((path) => !existsSync(path))
  try {
    look(file)
  } finally {
    // A reading connection makes both and cannot delete them; an empty -wal holds nothing.
    if (absent.every((path) => !path.endsWith('-wal') || !existsSync(path) || statSync(path).size === 0))
      for (const path of absent) rmSync(path, { force: true })
  }
}

function look(file: string) {
  let seen: { id: number; version: number; tables: number }
  try {
    const db = connect(file, { timeoutMs: 0, readonly: true })
    try {
      seen = {
        id: Number(db.pragma('application_id', { simple: true })),
        version: Number(db.pragma('user_version', { simple: true })),
        tables: db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0,
      }
    } finally {
      db.close()
    }
  } catch (error) {
    // A crash left work that only a writing connection can finish or take back, or the disk lets nobody write: the open itself will tell.
    if (/^SQLITE_(READONLY|CANTOPEN)/.test(sqliteCode(error) ?? '')) return
    throw error
  }
  if (seen.id !== applicationId && (seen.id !== 0 || seen.tables > 0)) throw refuse('foreign', file)
  if (seen.version > migrations.length) throw refuse('newer', file)
}
