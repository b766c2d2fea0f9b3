import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { aBatch, aTask, tempStore } from '../temp-store'
import { createSearch } from './client'

const query = { batchId: null, tab: 'all', group: null, filter: { text: '', suspect: true } } as const

test('what was in flight when the app died is found, beside other words too', async () => {
  const temp = tempStore()
  const { store, dataDir } = temp
  const search = createSearch({
    dataDir,
    thread: (options) => new Worker(new URL('./worker.ts', import.meta.url), options),
    paceMs: 20,
  })
  onTestFinished(async () => {
    await search.close()
    temp.remove()
  })
  store.onNews(search.news)
  search.start()
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const [, second, third] = await store.enqueue(batchId, [aTask('one'), aTask('two'), aTask('three')], 5)
  expect(store.views.list(query, 0, 10)).toEqual({ total: 0, order: [] }) // nothing was ever suspected
  await store.saveSuspects([second, third].flatMap((id) => id ?? []))
  expect(store.views.list(query, 0, 10)).toEqual({ total: 2, order: [second, third] })
  const found = await search.find('test', { query, start: 0, end: 10 })
  expect(found).toMatchObject({ total: 2, order: [second, third] })
})
