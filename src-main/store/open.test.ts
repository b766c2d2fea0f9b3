import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect, type Database } from './database'
import { lockDataDir } from './lock'
import { migrate, migrations } from './migrations/migrate'
import { applicationId, closeDatabase, openDatabase } from './open'
import { listBackups } from './safety/backup-files'
import { fill, filled, requestOf, sha256, tempDir } from './safety/fixture'
import { canMount, fillDisk, smallDisk } from './safety/small-disk'
import { StorageError } from './safety/storage-error'

function setup() {
  const temp = tempDir()
  onTestFinished(temp.remove)
  return temp
}

function refusal(open: () => unknown): StorageError {
  try {
    open()
  } catch (error) {
    if (error instanceof StorageError) return error
    throw error
  }
  throw new Error('it was opened')
}

/** Every file below the folder, with its bytes. */
function bytesOf(dir: string): Record<string, string> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(dir, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(dir, name)).toString('base64')]))
}

function otherDatabase(file: string, id: number, journal = 'DELETE') {
  const db = connect(file, { timeoutMs: 0 })
  db.pragma(`journal_mode = ${journal}`)
  db.exec('CREATE TABLE songs (name TEXT)')
  db.exec("INSERT INTO songs VALUES ('Blue')")
  db.pragma(`application_id = ${id}`)
  db.close()
}

test('a new file is made whole: ours by its mark, private, and marked as closed only when it is', () => {
  const { file } = setup()
  const db = openDatabase(file)
  expect(db.pragma('application_id', { simple: true })).toBe(applicationId)
  for (const part of ['', '-wal', '-shm']) expect((statSync(file + part).mode & 0o777).toString(8)).toBe('600')
  closeDatabase(db)
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('a file without a byte is a new one', () => {
  const { file } = setup()
  writeFileSync(file, '')
  closeDatabase(openDatabase(file))
})

test.each([
  ['a text', Buffer.from('Dear diary,\n'.repeat(2_000))],
  ['a few bytes', Buffer.from([1, 2, 3])],
  ['zeros', Buffer.alloc(8_192)],
  ['the beginning of SQLite and no more', Buffer.from('SQLite format 3\0')],
])('%s at the database’s path is told apart from a damaged database, and left as it is', (_name, content) => {
  const { dir, file } = setup()
  writeFileSync(file, content)
  expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'not_sqlite', code: 'storage', file })
  expect(bytesOf(dir)).toEqual({ 'trilane.db': content.toString('base64') })
})

test.each([
  [7, 'DELETE'],
  [0, 'DELETE'],
  [7, 'WAL'],
  [0, 'WAL'],
])('another program’s database (id %i, %s) is refused and keeps every byte', (id, journal) => {
  const { dir, file } = setup()
  otherDatabase(file, id, journal)
  const before = bytesOf(dir)
  expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'foreign' })
  expect(bytesOf(dir)).toEqual(before)
})

test('our own file without its beginning is damaged, and not somebody else’s', () => {
  const { file } = setup()
  filled(file, 50)
  const bytes = readFileSync(file)
  bytes.fill(0x55, 0, 200)
  writeFileSync(file, bytes)
  expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'damaged' })
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a folder at the database’s path is named as one', () => {
  const { file } = setup()
  mkdirSync(file)
  expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'not_a_file' })
})

test('a database of a newer Trilane keeps every byte, its -wal as well', () => {
  const { dir, file } = setup()
  filled(file, 10)
  const db = connect(file, { timeoutMs: 0 })
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.pragma('wal_autocheckpoint = 0')
  db.exec("UPDATE meta SET value = 'x' WHERE key = 'clean'")
  const [main, wal] = [readFileSync(file), readFileSync(`${file}-wal`)] // as a crash would leave them
  db.close()
  writeFileSync(file, main)
  writeFileSync(`${file}-wal`, wal)
  expect(refusal(() => openDatabase(file))).toMatchObject({
    kind: 'newer',
    message: expect.stringContaining('newer Trilane'),
  })
  expect(readFileSync(file).equals(main)).toBe(true)
  expect(readFileSync(`${file}-wal`).equals(wal)).toBe(true)
  expect(listBackups(dir)).toEqual([])
})

