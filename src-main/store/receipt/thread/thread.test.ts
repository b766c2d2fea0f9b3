import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { BatchId } from '#shared/task'
import { type TempBatch, tempBatch } from '../temp-batch'
import { runInThread } from './run-in-thread'
import { finish, runHere } from './run-job'

let temp: TempBatch
beforeEach(async () => {
  temp = await tempBatch()
  const ids = await temp.enqueue(Array.from({ length: 2_500 }, (_, index) => `prompt ${index}`))
  await temp.succeed(ids.slice(0, 20))
})
afterEach(() => temp.remove())

const waysToRun = [
  ['in a thread', runInThread],
  ['on this one', runHere],
] as const

it.each(waysToRun)('%s: exports and verifies a receipt, and says how far it is', async (_where, runJob) => {
  let text = ''
  const counts = await finish(
    runJob({ name: 'receipt', file: temp.file, batchId: temp.batchId, exportedAt: 9 }),
    (piece) => {
      text += piece
    },
  )
  expect(counts).toMatchObject({ accepted: 2_500, succeeded: 20, waiting: 2_480 })
  const receipt = join(temp.dataDir, 'receipt.json')
  writeFileSync(receipt, text)
  const steps: number[] = []
  const job = { name: 'verify', file: temp.file, batchId: temp.batchId, receipt } as const
  const outcome = await finish(runJob(job), ({ done }) => steps.push(done))
  expect(outcome).toMatchObject({ ok: true, tasks: 2_500 })
  expect(steps).toEqual([1_000, 2_000])
})

it.each(waysToRun)('%s: reads one moment, whatever is written meanwhile', async (_where, runJob) => {
  const running = runJob({ name: 'verify', file: temp.file, batchId: temp.batchId })
  await running.next()
  await temp.enqueue(['one more'])
  expect(await finish(running)).toMatchObject({ ok: true, tasks: 2_500 })
})

it.each(waysToRun)('%s: stops when it is told to', async (_where, runJob) => {
  const stop = new AbortController()
  const running = runJob({ name: 'verify', file: temp.file, batchId: temp.batchId }, stop.signal)
  await running.next()
  stop.abort(new Error('enough'))
  await expect(finish(running)).rejects.toThrow('enough')
})

it.each(waysToRun)('%s: tells why it cannot', async (_where, runJob) => {
  const job = { name: 'verify', file: temp.file, batchId: 99 as BatchId } as const
  await expect(finish(runJob(job))).rejects.toMatchObject({ code: 'not_found' })
})

it.each(waysToRun)('%s: rewrites the file', async (_where, runJob) => {
  temp.store.db.exec('DELETE FROM attempts')
  await finish(runJob({ name: 'tidy', file: temp.file }))
  expect((await temp.enqueue(['one more'])).length).toBe(1)
})

it.each(waysToRun)('%s: finds what the counters must be changed by', async (_where, runJob) => {
  expect(await finish(runJob({ name: 'drift', file: temp.file }))).toEqual([])
  temp.store.db.exec(`UPDATE task_counts SET n = n + 3 WHERE state = 'queued'`)
  expect(await finish(runJob({ name: 'drift', file: temp.file }))).toMatchObject([{ state: 'queued', n: -3 }])
})
