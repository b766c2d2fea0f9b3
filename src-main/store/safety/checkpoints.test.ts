import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closeDatabase, openDatabase } from '../open'
import { createCheckpoints } from './checkpoints'
import { fill, tempDir } from './fixture'
import { canMount, fillDisk, smallDisk } from './small-disk'

test('the -wal begins anew while work goes on, and closing leaves one file with every row', async () => {
  const { file, remove } = tempDir()
  onTestFinished(remove)
  const db = openDatabase(file)
  const checkpoints = createCheckpoints(db)
  const log = () => (db.pragma('wal_checkpoint(NOOP)') as { log: number }[])[0]?.log ?? 0
  let [before, written, begunAnew] = [0, 0, 0]
  while (begunAnew < 2 && written < 100_000) {
    fill(db, 100, { firstId: written + 1 })
    written += 100
    checkpoints.afterCommit()
    await new Promise(setImmediate)
    if (log() < before) begunAnew++
    before = log()
  }
  expect(begunAnew).toBe(2)
  checkpoints.stop()
  checkpoints.afterCommit()
  closeDatabase(db)
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })).toBe(undefined)
  const again = openDatabase(file)
  expect([
    again.prepare('SELECT count(*) AS n FROM tasks').get(),
    again.pragma('integrity_check', { simple: true }),
  ]).toEqual([{ n: written }, 'ok'])
  closeDatabase(again)
})

test.runIf(canMount)(
  'a checkpoint that a full disk refuses is told, ends nothing, and is made once there is room',
  async () => {
    const { dir, unmount } = smallDisk('24m')
    onTestFinished(unmount)
    const db = openDatabase(join(dir, 'trilane.db'))
    const failures: unknown[] = []
    let refused = () => {}
    const told = new Promise<void>((resolve) => {
      refused = resolve
    })
    const checkpoints = createCheckpoints(db, (error) => {
      failures.push(error)
      refused()
    })
    const waiting = () => {
      const [wal] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
      return (wal?.log ?? 0) - (wal?.checkpointed ?? 0)
    }
    db.pragma('wal_checkpoint(TRUNCATE)')
    let rows = 0
    for (; waiting() < 850; rows += 50) fill(db, 50, { firstId: rows + 1 })
    // Exactly as many as the thread is called for, and few enough for the writer to move.
    const touch = db.prepare("UPDATE meta SET value = value || '.' WHERE key = 'clean'")
    while (waiting() < 1_000) touch.run()
    expect(waiting()).toBe(1_000)
    const giveBack = fillDisk(dir)
    for (let n = 0; n < 4; n++) checkpoints.afterCommit()
    await told
    expect(failures).toMatchObject([{ code: 'SQLITE_FULL' }])
    giveBack()
    db.pragma('wal_checkpoint(PASSIVE)')
    expect([waiting(), db.prepare('SELECT count(*) AS n FROM tasks').get()]).toEqual([0, { n: rows }])
    checkpoints.stop()
    closeDatabase(db)
  },
)