test('after a crash the file is read to its end, and damage is found', () => {
  const { file } = setup()
  const db = openDatabase(file)
  fill(db, 2_000)
  db.close() // without the mark of a clean end
  const bytes = readFileSync(file)
  for (let page = 40; page < 60; page++) bytes.fill(0xee, page * 4_096, page * 4_096 + 4_096)
  writeFileSync(file, bytes)
  expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'damaged' })
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test.runIf(canMount)('on a read-only disk it says so and changes nothing', () => {
  const { dir, unmount, makeReadOnly } = smallDisk('4m')
  const file = join(dir, 'trilane.db')
  filled(file, 20)
  const before = bytesOf(dir)
  makeReadOnly()
  try {
    expect(refusal(() => openDatabase(file))).toMatchObject({ kind: 'read_only' })
    expect(refusal(() => openDatabase(join(dir, 'new', 'trilane.db')))).toMatchObject({ kind: 'read_only' })
    expect(refusal(() => lockDataDir(dir))).toMatchObject({ kind: 'read_only' })
    expect(bytesOf(dir)).toEqual(before)
  } finally {
    unmount()
  }
})

test.runIf(canMount)('on a disk without a byte to spare it says so', () => {
  const { dir, unmount } = smallDisk('1m')
  try {
    fillDisk(dir)
    expect(refusal(() => openDatabase(join(dir, 'trilane.db')))).toMatchObject({ kind: 'full' })
  } finally {
    unmount()
  }
})

test.runIf(!canMount)('read-only and full disks: skipped, since this machine lets tests mount nothing', () => {})

test('two processes on one folder: the second is told who has it', () => {
  const { dir } = setup()
  const unlock = lockDataDir(dir)
  expect(() => lockDataDir(dir)).toThrow(/in use by another Trilane/)
  unlock()
  lockDataDir(dir)()
})

test('a file that is something else in the lock’s place is not taken for a damaged database', () => {
  const { dir } = setup()
  writeFileSync(join(dir, 'trilane.lock'), 'my notes '.repeat(1_000))
  expect(refusal(() => lockDataDir(dir))).toMatchObject({ kind: 'not_sqlite' })
})

test.each(migrations.map((_, index) => index + 1))(
  'a database of schema %i with tasks in it is copied as it was, then brought to the newest',
  (version) => {
    const { dir, file } = setup()
    const old = connect(file, { timeoutMs: 0 })
    old.pragma('journal_mode = WAL')
    old.pragma(`application_id = ${applicationId}`)
    migrate(old, file, version)
    fill(old, 300, { version })
    old.exec("INSERT INTO meta (key, value) VALUES ('clean', '1')")
    const tasks = titles(old)
    old.close()
    const before = readFileSync(file)
    const db = openDatabase(file)
    try {
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
      expect(titles(db)).toEqual(tasks)
      const payloads = db
        .prepare<[], { task_id: number; request: string; hash: Buffer }>('SELECT * FROM payloads ORDER BY task_id')
        .all()
      expect(payloads.map(({ request }) => request)).toEqual(tasks.map((_, index) => requestOf(index + 1)))
      expect(payloads.every(({ request, hash }) => hash.equals(sha256(request)))).toBe(true)
      expect(db.prepare('SELECT count(*) AS n FROM results').get()).toEqual({ n: 100 })
      expect(db.prepare('SELECT count(*) AS n FROM attempts').get()).toEqual({ n: 100 })
      expect(db.pragma('foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    } finally {
      closeDatabase(db)
    }
    const copies = listBackups(dir)
    expect(copies.map(({ reason }) => reason)).toEqual(version === migrations.length ? [] : ['migration'])
    const [copy] = copies
    if (!copy) return
    const kept = connect(join(dir, 'backups', copy.name), { timeoutMs: 0, readonly: true })
    expect(kept.pragma('user_version', { simple: true })).toBe(version)
    expect(titles(kept)).toEqual(tasks)
    kept.close()
    expect(statSync(join(dir, 'backups', copy.name)).size).toBe(before.length)
  },
)

function titles(db: Database) {
  return db
    .prepare<[], { title: string }>('SELECT title FROM tasks ORDER BY id')
    .all()
    .map(({ title }) => title)
}
