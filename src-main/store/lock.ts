import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '#shared/result'
import { connect, sqliteCode } from './database'

/**
 * One process per data folder. The lock is SQLite's own file lock on a file beside the database, held for the process's life:
 * the system lets go of it when the process ends, however it ends, so a crash cannot leave it behind.
 * @returns the release. Throws CommandError 'in_use' when another process has the folder.
 */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'trilane.lock')
  const holder = join(dataDir, 'trilane.pid')
  const db = connect(file, { timeoutMs: 0 })
  try {
    db.pragma('journal_mode = DELETE') // in WAL mode an exclusive transaction would let others in
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (!sqliteCode(error)?.startsWith('SQLITE_BUSY')) throw error
    throw new CommandError(
      'in_use',
      `${dataDir} is in use by another Trilane${processName(holder)}. Close it, or choose another data folder.`,
    )
  }
  chmodSync(file, 0o600)
  writeFileSync(holder, String(process.pid), { mode: 0o600 }) // only for that message: it decides nothing
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}

function processName(holder: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(holder, 'utf8'), 10)})`
  } catch {
    return ''
  }
}
