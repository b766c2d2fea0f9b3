import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connect, type Database } from '../database'
import { lockDataDir } from '../lock'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { createBallast } from './ballast'
import { fill, tempDir } from './fixture'
import { canMount, fillDisk, smallDisk } from './small-disk'
import { isStorageError, troubleOf } from './trouble'

const kilobyte = 1_024

/** Commits until the disk refuses. @returns the ids that were acknowledged, and what refused */
function writeUntilRefused(db: Database, firstId: number): { acknowledged: number; error: unknown } {
  for (let id = firstId; ; id += 50) {
    try {
      fill(db, 50, { firstId: id })
    } catch (error) {
      return { acknowledged: id - 1, error }
    }
  }
}

const stored = (db: Database) => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tasks').get()?.n

function diskOf(size: string) {
  const disk = smallDisk(size)
  onTestFinished(disk.unmount)
  return { ...disk, file: join(disk.dir, 'trilane.db') }
}

test.runIf(canMount)(
  'a full disk: nothing acknowledged is lost, the ballast lets work go on, and comes back when there is room',
  async () => {
    const { dir, file } = diskOf('8m')
    const ballast = createBallast(dir, { bytes: 1_024 * kilobyte, spareBytes: 512 * kilobyte })
    const db = openDatabase(file)
    expect(await ballast.restore()).toBe(true)
    expect(statSync(join(dir, 'ballast')).blocks * 512).toBeGreaterThanOrEqual(1_024 * kilobyte)

    const { acknowledged, error } = writeUntilRefused(db, 1)
    expect(acknowledged).toBeGreaterThan(0)
    expect(troubleOf(error, 5)).toMatchObject({ kind: 'full', since: 5 })
    expect(isStorageError(error)).toBe(true)
    expect(db.inTransaction).toBe(false)
    expect(stored(db)).toBe(acknowledged)

    // What could not be written is written again once the ballast is given back: it was kept in memory meanwhile.
    expect(ballast.release()).toBe(true)
    fill(db, 50, { firstId: acknowledged + 1 })
    expect(stored(db)).toBe(acknowledged + 50)
    expect(await ballast.restore()).toBe(false) // hysteresis: there is hardly any room
    expect(existsSync(join(dir, 'ballast'))).toBe(false)

    const giveBack = fillDisk(dir)
    giveBack()
    db.prepare('DELETE FROM tasks WHERE id > 50').run()
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.exec('VACUUM')
    db.pragma('wal_checkpoint(TRUNCATE)')
    expect(await ballast.restore()).toBe(true)
    closeDatabase(db)

    const again = openDatabase(file)
    expect([stored(again), again.pragma('integrity_check', { simple: true })]).toEqual([50, 'ok'])
    closeDatabase(again)
  },
)

test.runIf(canMount)(
  'a process that ends on a full disk starts again with the ballast’s room, and finds all that was acknowledged',
  async () => {
    const { dir, file } = diskOf('8m')
    const ballast = createBallast(dir, { bytes: 1_024 * kilobyte, spareBytes: 0 })
    const db = openDatabase(file)
    expect(await ballast.restore()).toBe(true)
    const { acknowledged } = writeUntilRefused(db, 1)
    fillDisk(dir)
    db.close() // no clean mark
    fillDisk(dir)
    const unlock = lockDataDir(dir)
    const again = openDatabase(file)
    expect([stored(again), again.pragma('integrity_check', { simple: true })]).toEqual([acknowledged, 'ok'])
    expect(ballast.isHeld()).toBe(false)
    closeDatabase(again)
    unlock()
  },
)

test.runIf(canMount)('a backup that would not fit is not begun, and leaves nothing behind', async () => {
  const { dir, file } = diskOf('8m')
  const db = openDatabase(file)
  fill(db, 500)
  const backups = createBackups({ dataDir: dir, now: () => 1_000 })
  expect(await backups.run('daily')).toMatchObject({ kind: 'skipped', why: 'no_room' })
  await expect(backups.run('manual')).rejects.toMatchObject({ kind: 'full' })
  expect(backups.list()).toEqual([])
  expect(existsSync(join(dir, 'backups'))).toBe(false)
  closeDatabase(db)
})

// Where nothing can be mounted, a limit on the pages stands in for the disk. It stands in for no ballast.
test('a file that may not grow: nothing acknowledged is lost, and work goes on when it may again', () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = openDatabase(file)
  const free = Number(db.pragma('max_page_count', { simple: true }))
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 100}`)
  const { acknowledged, error } = writeUntilRefused(db, 1)
  expect(troubleOf(error, 5).kind).toBe('full')
  expect([stored(db), db.inTransaction]).toEqual([acknowledged, false])
  db.pragma(`max_page_count = ${free}`)
  fill(db, 50, { firstId: acknowledged + 1 })
  closeDatabase(db)
  const again = connect(file, { timeoutMs: 0, readonly: true })
  expect(stored(again)).toBe(acknowledged + 50)
  again.close()
})

test('the ballast is not made where it would be what fills the disk, and stops when the store closes', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-ballast-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  let free = 3_999
  const ballast = createBallast(dir, { bytes: 1_000, spareBytes: 3_000, freeBytes: async () => free })
  expect(await ballast.restore()).toBe(false)
  expect(ballast.release()).toBe(false)
  free = 4_000
  expect(await Promise.all([ballast.restore(), ballast.restore()])).toEqual([true, true])
  expect(ballast.isHeld()).toBe(true)
  expect(ballast.release()).toBe(true)
  await ballast.stop()
  expect(await ballast.restore()).toBe(false)
})
