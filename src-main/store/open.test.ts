import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from './database'
import { lockDataDir } from './lock'
import { migrations } from './migrations/migrate'
import { applicationId, closeDatabase, openDatabase } from './open'
import { listBackups } from './safety/backup-files'
import child from './safety/crash-child?modulePath'
import { fill, filled, tempDir } from './safety/fixture'
import { canMount, fillDisk, smallDisk } from './safety/small-disk'
import { StorageError } from './safety/storage-error'
import { openStore } from './store'

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

test.each(['a new', 'an old'])(
  '%s store keeps what it acknowledged through a power cut, as far as SQLite can promise it',
  (age) => {
    const { dir } = setup()
    if (age === 'an old') openStore(dir).close() // at a second opening the driver sets synchronous to NORMAL by itself
    const { db, close } = openStore(dir)
    onTestFinished(() => void close())
    const read = (name: string) => db.pragma(name, { simple: true })
    expect({
      ...{ journal_mode: read('journal_mode'), synchronous: read('synchronous'), fullfsync: read('fullfsync') },
      ...{ checkpoint_fullfsync: read('checkpoint_fullfsync'), foreign_keys: read('foreign_keys') },
      ...{ trusted_schema: read('trusted_schema'), journal_size_limit: read('journal_size_limit') },
      ...{ secure_delete: read('secure_delete'), application_id: read('application_id') },
      ...{ user_version: read('user_version') },
    }).toEqual({
      ...{
        journal_mode: 'wal',
        synchronous: 2,
        fullfsync: 1,
        checkpoint_fullfsync: 1,
        foreign_keys: 1,
        trusted_schema: 0,
      },
      ...{
        journal_size_limit: 67_108_864,
        secure_delete: 1,
        application_id: applicationId,
        user_version: migrations.length,
      },
    })
    expect(read('busy_timeout')).toBeLessThanOrEqual(250)
  },
)

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

test('two processes on one folder: the second is told who has it, and a crash of the first leaves no lock behind', async () => {
  const { dir } = setup()
  const first = spawn(process.execPath, [child, 'lock', dir], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } })
  onTestFinished(() => void first.kill('SIGKILL'))
  await once(first.stdout, 'data') // it has the lock
  expect(() => lockDataDir(dir)).toThrow(new RegExp(`in use by another Trilane \\(process ${first.pid}\\)`))
  first.kill('SIGKILL')
  await once(first, 'exit')
  lockDataDir(dir)()
})

test('a file that is something else in the lock’s place is not taken for a damaged database', () => {
  const { dir } = setup()
  writeFileSync(join(dir, 'trilane.lock'), 'my notes '.repeat(1_000))
  expect(refusal(() => lockDataDir(dir))).toMatchObject({ kind: 'not_sqlite' })
})
