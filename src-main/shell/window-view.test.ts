import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '#shared/eventually'
import { mostSorted } from '#shared/list-sort'
import type { BatchId, TaskId } from '#shared/task'
import type { SearchInfo, ViewPatch } from '#shared/view'
import type { Page, PageFound } from '#store/search/client'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createWindowView, type View } from './window-view'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const info: SearchInfo = { capped: false, complete: true, indexedUpTo: 1, building: null }
const searched = (text: string, viewId = 1): View => ({
  ...{ viewId, start: 0, end: 50 },
  query: { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text } },
})

/** The search answers when the test says so. */
async function setup(tasks = 5) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: tasks }, (_, n) => aTask(`p${n + 1}`)),
    1,
  )
  const asked: { page: Page; settle: (found: PageFound | null) => void; fail: (error: Error) => void }[] = []
  const sent: ViewPatch[] = []
  const failures: unknown[] = []
  let at = 0
  const view = createWindowView({
    ...{ owner: 'window 1', store, now: () => at, send: (patch) => sent.push(patch) },
    failed: (error) => failures.push(error),
    search: {
      find: (_owner, page) => new Promise((settle, fail) => void asked.push({ page, settle, fail })),
      cancel() {
        for (const { settle } of asked.splice(0)) settle(null)
      },
    },
  })
  const answer = async (order: readonly TaskId[], search = info) => {
    asked.shift()?.settle({ total: order.length, order: [...order], search })
    await Promise.resolve()
  }
  const cancel = async (id: TaskId | undefined) => {
    const task = id && store.tasks.get(id)
    if (task) await store.move(task, { kind: 'cancelled', settledAt: 9, failure: null }, 9)
  }
  return {
    store,
    ids,
    asked,
    sent,
    failures,
    view,
    answer,
    cancel,
    pass: (ms: number) => {
      at += ms
      vi.advanceTimersByTime(ms)
    },
  }
}

test('a list with a filter comes as a promise, with how far the search got', async () => {
  const { view, answer, ids } = await setup()
  const opened = view.open(searched('p'))
  expect(opened).toBeInstanceOf(Promise)
  const building = { ...info, complete: false, building: { indexed: 3, tasks: 5 } }
  await answer(ids.slice(0, 3), building)
  const { changed, body } = await opened
  expect(changed.map(({ id }) => id)).toEqual(ids.slice(0, 3))
  expect(body).toMatchObject({ total: 3, start: 0, order: ids.slice(0, 3), search: building })
})

test('a list without one is there at once', async () => {
  const { view, ids, asked } = await setup()
  expect(view.open(searched(' '))).toMatchObject({ body: { total: 5, order: ids } })
  expect(asked).toEqual([])
})

test('rows that are found stay fresh, though the search is not asked again at once', async () => {
  const { view, answer, cancel, ids, sent, asked, pass } = await setup()
  const opened = view.open(searched('p'))
  await answer(ids.slice(0, 2))
  await opened
  await cancel(ids[1])
  await cancel(ids[4]) // not among them
  view.patch()
  expect(sent.map(({ changed }) => changed.map(({ id, state }) => [id, state.kind]))).toEqual([[[ids[1], 'cancelled']]])
  expect(asked).toEqual([])
  pass(1_000)
  expect(asked).toHaveLength(1)
  await answer([ids[0] as TaskId])
  await eventually(() => expect(sent.at(-1)?.body).toMatchObject({ total: 1, order: [ids[0]] }))
})

test('nothing happened, so nothing is searched; an index that lacked something is asked again', async () => {
  const { view, answer, ids, asked, sent, pass } = await setup()
  const opened = view.open(searched('p'))
  await answer(ids, { ...info, complete: false })
  await opened
  pass(2_000)
  view.patch()
  expect(asked).toHaveLength(1)
  await answer(ids)
  await eventually(() => expect(sent).toHaveLength(1))
  pass(2_000)
  view.patch()
  expect(asked).toEqual([])
})

test('another list takes the place of one that is still searched', async () => {
  const { view, answer, ids } = await setup()
  const first = view.open(searched('p', 1))
  expect(view.open({ ...searched('', 2) })).toMatchObject({ viewId: 2 })
  await expect(first).rejects.toMatchObject({ code: 'stale' })
  const third = view.open(searched('p', 3))
  view.close()
  await expect(third).rejects.toMatchObject({ code: 'stale' })
  await answer(ids)
})

