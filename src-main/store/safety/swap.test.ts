import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../database'
import { closeDatabase, openDatabase } from '../open'
import { createBackups } from './backups'
import { fill, tempDir } from './fixture'
import { restoreWasGivenUp } from './given-up'
import { placePrepared, prepareRestore, restoreBackup } from './restore'
import { canMount } from './small-disk'
import { swapDatabase } from './swap'

const now = Date.UTC(2026, 0, 5, 12)
const because = { now, because: 'before-restore' } as const
const stored = (db: Database) => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM tasks').get()?.n

/** A file that something else is mounted on cannot be renamed: EBUSY, as on Windows one that a virus scanner has open. */
function hold(file: string) {
  expect(spawnSync('mount', ['--bind', file, file]).status).toBe(0)
  const letGo = () => spawnSync('umount', ['-l', file])
  onTestFinished(() => void letGo())
  return letGo
}

/** 100 tasks in a backup, 50 more that only the -wal holds, as a crash leaves them. */
async function setup() {
  const { dir, file, remove } = tempDir()
  onTestFinished(remove)
  const db = openDatabase(file)
  fill(db, 100)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const outcome = await createBackups({ dataDir: dir, now: () => now }).run('manual')
  if (outcome.kind !== 'made') throw new Error(outcome.message)
  fill(db, 50, { firstId: 101 })
  for (const part of ['', '-wal']) copyFileSync(file + part, `${file}${part}.kept`)
  db.close()
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}.kept`, file + part)
  return { dir, file, name: outcome.backup.name }
}

test.runIf(canMount)(
  'a restore that cannot move the database moves back what it had moved, says so, and can be tried again',
  async () => {
    const { dir, file, name } = await setup()
    const letGo = hold(file)
    const restored = restoreBackup(dir, name, because)
    await expect(restored).rejects.toMatchObject({
      kind: 'in_use',
      message: expect.stringContaining('Nothing was changed'),
    })
    expect(readdirSync(dir).filter((each) => /restor|swap/.test(each))).toEqual([])
    letGo()
    const db = openDatabase(file)
    expect(stored(db)).toBe(150)
    closeDatabase(db)
    const { movedTo } = await restoreBackup(dir, name, because)
    const again = openDatabase(file)
    expect(stored(again)).toBe(100)
    closeDatabase(again)
    const old = openDatabase(join(movedTo ?? '', 'trilane.db'))
    expect(stored(old)).toBe(150)
    closeDatabase(old)
  },
)

test.runIf(canMount)(
  'a swap that a crash cut short and that still cannot be finished keeps its replacement until it can',
  async () => {
    const { dir, file, name } = await setup()
    await prepareRestore(dir, name)
    writeFileSync(
      join(dir, 'swap.json'),
      JSON.stringify({ aside: 'before-restore-x', replacement: 'trilane.db.restoring' }),
    )
    const letGo = hold(file)
    expect(() => openDatabase(file)).toThrow(/holds one of its files/)
    await expect(restoreBackup(dir, name, because)).rejects.toThrow(/holds one of its files/)
    expect(restoreWasGivenUp(dir)).toBe(false)
    expect(existsSync(join(dir, 'trilane.db.restoring'))).toBe(true)
    letGo()
    const db = openDatabase(file)
    expect(stored(db)).toBe(100)
    closeDatabase(db)
    const old = openDatabase(join(dir, 'before-restore-x', 'trilane.db'))
    expect(stored(old)).toBe(150)
    closeDatabase(old)
  },
)

test.runIf(canMount)('a backup that was chosen and could not be put back is told once, at the next start', async () => {
  const { dir, file, name } = await setup()
  await prepareRestore(dir, name)
  const letGo = hold(file)
  expect(() => placePrepared(dir, because)).toThrow(/holds one of its files/)
  letGo()
  const db = openDatabase(file)
  expect([stored(db), restoreWasGivenUp(dir), restoreWasGivenUp(dir)]).toEqual([150, true, false])
  closeDatabase(db)
})

test('a swap without its replacement is refused before anything moves', async () => {
  const { dir, file } = await setup()
  expect(() => swapDatabase(dir, { aside: 'aside', replacement: 'missing.db' })).toThrow(/missing/)
  const db = openDatabase(file)
  expect(stored(db)).toBe(150)
  closeDatabase(db)
})
