import { statSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { closeDatabase, openDatabase } from '../open'
import { createCheckpoints } from './checkpoints'
import { fill, tempDir } from './fixture'

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
