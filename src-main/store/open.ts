import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandError } from '#shared/result'
import { connect, type Database } from './database'
import { migrate } from './migrations/migrate'

/** "TriL" in ASCII: tells a file of another program from a damaged one of ours. */
export const applicationId = 0x5472694c

/** Set on every open and read back, since a file, an option or a build may say otherwise. Sources: sqlite.org/pragma.html. */
const pragmas = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2], // at NORMAL a power cut can take back commits that were acknowledged
  ['fullfsync', '1', 1], // macOS: plain fsync need not reach the platter; no effect elsewhere
  ['checkpoint_fullfsync', '1', 1],
  ['foreign_keys', 'ON', 1],
  ['busy_timeout', '250', 250], // waiting blocks the event loop for the whole time
  ['trusted_schema', 'OFF', 0],
  ['journal_size_limit', '67108864', 67_108_864], // the WAL is not shrunk by itself
  ['secure_delete', 'ON', 1], // deleted prompts otherwise stay readable in the file
  ['temp_store', 'MEMORY', 2],
] as const

/** Opens the file, creates it when it is new, and brings its schema up to date.
 *  Throws CommandError 'storage' for a file of another program, of a newer Trilane, or one that fails its check. */
export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const db = connect(file, { timeoutMs: 250 })
  try {
    refuseForeign(db, file)
    for (const [name, value, expected] of pragmas) {
      db.pragma(`${name} = ${value}`)
      const actual = db.pragma(name, { simple: true })
      if (actual !== expected) {
        throw new CommandError(
          'storage',
          `SQLite refused ${name} = ${value} (it says ${actual}) for ${file}. Nothing was changed.`,
        )
      }
    }
    if (!closedCleanly(db)) check(db, file)
    migrate(db, file)
    db.prepare("INSERT INTO meta (key, value) VALUES ('clean', '0') ON CONFLICT (key) DO UPDATE SET value = '0'").run()
    db.pragma(`application_id = ${applicationId}`)
    for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) chmodSync(file + part, 0o600)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Closes the file and marks it as whole, so that the next start need not read all of it. */
export function closeDatabase(db: Database) {
  db.pragma('optimize')
  db.prepare("UPDATE meta SET value = '1' WHERE key = 'clean'").run()
  db.close()
}

function closedCleanly(db: Database): boolean {
  const made = db.pragma('user_version', { simple: true }) !== 0
  if (!made) return true // a new file
  return db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'clean'").get()?.value === '1'
}

function refuseForeign(db: Database, file: string) {
  const id = db.pragma('application_id', { simple: true })
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0
  if (id !== applicationId && (id !== 0 || tables > 0)) {
    throw new CommandError(
      'storage',
      `${file} belongs to another program. It was left as it is; choose another data folder.`,
    )
  }
}

function check(db: Database, file: string) {
  const result = db.pragma('quick_check(1)', { simple: true })
  if (result !== 'ok') {
    throw new CommandError(
      'storage',
      `${file} is damaged (${result}). It was left as it is; make a copy before anything else.`,
    )
  }
}
