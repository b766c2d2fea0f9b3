import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTriage } from '#engine/triage'
import { mostSorted } from '#shared/list-sort'
import type { PickRequest } from '#shared/picks'
import type { TaskId } from '#shared/task'
import type { ViewPatch } from '#shared/view'
import type { Page } from '#store/search/client'
import { openSnapshot } from '#store/snapshot'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createPicks } from './picks'
import { createWindowView } from './window-view'

const window = 1
const all = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } } as const
const none = { between: null, keep: null } as const

async function setup(tasks: number) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store, dataDir } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const rows = Array.from({ length: tasks }, (_, n) => aTask(`p${n + 1}`, { lane: n % 4 === 0 ? 'heavy' : 'fast' }))
  const ids = await store.enqueue(batchId, rows, 1)
  const picks = createPicks({ snapshot: () => openSnapshot(join(dataDir, 'trilane.db')) })
  const claim = async (limit: number) =>
    (
      await store.claim({
        lane: 'fast',
        limit: () => limit,
        now: 5,
        as: () => 'sent' as const,
        admit: () => true,
        windowOpen: () => true,
      })
    ).tasks
  const triage = createTriage({
    store: { ...store, list: store.views.list },
    now: () => 10,
    cancelRunning: () => {},
    hold: () => () => {},
    wake: () => {},
  })
  const pick = (pickId: number, request: Partial<PickRequest> = {}) =>
    picks.make(window, { pickId, query: all, ...none, ...request })
  const row = (index: number, id = ids[index] ?? null) => ({ index, id })
  return { store, picks, pick, row, ids, batchId, claim, triage }
}

test('all of a list are picked as it is at that moment, with how many are in which state', async () => {
  const { pick, picks, ids, claim, store, batchId } = await setup(300)
  await claim(3)
  expect(await pick(1)).toEqual({ pickId: 1, total: 300, states: { running: 3, queued: 297 }, capped: false })
  const [later] = await store.enqueue(batchId, [aTask('later')], 2)
  const { ids: picked, batches } = picks.resolve(window, { pick: 1, except: [], also: [] })
  expect([...picked].sort((a, b) => a - b)).toEqual(ids)
  expect(batches).toEqual([batchId])
  const shown = [ids[0], ids[299], later].flatMap((id) => id ?? [])
  expect(picks.marks(window, shown)).toEqual({ pickId: 1, ids: [ids[0], ids[299]] })
})

test('a filter narrows a pick, and the Live tab means all tasks of its batch', async () => {
  const { pick, batchId } = await setup(40)
  const heavy = await pick(1, { query: { ...all, filter: { text: '', lane: 'heavy' } } })
  expect(heavy).toMatchObject({ total: 10, states: { queued: 10 } })
  expect(await pick(2, { query: { kind: 'live', batchId } })).toMatchObject({ total: 40 })
})

test('from one row to another, both included and in either direction, also where nobody has the rows at hand', async () => {
  const { pick, picks, row, ids } = await setup(900)
  const picked = (pickId: number) => [...picks.resolve(window, { pick: pickId, except: [], also: [] }).ids]
  expect(await pick(1, { between: { from: row(5), to: row(804, null) } })).toMatchObject({ total: 800 })
  expect(picked(1)).toEqual(ids.slice(5, 805))
  await pick(2, { between: { from: row(20), to: row(10) } })
  expect(picked(2)).toEqual(ids.slice(10, 21))
})

test('rows are meant by their tasks: what streamed in meanwhile moved their places, and is not picked', async () => {
  const { pick, picks, ids, claim } = await setup(200)
  const started = await claim(50)
  const ready = { ...all, tab: 'ready' as const }
  const fast = ids.filter((_, n) => n % 4 !== 0)
  const gone = new Set(started.map(({ id }) => id))
  const from = fast.find((id) => !gone.has(id)) as TaskId
  const at = fast.indexOf(from)
  // The window saw these two fifty places further down, before fifty tasks began.
  const to = fast[at + 9] as TaskId
  const between = { from: { index: at, id: from }, to: { index: at + 9, id: to } }
  expect(await pick(1, { query: ready, between })).toMatchObject({ total: 10 })
  expect([...picks.resolve(window, { pick: 1, except: [], also: [] }).ids]).toEqual(fast.slice(at, at + 10))
})

test('a range is added to what was picked before, without those that were taken out of it', async () => {
  const { pick, picks, row, ids } = await setup(60)
  await pick(1, { between: { from: row(0), to: row(9) } })
  const keep = { pick: 1, except: [ids[3] as TaskId], also: [ids[50] as TaskId] }
  expect(await pick(2, { between: { from: row(8), to: row(12) }, keep })).toMatchObject({ total: 13 })
  const { ids: picked } = picks.resolve(window, { pick: 2, except: [], also: [] })
  expect([...picked].sort((a, b) => a - b)).toEqual([...ids.slice(0, 3), ...ids.slice(4, 13), ids[50]])
})

