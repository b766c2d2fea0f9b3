import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkCounts } from './check-counts'
import { countDrift, imbalances, mendCounts } from './counts'
import { type TempBatch, tempBatch } from './temp-batch'
import { runHere } from './thread/run-job'

let temp: TempBatch
beforeEach(async () => {
  temp = await tempBatch()
  const ids = await temp.enqueue(['one', 'two', 'three'])
  await temp.succeed(ids.slice(0, 2))
})
afterEach(() => temp.remove())

const check = () => {
  const { db, changes, write } = temp.store
  return checkCounts({ db, changes, run: write, dataDir: temp.dataDir, runJob: runHere })
}
const counts = () => temp.store.db.prepare('SELECT state, n FROM task_counts WHERE n <> 0 ORDER BY state').all()

it('finds nothing where all adds up', async () => {
  expect(imbalances(temp.store.db)).toEqual([])
  expect(await check()).toEqual({ mended: [], off: [] })
})

it('tells on open which batch does not add up, and counts anew what the counters say', async () => {
  temp.store.db.exec(
    `UPDATE task_counts SET n = n + 5 WHERE state = 'queued'; DELETE FROM task_counts WHERE state = 'succeeded'`,
  )
  expect(imbalances(temp.store.db)).toEqual([{ batchId: temp.batchId, name: 'questions', accepted: 3, found: 6 }])
  const { mended, off } = await check()
  expect(mended.map(({ state, n }) => [state, n])).toEqual(
    expect.arrayContaining([
      ['queued', -5],
      ['succeeded', 2],
    ]),
  )
  expect(off).toEqual([])
  expect(counts()).toEqual([
    { state: 'queued', n: 1 },
    { state: 'succeeded', n: 2 },
  ])
})

it('cannot count back a row that is gone', async () => {
  temp.store.db.exec('DELETE FROM tasks WHERE id = 3')
  expect(await check()).toMatchObject({ off: [{ accepted: 3, found: 2 }] })
})

it('mends by differences, so that what is written meanwhile stays counted', async () => {
  temp.store.db.exec(`UPDATE task_counts SET n = n + 1 WHERE state = 'queued'`)
  const steps = countDrift(temp.store.db)
  let drift = steps.next()
  while (!drift.done) drift = steps.next()
  await temp.enqueue(['four', 'five'])
  mendCounts(temp.store.db, drift.value)
  expect(counts()).toContainEqual({ state: 'queued', n: 3 })
})
