import { expect, onTestFinished, test } from 'vitest'
import { ExportOptions } from '#shared/export'
import type { BatchId, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { exportedFrom } from './exported'

async function setup(count: number) {
  const temp = tempStore()
  onTestFinished(temp.remove)
  const { store } = temp
  const [one, other] = [await store.newBatch(aBatch('one')), await store.newBatch(aBatch('other'))]
  const some = await store.enqueue(
    one,
    Array.from({ length: count }, (_, at) => aTask(`a${at}`)),
    1,
  )
  const more = await store.enqueue(other, [aTask('b')], 1)
  const read = async (ids: readonly TaskId[], options: Partial<ExportOptions> = {}) => {
    const exported = await exportedFrom(
      store.exportReader,
      { ids },
      ExportOptions.parse({ format: 'jsonl', ...options }),
    )
    const found: number[] = []
    for await (const page of exported.pages()) found.push(...page.map(({ id }) => id))
    return { found, tasks: exported.tasks }
  }
  return { store, some, more, read }
}

test('a selection, few or many and of several batches, is in the order of the input, each task once', async () => {
  const { some, more, read } = await setup(10_100)
  const few = [...more, ...some.slice(3, 6)].reverse()
  expect((await read(few)).found).toEqual([...some.slice(3, 6), ...more])
  const many = [...more, ...some.slice(7)]
  expect(await read(many)).toEqual({ found: [...some.slice(7), ...more], tasks: many.length })
})

test('columns of the source cannot be those of several batches', async () => {
  const { some, more, read } = await setup(2)
  const columns = [{ from: 'source' as const, column: 'q' }]
  await expect(read([...some, ...more], { columns })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(read([...some, ...more], { content: 'rows' })).rejects.toThrow('several batches')
})

test('of the beginning of a batch no more ids are read than are needed, and how many there are is told by the counters', async () => {
  const { store } = await setup(2_000)
  const [batch] = store.batches.newest(9).toReversed()
  const source = { batchId: batch?.id as BatchId }
  let pages = 0
  const reader = {
    ...store.exportReader,
    *ids(...args: Parameters<typeof store.exportReader.ids>) {
      for (const page of store.exportReader.ids(...args)) {
        pages += 1
        yield page
      }
    },
  }
  const read = (options: Partial<ExportOptions>) =>
    exportedFrom(reader, source, ExportOptions.parse({ format: 'csv', ...options }), 200)
  expect([(await read({})).tasks, pages]).toEqual([2_000, 1])
  expect((await read({ tasks: 'failed' })).tasks).toBe(0)
  expect((await read({ order: 'completion' })).tasks).toBe(0) // none has ended
})
