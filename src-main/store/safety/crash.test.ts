import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CrashPoint } from '../crash-point'
import { connect, type Database } from '../database'
import { migrate, migrations } from '../migrations/migrate'
import { applicationId, closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import child from './crash-child?modulePath'
import { fill, filled, tempDir } from './fixture'
import { createRescue } from './rescue'

const now = () => Date.UTC(2026, 0, 5, 12)

function setup() {
  const temp = tempDir()
  onTestFinished(temp.remove)
  return temp
}

/** Runs the action in a process of its own, which must die where it was told to. @returns what it wrote before */
function dieAt(point: CrashPoint | `${CrashPoint}:${number}`, args: readonly string[]): string {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [child, ...args], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: point },
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' })
  return stdout
}

function look(file: string, check: (db: Database) => void) {
  const db = openDatabase(file)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    check(db)
  } finally {
    closeDatabase(db)
  }
}
const stored = (db: Database) => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tasks').get()?.n

test.each(['backup_begun', 'backup_copied', 'backup_verified', 'backup_placed'] as const)(
  'a crash in a backup (%s) costs at most that backup',
  (point) => {
    const { dir, file } = setup()
    filled(file, 200)
    dieAt(point, ['backup', dir])
    look(file, (db) => expect(stored(db)).toBe(200))
    const backups = createBackups({ dataDir: dir, now })
    expect(readdirSync(join(dir, 'backups')).filter((name) => name.includes('.new'))).toEqual([])
    expect(backups.list()).toHaveLength(point === 'backup_placed' ? 1 : 0)
  },
)

test.each(['swap_noted', 'swap_moving', 'swap_moving:2', 'swap_moving:3', 'swap_placed'] as const)(
  'a crash in a restore (%s) leaves the folder with one whole database',
  async (point) => {
    const { dir, file } = setup()
    filled(file, 200)
    const outcome = await createBackups({ dataDir: dir, now }).run('manual')
    if (outcome.kind !== 'made') throw new Error(outcome.message)
    look(file, (db) => fill(db, 50, { firstId: 201 }))
    dieAt(point, ['restore', dir, outcome.backup.name])
    look(file, (db) => expect(stored(db)).toBe(200)) // what was decided is brought to its end
    const [aside = ''] = readdirSync(dir).filter((name) => name.startsWith('before-restore'))
    look(join(dir, aside, 'trilane.db'), (db) => expect(stored(db)).toBe(250))
    expect(existsSync(join(dir, 'swap.json'))).toBe(false)
    look(file, (db) => expect(stored(db)).toBe(200))
  },
)

test('a crash while what could be read is put in place keeps the damaged set and the rows', async () => {
  const { dir, file } = setup()
  filled(file, 200)
  const before = readFileSync(file)
  dieAt('swap_moving:2', ['salvage', dir])
  look(file, (db) => expect(stored(db)).toBe(200))
  const [aside = ''] = readdirSync(dir).filter((name) => name.startsWith('damaged'))
  expect(readFileSync(join(dir, aside, 'trilane.db')).equals(before)).toBe(true)
  await createRescue(dir, now).drop()
})

const steps = migrations.slice(1).map((_, index) => index + 1)
test.each([
  ...steps.map((n) => `in_migration:${n}` as const),
  'before_migration_copy' as const,
  'backup_verified' as const,
])('a crash in a migration (%s) leaves a whole database, which the next start brings to the newest', (point) => {
  const { dir, file } = setup()
  const old = connect(file, { timeoutMs: 0 })
  old.pragma('journal_mode = WAL')
  old.pragma(`application_id = ${applicationId}`)
  migrate(old, file, 1)
  fill(old, 300, { version: 1 })
  old.exec("INSERT INTO meta (key, value) VALUES ('clean', '1')")
  old.close()
  dieAt(point, ['open', dir])
  look(file, (db) => {
    expect([stored(db), db.pragma('user_version', { simple: true })]).toEqual([300, migrations.length])
    expect(db.pragma('foreign_key_check')).toEqual([])
  })
})

test('a crash right after a checkpoint takes nothing that was acknowledged', () => {
  const { dir, file } = setup()
  const acknowledged = Number(dieAt('checkpoint_made:3', ['write', dir]).trim().split('\n').at(-1))
  expect(acknowledged).toBeGreaterThan(0)
  look(file, (db) => expect(stored(db)).toBeGreaterThanOrEqual(acknowledged))
})
