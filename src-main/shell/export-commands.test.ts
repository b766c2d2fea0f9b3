import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { openSnapshot } from '#store/snapshot'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { exportCommands } from './export-commands'

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  const one = await store.newBatch(aBatch('questions: one/two'))
  const other = await store.newBatch(aBatch('other'))
  await store.enqueue(one, [aTask('a'), aTask('b')], 1)
  await store.enqueue(other, [aTask('c')], 1)
  const names: string[] = []
  let place: string | null = join(dataDir, 'results.jsonl')
  const { exportResults } = exportCommands({
    ...{ store, snapshot: () => openSnapshot(join(dataDir, 'trilane.db')), now: () => Date.UTC(2026, 10, 24) },
    pickPlace: async (_window, name) => {
      names.push(name)
      return place
    },
  })
  const run = (batchId: BatchId | null) => exportResults({ batchId }, 1)
  const prompts = () =>
    readFileSync(join(dataDir, 'results.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { prompt: string }).prompt)
  return { run, names, prompts, one, close: () => (place = null) }
}

test('what a batch came to goes to the file that a person chose, a line for each task, and so do all batches', async () => {
  const { run, names, prompts, one } = await setup()
  expect(await run(one)).toMatchObject({ tasks: 2 })
  expect(prompts()).toEqual(['a', 'b'])
  expect(await run(null)).toMatchObject({ tasks: 3 })
  expect(prompts()).toEqual(['a', 'b', 'c'])
  expect(names).toEqual(['questions one two 2026-11-24 results.jsonl', 'all 2026-11-24 results.jsonl'])
})

test('a closed dialog writes nothing, and a batch that is gone is told', async () => {
  const { run, close, one } = await setup()
  close()
  expect(await run(one)).toBeNull()
  await expect(run(99 as BatchId)).rejects.toMatchObject({ code: 'not_found' })
})
