import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { CommandError } from '#shared/result'
import { crashPoint } from './crash-point'
import { closeUntouched, connect, type Database } from './database'
import { migrate, migrations } from './migrations/migrate'
import { backUpBeforeMigration } from './safety/before-migration'
import { dropUnfinished, isUnfinishedCopy, setFiles } from './safety/files'
import { noteGivenUp } from './safety/given-up'
import { givingWay } from './safety/giving-way'
import { forgetDoubt, isDoubted } from './safety/health'
import { refuse } from './safety/refusals'
import { refuseUnusable } from './safety/refuse-unusable'
import { finishSwap } from './safety/swap'
import { applicationId } from './schema-id'

export { applicationId }

/** Set on every open and read back, since a file, an option or a build may say otherwise. Sources: sqlite.org/pragma.html. */
const pragmas = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2], // at NORMAL a power cut can take back commits that were acknowledged
  ['fullfsync', '1', 1], // macOS: plain fsync need not reach the platter; no effect elsewhere
  ['checkpoint_fullfsync', '1', 1],
  ['foreign_keys', 'ON', 1],
  ['busy_timeout', '250', 250], // waiting blocks the event loop for the whole time
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1], // a page whose cells do not fit it is reported and not believed
  ['journal_size_limit', '67108864', 67_108_864], // the WAL is not shrunk by itself
  ['secure_delete', 'ON', 1], // deleted prompts otherwise stay readable in the file
  ['temp_store', 'MEMORY', 2],
] as const

/**
 * Opens the file, creates it when it is new, and brings its schema up to date, with a copy of what it was before.
 * Throws StorageError, whose `kind` says what stands in the way; the file is then as it was.
 */
export function openDatabase(file: string): Database {
  const dataDir = dirname(file)
  return givingWay(dataDir, file, () => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    finishSwap(dataDir)
    refuseUnusable(file)
    const db = openKnown(file)
    try {
      noteGivenUp(dataDir)
      dropUnfinished(dataDir, isUnfinishedCopy) // nobody decides about them any more, and they hold what may be removed later
    } catch {
      // A program holds one of them, such as a virus scanner: the next start tries again.
    }
    return db
  })
}

function openKnown(file: string): Database {
  // SQLite gives the -wal and the -shm the rights of the file that they belong to.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  let db = connect(file, { timeoutMs: 250 })
  try {
    setPragmas(db, file)
    if (isDoubted(dirname(file))) checkAll(db, file)
    else if (!closedCleanly(db)) check(db, file)
    if (mustMigrate(db)) {
      // All of the -wal goes into the file first, and the connection away: the copy is of one closed file.
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.close()
      crashPoint('before_migration_copy')
      backUpBeforeMigration(file, Date.now())
      db = connect(file, { timeoutMs: 250 })
      setPragmas(db, file)
    }
    db.pragma(`application_id = ${applicationId}`) // before the tables: a file with tables and without it counts as another program's
    migrate(db, file)
    db.prepare("INSERT INTO meta (key, value) VALUES ('clean', '0') ON CONFLICT (key) DO UPDATE SET value = '0'").run()
    for (const path of setFiles(file)) chmodSync(path, 0o600)
    return db
  } catch (error) {
    closeUntouched(db)
    throw error
  }
}

/** Closes the file and marks it as whole, so that the next start need not read all of it. Closed it is also when this throws. */
export function closeDatabase(db: Database) {
  try {
    db.pragma('optimize')
    db.prepare("UPDATE meta SET value = '1' WHERE key = 'clean'").run()
  } catch (error) {
    closeUntouched(db)
    throw error
  }
  db.close()
}

function setPragmas(db: Database, file: string) {
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
}

function mustMigrate(db: Database): boolean {
  const version = Number(db.pragma('user_version', { simple: true }))
  return version > 0 && version < migrations.length
}

function closedCleanly(db: Database): boolean {
  const made = db.pragma('user_version', { simple: true }) !== 0
  if (!made) return true // a new file
  return db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'clean'").get()?.value === '1'
}

function check(db: Database, file: string, how: 'quick_check' | 'integrity_check' = 'quick_check') {
  const result = db.pragma(`${how}(1)`, { simple: true })
  if (result !== 'ok') throw refuse('damaged', file, String(result).replace('*** in database main *** ', ''))
}

/** What a copy is checked by, so that nothing that made a run doubt the file is overlooked here. */
function checkAll(db: Database, file: string) {
  check(db, file, 'integrity_check')
  const [orphan] = db.pragma('foreign_key_check') as readonly { table: string }[]
  if (orphan) throw refuse('damaged', file, `a row of ${orphan.table} refers to one that is missing`)
  forgetDoubt(dirname(file))
}
