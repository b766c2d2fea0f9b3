import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect, type Database } from '../database'
import { lockDataDir } from '../lock'
import { closeDatabase, openDatabase } from '../open'
import { backupFile } from './backup-files'
import { createBackups } from './backups'
import { damageTree, fill, filled, tempDir } from './fixture'
import { restoreBackup } from './restore'

const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 5, 12)

function setup(tasks = 200) {
  const { dir, file, remove } = tempDir()
  const db = openDatabase(file)
  onTestFinished(() => {
    db.close()
    remove()
  })
  if (tasks > 0) fill(db, tasks)
  let now = start
  const backups = createBackups({ dataDir: dir, now: () => now })
  let next = 10_000
  return {
    ...{ dir, file, db, backups },
    later: (ms = 1_000) => {
      now += ms
    },
    change: () => fill(db, 1, { firstId: next++ }),
  }
}

/** Every row of every table, to compare two databases by. */
function contents(db: Database): Record<string, unknown[]> {
  const tables = db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
  return Object.fromEntries(tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}"`).all()]))
}

function read<T>(file: string, look: (db: Database) => T): T {
  const db = connect(file, { timeoutMs: 0, readonly: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}

test('a backup is one private file with every row, made while the database is written to', async () => {
  const { dir, db, backups, change } = setup(3_000)
  const made = backups.run('manual')
  for (let n = 0; n < 20; n++) {
    change()
    await new Promise(setImmediate)
  }
  const outcome = await made
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  const { name, bytes, reason, at } = outcome.backup
  expect([reason, at]).toEqual(['manual', start])
  const file = backupFile(dir, name)
  expect([(statSync(file).mode & 0o777).toString(8), statSync(file).size]).toEqual(['600', bytes])
  expect(readdirSync(join(dir, 'backups'))).toEqual([name])
  read(file, (copy) => {
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(copy.prepare<[], { n: number }>('SELECT count(*) AS n FROM tasks').get()?.n).toBeGreaterThanOrEqual(3_000)
  })
  const quiet = await backups.run('manual')
  if (quiet.kind !== 'made') throw new Error(quiet.message)
  expect(read(backupFile(dir, quiet.backup.name), contents)).toEqual(contents(db))
})

test('three of each kind are kept, and those made by hand until a person deletes them', async () => {
  const { backups, change, later } = setup()
  for (let n = 0; n < 5; n++)
    for (const reason of ['daily', 'quit'] as const) {
      later()
      change()
      await backups.run(reason)
    }
  for (let n = 0; n < 10; n++) await backups.run('manual') // in the same millisecond: each gets a name of its own
  const kinds = Object.groupBy(backups.list(), ({ reason }) => reason)
  expect([kinds.daily?.length, kinds.quit?.length, kinds.manual?.length]).toEqual([3, 3, 10])
  expect(backups.list().map(({ name }) => name)).toEqual(
    backups
      .list()
      .map(({ name }) => name)
      .sort()
      .reverse(),
  )
  await expect(backups.run('manual')).rejects.toThrow(/Delete one/)
  backups.remove(kinds.manual?.[0]?.name ?? '')
  expect(await backups.run('manual')).toMatchObject({ kind: 'made' })
  expect(() => backups.remove('../trilane.db')).toThrow(/no backup/)
})

test('without a change since the last one none is made, except by hand', async () => {
  const { backups, change, later } = setup()
  expect(await backups.run('daily')).toMatchObject({ kind: 'made' })
  later()
  expect(await backups.run('quit')).toMatchObject({ kind: 'skipped', why: 'unchanged' })
  expect(await backups.run('manual')).toMatchObject({ kind: 'made' })
  change()
  later()
  expect(await backups.run('quit')).toMatchObject({ kind: 'made' })
})

test('a database that is too large to copy while the app closes is left to the daily backup', async () => {
  const { dir } = setup(300)
  const small = createBackups({ dataDir: dir, now: () => start, quitLimit: { bytes: 10_000, ms: 15_000 } })
  expect(await small.run('quit')).toMatchObject({ kind: 'skipped', why: 'too_big' })
  expect(await small.run('daily')).toMatchObject({ kind: 'made' })
})

test('a copy that is being made does not hold up the end of the app for ever, and leaves nothing half-made', async () => {
  const { dir } = setup(300)
  const backups = createBackups({ dataDir: dir, now: () => start, quitLimit: { bytes: 1e9, ms: 0 } })
  const daily = backups.run('daily')
  expect(await backups.run('quit')).toMatchObject({ kind: 'skipped', why: 'too_slow' })
  expect(await daily).toMatchObject({ kind: 'skipped', why: 'closing' })
  expect(readdirSync(join(dir, 'backups'))).toEqual([])
  expect(await backups.run('daily')).toMatchObject({ kind: 'made' })
})

test('the daily one is due a day after the newest, or after a look that found nothing new', async () => {
  const { backups, later } = setup()
  expect(backups.dueAt()).toBe(start + 600_000) // there is none, but the app has just started
  await backups.run('daily')
  expect(backups.dueAt()).toBe(start + dayMs)
  later(dayMs)
  expect(await backups.run('daily')).toMatchObject({ why: 'unchanged' })
  expect(backups.dueAt()).toBe(start + 2 * dayMs)
  later(-10 * dayMs) // a clock set back strands nothing for longer than a day
  expect(backups.dueAt()).toBe(start - 9 * dayMs + dayMs)
})

test('what a crash left half-copied is deleted at the next start', () => {
  const { dir, backups } = setup()
  return backups.run('manual').then(() => {
    const left = join(dir, 'backups', '2026-01-05T12-00-00-000Z-daily.db.new')
    writeFileSync(left, 'half')
    writeFileSync(`${left}-journal`, 'half')
    createBackups({ dataDir: dir, now: () => start })
    expect(readdirSync(join(dir, 'backups'))).toHaveLength(1)
  })
})

test('a database that turns out damaged in the copy is reported, and the older backups stay', async () => {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  filled(file, 2_000)
  damageTree(file, 'tasks')
  const backups = createBackups({ dataDir: dir, now: () => start })
  await expect(backups.run('daily')).rejects.toMatchObject({ kind: 'damaged' })
  expect(readdirSync(join(dir, 'backups'))).toEqual([])
  expect(await backups.check()).not.toBe(null)
})

test('a restored backup equals what was saved, under a new name; what was there is moved aside as one set', async () => {
  const { dir, file, db, backups, change } = setup()
  db.exec("INSERT INTO meta (key, value) VALUES ('installation_id', 'first')")
  const outcome = await backups.run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  const saved = contents(db)
  change()
  db.close()
  const restored = await restoreBackup(dir, outcome.backup.name, { now: start, because: 'before-restore' })
  expect(restored.contents.tasks).toBe(200)
  const again = openDatabase(file)
  // Ids are given again from here on: under the old name their idempotency keys would be those of other prompts.
  expect(contents(again)).toEqual({
    ...saved,
    meta: [
      { key: 'clean', value: '0' },
      { key: 'former_installations', value: '["first"]' }, // receipts bear it
    ],
  })
  closeDatabase(again)
  expect(
    read(join(restored.movedTo ?? '', 'trilane.db'), (old) => old.prepare('SELECT count(*) AS n FROM tasks').get()),
  ).toEqual({ n: 201 })
  expect(readdirSync(dir).filter((name) => name.includes('restoring') || name.startsWith('swap'))).toEqual([])
  expect(backups.list()).toHaveLength(1) // a copy was put back, so it can be put back again
})

test('an old -wal cannot undo a restored backup', async () => {
  const { dir, file, db, backups, change } = setup()
  const outcome = await backups.run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  for (let n = 0; n < 50; n++) change()
  const [main, wal, shm] = [readFileSync(file), readFileSync(`${file}-wal`), readFileSync(`${file}-shm`)]
  db.close()
  for (const [part, bytes] of [
    ['', main],
    ['-wal', wal],
    ['-shm', shm],
  ] as const)
    writeFileSync(file + part, bytes) // as a crash leaves them
  const { movedTo } = await restoreBackup(dir, outcome.backup.name, { now: start, because: 'damaged' })
  expect(readFileSync(join(movedTo ?? '', 'trilane.db-wal')).equals(wal)).toBe(true)
  const again = openDatabase(file)
  expect(again.prepare('SELECT count(*) AS n FROM tasks').get()).toEqual({ n: 200 })
  closeDatabase(again)
})

test('a backup that is damaged, unknown or of a newer Trilane is not put back, nor one while another process has the folder', async () => {
  const { dir, file, db, backups } = setup()
  const outcome = await backups.run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  closeDatabase(db)
  const before = readFileSync(file)
  const path = backupFile(dir, outcome.backup.name)
  const options = { now: start, because: 'before-restore' } as const
  const unlock = lockDataDir(dir)
  await expect(restoreBackup(dir, outcome.backup.name, options)).rejects.toMatchObject({ code: 'in_use' })
  unlock()
  await expect(restoreBackup(dir, 'nothing.db', options)).rejects.toMatchObject({ code: 'not_found' })
  const newer = connect(path, { timeoutMs: 0 })
  newer.pragma('user_version = 99')
  newer.close()
  await expect(restoreBackup(dir, outcome.backup.name, options)).rejects.toMatchObject({ kind: 'newer' })
  const bytes = readFileSync(path)
  bytes.fill(0xee, 8_192, 60_000)
  writeFileSync(path, bytes)
  await expect(restoreBackup(dir, outcome.backup.name, options)).rejects.toMatchObject({ kind: 'damaged' })
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(readdirSync(dir).filter((name) => /restor|damaged|swap/.test(name))).toEqual([])
  renameSync(path, `${path}.gone`)
  await expect(restoreBackup(dir, outcome.backup.name, options)).rejects.toMatchObject({ code: 'not_found' })
})