test('a search that fails is told when it was asked for, and later leaves what is shown', async () => {
  const { view, answer, ids, asked, sent, cancel, pass } = await setup()
  const first = view.open(searched('p'))
  asked.shift()?.fail(new Error('no index'))
  await expect(first).rejects.toMatchObject({ code: 'storage', message: 'no index' })
  const second = view.open(searched('p', 2))
  await answer(ids)
  await second
  await cancel(ids[0])
  pass(1_000)
  view.patch()
  asked.shift()?.fail(new Error('no index'))
  await Promise.resolve()
  expect(sent.map(({ body }) => body.kind === 'list' && body.order)).toEqual([ids])
})

const ordered = (viewId = 1, fresh?: boolean): View => ({
  ...{ viewId, start: 0, end: 50, fresh },
  query: { ...searched('').query, sort: { by: 'attempt', desc: true } } as View['query'],
})

test('a long list in an order of its own comes from the thread, stays in it while its rows change, and anew when asked', async () => {
  const { view, ids, asked, sent, cancel } = await setup(mostSorted + 1)
  const opened = view.open(ordered())
  expect(asked[0]?.page).toMatchObject({ long: 'known', start: 0, end: 50 })
  const order = ids.slice(0, 50).reverse()
  asked.shift()?.settle({ total: ids.length, order, search: info, sortedAt: 7 })
  expect(await opened).toMatchObject({ body: { total: ids.length, order, sortedAt: 7 } })
  await cancel(order[3])
  view.patch()
  expect(sent.at(-1)).toMatchObject({ changed: [{ id: order[3], state: { kind: 'cancelled' } }], body: { order } })
  expect(asked).toEqual([])
  void view.open(ordered(2, true))
  expect(asked[0]?.page).toMatchObject({ long: 'anew' })
})

test('a list that grows long is then put in order by the thread, and one that the thread refuses comes in its own order', async () => {
  const { view, ids, asked, sent, store } = await setup(mostSorted)
  expect(view.open(ordered())).toMatchObject({ body: { total: mostSorted } })
  const [batch] = store.batches.newest(1)
  const [added] = await store.enqueue(batch?.id as BatchId, [aTask('one more')], 2)
  view.patch()
  expect(asked).toHaveLength(1)
  const order = [added as TaskId, ...ids.slice(0, 49)]
  asked.shift()?.settle({ total: mostSorted + 1, order, search: info, sortedAt: 3 })
  await eventually(() => expect(sent.at(-1)?.body).toMatchObject({ order, sortedAt: 3 }))
  const refused = view.open(ordered(2))
  asked.shift()?.fail(new Error('no index'))
  expect(await refused).toMatchObject({ body: { unsorted: true, order: ids.slice(0, 50) } })
  view.patch()
  expect(asked).toEqual([])
})

test('after a patch of many rows the next one lets the window rest, comes by itself, and has all that happened meanwhile', async () => {
  const { view, ids, sent, cancel, pass } = await setup(40)
  view.open({
    viewId: 1,
    start: 0,
    end: 40,
    query: { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } },
  })
  for (const id of ids.slice(0, 20)) await cancel(id)
  view.patch()
  expect(sent.map(({ changed }) => changed.length)).toEqual([20])
  pass(100)
  await cancel(ids[20])
  view.patch()
  pass(100)
  await cancel(ids[21])
  view.patch()
  expect(sent).toHaveLength(1)
  pass(50)
  expect(sent.map(({ changed }) => changed.length)).toEqual([20, 2])
  await cancel(ids[22]) // few again: at once
  view.patch()
  expect(sent.map(({ changed }) => changed.length)).toEqual([20, 2, 1])
})

test('another list does not wait for the rest of the one before', async () => {
  const { view, ids, sent, cancel, pass } = await setup(40)
  const all: View = {
    viewId: 1,
    start: 0,
    end: 40,
    query: { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } },
  }
  view.open(all)
  for (const id of ids.slice(0, 20)) await cancel(id)
  view.patch()
  view.open({ ...all, viewId: 2 })
  await cancel(ids[20])
  view.patch()
  expect(sent.map(({ viewId, changed }) => [viewId, changed.length])).toEqual([
    [1, 20],
    [2, 1],
  ])
  pass(1_000)
  expect(sent).toHaveLength(2)
})

test('what cannot be read once the rest is over is told, and ends nothing', async () => {
  const { store, view, ids, sent, failures, cancel, pass } = await setup(40)
  const query: View['query'] = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } }
  view.open({ viewId: 1, start: 0, end: 40, query })
  for (const id of ids.slice(0, 20)) await cancel(id)
  view.patch()
  view.patch() // waits for the rest to be over
  store.close()
  pass(300)
  expect(failures).toEqual([expect.any(Error)])
  expect(sent).toHaveLength(1)
})
