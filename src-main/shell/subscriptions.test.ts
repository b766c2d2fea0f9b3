import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import type { EventName } from '#shared/contract'
import type { LimitUse } from '#shared/overview'
import type { TaskId } from '#shared/task'
import type { ViewPatch } from '#shared/view'
import { damageInUse } from '#store/safety/fixture'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createOverview } from './overview'
import { createSubscriptions } from './subscriptions'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const window = 1
const list = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } } as const

/** The engine is not started: the test moves the tasks itself. */
async function setup(tasks: number, uses?: () => LimitUse[]) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const providers = { adapter: () => Promise.reject(new Error('not called')) }
  const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b' })
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: tasks }, (_, n) => aTask(`p${n + 1}`)),
    1,
  )
  const shown = uses ? { ...engine, uses } : engine
  const overview = createOverview({ store, engine: shown, providerViews: () => [], now: clock.now })
  const subscriptions = createSubscriptions({ store, overview, now: clock.now })
  const sent: { event: EventName; bytes: number; payload: unknown }[] = []
  subscriptions.add(window, (event, payload) => sent.push({ event, bytes: JSON.stringify(payload).length, payload }))
  subscriptions.overview(window)
  const views = () => sent.flatMap(({ event, payload }) => (event === 'view' ? [payload as ViewPatch] : []))
  const claim = async (limit: number) =>
    (
      await store.claim({
        lane: 'fast',
        limit: () => limit,
        now: clock.now(),
        as: () => 'sent' as const,
        admit: () => true,
        windowOpen: () => true,
      })
    ).tasks
  return { store, engine, subscriptions, sent, views, claim, ids, clock }
}

test('many changes reach the window as one patch a tenth of a second, with the changed rows alone', async () => {
  const { subscriptions, views, claim, ids } = await setup(200)
  const first = await subscriptions.openView(window, { viewId: 1, query: list, start: 0, end: 50 })
  expect([first.changed.length, first.body]).toMatchObject([50, { total: 200, order: ids.slice(0, 50) }])
  for (let n = 0; n < 3; n++) await claim(1)
  expect(views()).toEqual([])
  vi.advanceTimersByTime(100)
  expect(views()).toHaveLength(1)
  expect(
    views()[0]
      ?.changed.map(({ id }) => id)
      .sort(),
  ).toEqual(ids.slice(0, 3))
})

test('what changes off the screen sends no rows', async () => {
  const { subscriptions, views, claim } = await setup(200)
  subscriptions.openView(window, { viewId: 1, query: list, start: 100, end: 150 })
  await claim(5)
  vi.advanceTimersByTime(100)
  expect(views()).toEqual([])
})

test('the traffic depends on what is visible and not on how many tasks are stored', async () => {
  const traffic = async (tasks: number) => {
    const { subscriptions, sent, claim } = await setup(tasks)
    const { changed } = await subscriptions.openView(window, { viewId: 1, query: list, start: 0, end: 40 })
    await claim(5)
    vi.advanceTimersByTime(100)
    return sent.reduce((sum, { bytes }) => sum + bytes, JSON.stringify(changed).length)
  }
  const [few, many] = [await traffic(60), await traffic(6_000)]
  expect(many).toBeLessThan(few * 1.1) // longer numbers, and no more rows
})

test('a watched task is sent when it changes, and only then', async () => {
  const { subscriptions, sent, claim, ids } = await setup(3)
  const [first, second] = ids as [TaskId, TaskId]
  expect(subscriptions.watch(window, second)?.task.state.kind).toBe('queued')
  const details = () => sent.filter(({ event }) => event === 'task')
  expect((await claim(1)).map(({ id }) => id)).toEqual([first])
  vi.advanceTimersByTime(100)
  expect(details()).toEqual([])
  await claim(1)
  vi.advanceTimersByTime(100)
  expect(details()).toMatchObject([{ payload: { task: { id: second, state: { kind: 'running' } } } }])
})

test('news that name no task send the watched one only if it changed, and tell when it is gone', async () => {
  const { store, subscriptions, sent, ids } = await setup(3)
  const id = ids[1] as TaskId
  subscriptions.watch(window, id)
  const heard = () => sent.filter(({ event }) => event === 'task' || event === 'taskGone')
  const unnamed = async (change: () => void) => {
    await store.write(() => {
      change()
      store.events.append(9, 'tasks', [])
    })
    subscriptions.dirty()
  }
  await unnamed(() => {})
  vi.advanceTimersByTime(100)
  expect(heard()).toEqual([])
  await unnamed(() => store.db.prepare('UPDATE tasks SET version = version + 1 WHERE id = ?').run(id))
  vi.advanceTimersByTime(100)
  expect(heard()).toMatchObject([{ event: 'task', payload: { task: { id, version: 2 } } }])
  await unnamed(() => store.db.prepare('DELETE FROM tasks WHERE id = ?').run(id))
  vi.advanceTimersByTime(100)
  await unnamed(() => {})
  vi.advanceTimersByTime(100)
  expect(heard().slice(1)).toMatchObject([{ event: 'taskGone', payload: { id } }])
})

test('a window that closed is sent nothing more', async () => {
  const { subscriptions, sent, claim } = await setup(3)
  subscriptions.openView(window, { viewId: 1, query: list, start: 0, end: 3 })
  subscriptions.remove(window)
  await claim(1)
  vi.advanceTimersByTime(5_000)
  expect(sent).toEqual([])
})

test('damage met while the window is served ends nothing: the window shows it, and what it had before', async () => {
  const { store, engine, subscriptions, sent } = await setup(3)
  engine.onStorage(subscriptions.dirty)
  vi.advanceTimersByTime(100)
  sent.length = 0
  damageInUse(store.db, 'task_counts')
  subscriptions.dirty()
  vi.advanceTimersByTime(5_000)
  expect(sent).toMatchObject([
    { event: 'overview', payload: { storage: { kind: 'trouble', trouble: { kind: 'damaged' } } } },
  ])
  await expect(store.ping()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' })
})

test('what calls used within a minute goes out as it changes, and is looked at until nothing of it is left', async () => {
  let requests = 0
  const uses = () => (requests === 0 ? [] : [{ gateId: 1, requests, tokens: 0, inputTokens: 0, outputTokens: 0 }])
  const { subscriptions, sent, clock } = await setup(1, uses)
  const told = () =>
    sent.flatMap(({ event, payload }) =>
      event === 'overview' && 'uses' in Object(payload) ? [Object(payload).uses] : [],
    )
  const pass = async (ms: number) => {
    await clock.advance(ms)
    vi.advanceTimersByTime(ms)
  }
  await pass(2_000)
  sent.length = 0
  for (requests = 1; requests < 10; requests++) {
    subscriptions.dirty()
    await pass(200)
  }
  expect(told().length).toBeGreaterThan(0)
  expect(told().length).toBeLessThanOrEqual(2) // a second apart, whatever changes
  await pass(2_000)
  expect(told().at(-1)).toEqual(uses())
  const before = told().length
  await pass(20_000)
  expect(told()).toHaveLength(before) // it is the same
  requests = 0
  await pass(6_000)
  expect(told().at(-1)).toEqual([])
  await pass(6_000)
  expect(vi.getTimerCount()).toBe(0) // nothing is looked at any more
})
