import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '#shared/result'
import { connect, type Database, sqliteCode } from './database'
import { givingWay } from './safety/giving-way'
import { refuse } from './safety/refusals'

/**
 * One process per data folder. The lock is SQLite's own file lock on a file beside the database, held for the process's life:
 * the system lets go of it when the process ends, however it ends, so a crash cannot leave it behind.
 * @returns the release. Throws CommandError 'in_use' when another process has the folder, StorageError when it cannot be written to.
 */
export function lockDataDir(dataDir: string): () => void {
  const file = join(dataDir, 'trilane.lock')
  return givingWay(dataDir, file, () => take(dataDir, file))
}

function take(dataDir: string, file: string): () => void {
  const holder = join(dataDir, 'trilane.pid')
  let db: Database | null = null
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600)) // and with it the journal that SQLite makes beside it
    const held = connect(file, { timeoutMs: 0 })
    db = held
    held.pragma('journal_mode = DELETE') // in WAL mode an exclusive transaction would let others in
    held.exec('BEGIN EXCLUSIVE')
    chmodSync(file, 0o600)
    writeFileSync(holder, String(process.pid), { mode: 0o600 }) // only for the message below: it decides nothing
    return () => {
      try {
        held.exec('ROLLBACK')
      } finally {
        held.close() // which lets go of it in any case
      }
    }
  } catch (error) {
    db?.close()
    const code = sqliteCode(error) ?? ''
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw refuse('not_sqlite', file) // it holds nothing, so something else lies there
    if (!code.startsWith('SQLITE_BUSY')) throw error
    throw new CommandError(
      'in_use',
      `${dataDir} is in use by another Trilane${processName(holder)}. Close it, or choose another data folder.`,
    )
  }
}

function processName(holder: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(holder, 'utf8'), 10)})`
  } catch {
    return ''
  }
}