test('a newer pick of a window takes the place of an older, and what is not picked any more is refused', async () => {
  const { pick, picks } = await setup(12_000)
  const older = pick(1).catch((error: { code: string }) => error.code)
  const newer = await pick(2, { query: { ...all, filter: { text: '', lane: 'heavy' } } })
  expect(await older).toBe('stale')
  expect(newer.total).toBe(3_000)
  expect(() => picks.resolve(window, { pick: 1, except: [], also: [] })).toThrow('not picked any more')
  expect(() => picks.resolve(2, { pick: 2, except: [], also: [] })).toThrow('not picked any more')
  picks.drop(window)
  expect(picks.marks(window, [1 as TaskId])).toBeUndefined()
})

test('a pick is cancelled but for some, whatever its tasks are by then, and undo puts them back', async () => {
  const { pick, picks, ids, claim, triage, store } = await setup(500)
  await pick(1)
  const except = ids.slice(490)
  const started = await claim(2) // after the pick
  const result = await triage.cancel(picks.resolve(window, { pick: 1, except, also: [] }))
  expect(result).toMatchObject({ done: 490, skipped: 0 })
  const states = () => store.views.list({ ...all, tab: 'ready' }, 0, 0).total
  expect(states()).toBe(10)
  expect(await triage.undo(result.undo ?? '')).toBe(490 - started.length) // a call that was aborted is not taken back
  expect(states()).toBe(500 - started.length)
})

test('of a pick those are changed, requeued and discarded that can be, and the others are not passed over', async () => {
  const { pick, picks, triage, claim, store } = await setup(20)
  await claim(4)
  await pick(1)
  const picking = () => picks.resolve(window, { pick: 1, except: [], also: [] })
  expect(await triage.change(picking(), { kind: 'lane', lane: 'fast' })).toMatchObject({ done: 5, skipped: 0 })
  expect(await triage.discard(picking())).toEqual({ done: 0, skipped: 0, undo: null })
  expect(await triage.cancel(picking())).toMatchObject({ done: 20, skipped: 0 })
  expect(await triage.requeueAll(picking())).toMatchObject({ done: 16, skipped: 0 })
  expect(store.views.list({ ...all, tab: 'ready' }, 0, 0).total).toBe(16)
})

test('a window is told which of its rows are picked as soon as they are, and which when it scrolls', async () => {
  const { pick, picks, row, ids, store } = await setup(300)
  const sent: ViewPatch[] = []
  const view = createWindowView({
    ...{ owner: 'window 1', store, search: null, now: () => 5, send: (patch) => sent.push(patch) },
    failed: (error) => expect.fail(String(error)),
    marks: (rows) => picks.marks(window, rows),
  })
  expect(await view.open({ viewId: 1, query: all, start: 0, end: 40 })).not.toHaveProperty('picked')
  await pick(1, { between: { from: row(30), to: row(250) } })
  view.patch()
  view.patch()
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatchObject({ changed: [], picked: { pickId: 1, ids: ids.slice(30, 40) } })
  const next = await view.open({ viewId: 2, query: all, start: 240, end: 260 })
  expect(next.picked).toEqual({ pickId: 1, ids: ids.slice(240, 251) })
})

test('a range of a long list in an order of its own is of that order, as the window has it', async () => {
  const { store, ids, row } = await setup(mostSorted + 1)
  const order = [...ids].reverse()
  const asked: Page[] = []
  const picks = createPicks({
    snapshot: () => openSnapshot(store.db.name),
    search: {
      find: async (_owner, page) => {
        asked.push(page)
        const search = { capped: false, complete: true, indexedUpTo: 1, building: null }
        return { total: order.length, order: order.slice(page.start, page.end), search, sortedAt: 1 }
      },
      cancel: () => undefined,
    },
  })
  const query = { ...all, sort: { by: 'attempt', desc: true } } as const
  const between = { from: row(10, order[10]), to: row(14, order[14]) }
  expect(await picks.make(window, { pickId: 1, query, between, keep: null })).toMatchObject({ total: 5 })
  const { ids: picked } = picks.resolve(window, { pick: 1, except: [], also: [] })
  expect([...picked]).toEqual(order.slice(10, 15).reverse())
  expect(asked).toMatchObject([{ long: 'known' }])
})

test('a range of a list that is turned around is of what the window shows, and so is one beside what was picked before', async () => {
  const { pick, picks, row, ids } = await setup(300)
  const turned = [...ids].reverse()
  const query = { ...all, sort: { by: 'source', desc: true } } as const
  await pick(1, { query, between: { from: row(2, turned[2]), to: row(5, turned[5]) } })
  const picked = (pickId: number, except: TaskId[] = [], also: TaskId[] = []) => [
    ...picks.resolve(window, { pick: pickId, except, also }).ids,
  ]
  expect(picked(1)).toEqual(ids.slice(294, 298))
  const keep = { pick: 1, except: [], also: [ids[7] as TaskId, ids[7] as TaskId] }
  await pick(2, { query, between: { from: row(4, turned[4]), to: row(8, turned[8]) }, keep })
  expect(picked(2)).toEqual([ids[7], ...ids.slice(291, 298)])
  expect(picked(2, [ids[295] as TaskId], [ids[0] as TaskId, ids[296] as TaskId])).toEqual(
    [ids[0], ids[7], ...ids.slice(291, 298)].filter((id) => id !== ids[295]),
  )
})
