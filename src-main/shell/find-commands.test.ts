import { expect, onTestFinished, test } from 'vitest'
import type { Filter } from '#shared/view'
import type { Page, PageFound } from '#store/search/client'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { findCommands } from './find-commands'

const info = { capped: false, complete: true, indexedUpTo: 1, building: null }
const nothing: Filter = { text: '' }

/** The search finds every second task. */
async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    ['one', 'two', 'three', 'four'].map((name) => aTask(name)),
    1,
  )
  const asked: { owner: string; page: Page }[] = []
  const found = { total: 2, order: ids.filter((_, index) => index % 2 === 1), search: info }
  let answer: PageFound | null = found
  const { findTasks } = findCommands({
    store,
    search: {
      async find(owner, page) {
        asked.push({ owner, page })
        return answer
      },
      cancel: () => undefined,
    },
  })
  return {
    ...{ ids, asked, findTasks },
    supersede() {
      answer = null
    },
  }
}

test('tasks with these words come as rows, looked for apart from the table of that window', async () => {
  const { findTasks, ids, asked } = await setup()
  const { tasks, total } = await findTasks({ filter: { text: 'two' }, limit: 6 }, 7)
  expect(tasks.map(({ id }) => id)).toEqual([ids[1], ids[3]])
  expect(total).toBe(2)
  expect(asked).toEqual([
    {
      owner: 'palette 7',
      page: {
        query: { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: 'two' } },
        ...{ start: 0, end: 6 },
      },
    },
  ])
})

test('a task that was named by its id comes first, and once', async () => {
  const { findTasks, ids } = await setup()
  const row = { from: 1, to: 1 }
  const first = await findTasks({ filter: { text: '', row }, id: ids[3], limit: 6 }, 1)
  expect(first.tasks.map(({ id }) => id)).toEqual([ids[3], ids[1]])
  const other = await findTasks({ filter: { text: '', row }, id: ids[0], limit: 2 }, 1)
  expect(other.tasks.map(({ id }) => id)).toEqual([ids[0], ids[1]])
})

test('without any words nothing is looked for, and an id that is not kept finds nothing', async () => {
  const { findTasks, asked } = await setup()
  expect(await findTasks({ filter: nothing, limit: 6 }, 1)).toEqual({ tasks: [], total: 0 })
  expect(await findTasks({ filter: nothing, id: 999 as never, limit: 6 }, 1)).toEqual({ tasks: [], total: 0 })
  expect(asked).toEqual([])
})

test('a search whose place a newer one took gives what is known without it', async () => {
  const { findTasks, ids, supersede } = await setup()
  supersede()
  const { tasks } = await findTasks({ filter: { text: 'x' }, id: ids[0], limit: 6 }, 1)
  expect(tasks.map(({ id }) => id)).toEqual([ids[0]])
})
