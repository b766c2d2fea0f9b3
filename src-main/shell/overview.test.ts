import { expect, onTestFinished, test } from 'vitest'
import { createBudgets } from '#engine/budget'
import { withCosts } from '#engine/costs'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { eventually } from '#shared/eventually'
import { localDays } from '#shared/local-day'
import type { BatchId, Failure } from '#shared/task'
import { WatchOptions } from '#shared/watch'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createOverview } from './overview'
import { spendCommands } from './spend-commands'
import { createSpendView } from './spend-view'

function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const providers = { adapter: () => Promise.reject(new Error('not called')) }
  const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b' })
  const overview = createOverview({ store, engine, providerViews: () => [], now: clock.now })
  return { store, clock, show: () => overview.full(overview.slow()) }
}
const batchesOf = async ({ store }: ReturnType<typeof setup>, count: number): Promise<BatchId[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => store.newBatch(aBatch(`batch ${n + 1}`))))

test('a batch that is not done or is paused is shown however old it is, once and in its place', async () => {
  const each = setup()
  const { store, show } = each
  const ids = await batchesOf(each, 210)
  const [unfinished, done, paused, both] = ids as [BatchId, BatchId, BatchId, BatchId]
  for (const id of [unfinished, done, both]) await store.enqueue(id, [aTask()], 1)
  for (const id of [paused, both, ids[209] as BatchId]) await store.changeBatch(id, { paused: true })
  const [task] = store.views.rows(store.views.list({ ...everything, batchId: done }, 0, 1).order)
  if (!task) expect.fail()
  await store.move(task, { kind: 'cancelled', settledAt: 5, failure: null }, 5)
  const shown = show().batches.map(({ id }) => id)
  expect(shown).toEqual([...ids.slice(10).reverse(), both, paused, unfinished])
  expect(show().batches.at(-1)).toMatchObject({ name: 'batch 1', counts: { queued: 1 } })
})
const everything = { batchId: null, tab: 'all', group: null, filter: { text: '' } } as const

test('a closed gate holds what stands in line only once those of all keys are closed, and is told once', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock()
  const providers = { adapter: () => Promise.reject(new Error('not called')), keysOf: () => ['1', '2'] }
  const gates = ['1', '2'].map((keyId) => store.ensureGate('practice', 'practice-mini', keyId))
  const [first, second] = await Promise.all(gates)
  if (!first || !second) expect.fail()
  const batchId = await store.newBatch(aBatch())
  await store.enqueue(batchId, [aTask(), aTask()], 1)
  const failure: Failure = { code: 'auth', status: 401, providerCode: null, message: 'no', requestId: null }
  const state = { kind: 'closed', reason: 'auth', since: 1, until: null, failure } as const
  const shown = async (...closed: (typeof first)[]) => {
    await store.saveGates(closed.map((gate) => ({ ...gate, state })))
    const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b' })
    const overview = createOverview({ store, engine, providerViews: () => [], now: clock.now })
    engine.isShut(first.id) // from here on it knows the gates of both keys: they are looked for when first asked about
    await store.ping()
    return overview.full(overview.slow()).heldByGate
  }
  expect(await shown(second)).toEqual([])
  expect(await shown(first, second)).toEqual([{ gateId: first.id, held: 2 }])
})

test('a group of letters shows the message of its newest, whichever lane that died in', async () => {
  const each = setup()
  const { store, clock, show } = each
  const [batchId] = (await batchesOf(each, 1)) as [BatchId]
  const ids = await store.enqueue(
    batchId,
    (['heavy', 'fast', 'heavy'] as const).map((lane) => aTask('p', { lane })),
    1,
  )
  const failure = { code: 'server_error', status: 500, providerCode: null, requestId: null } as const
  for (const [n, minutes] of [
    [0, 3],
    [1, 1],
    [2, 2],
  ] as const) {
    const task = store.views.rows([ids[n] ?? expect.fail()])[0] ?? expect.fail()
    const died: Failure = { ...failure, message: `${minutes} minutes ago` }
    const state = { kind: 'dead', settledAt: clock.now() - minutes * 60_000, failure: died } as const
    await store.move(task, state, 1)
  }
  expect(show().deadGroups).toMatchObject([{ count: 3, lanes: ['fast', 'heavy'], example: '1 minutes ago' }])
  expect(show().deadLastHour).toBe(3)
})

test('of many groups of letters the hundred largest are sent, and how many there are', async () => {
  const each = setup()
  const { store, clock, show } = each
  const [batchId] = (await batchesOf(each, 1)) as [BatchId]
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: 131 }, () => aTask()),
    1,
  )
  for (const [n, id] of ids.entries()) {
    const failure: Failure = {
      ...{ code: 'bad_request', status: 400, requestId: null, message: `Row ${n} is not allowed` },
      providerCode: n < 3 ? 'common' : `code_${String.fromCharCode(97 + (n % 26))}_${Math.floor(n / 26)}`,
    }
    const task = store.task(id) ?? expect.fail()
    await store.move(task, { kind: 'dead', settledAt: clock.now() - n * 60_000, failure }, 1)
  }
  const { deadGroups, deadGroupsInAll } = show()
  expect(deadGroups).toHaveLength(100)
  expect(deadGroupsInAll).toBe(129)
  expect(deadGroups[0]).toMatchObject({
    ...{ code: 'bad_request', providerCode: 'common', count: 3, providerId: 'practice', model: 'practice-mini' },
    ...{ exampleId: ids[0], example: 'Row 0 is not allowed', again: 0 },
    ...{ lastAt: clock.now(), firstAt: clock.now() - 120_000 },
  })
  expect(deadGroups[0]?.trend.reduce((sum, n) => sum + n, 0)).toBe(3)
})

test('a window is told what was spent today, what holds a batch, and what a person lets a day cost', async () => {
  const temp = tempStore(localDays(() => 'UTC'))
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock(Date.parse('2026-01-05T12:00:00Z'))
  const pricing = { most: () => 40, of: () => 30, saved: () => ({ byCache: 3, byHalfPrice: 2 }) }
  const budgets = createBudgets({
    ...{ pricing, inputTokens: () => 1, dayBudget: store.loadDayBudget(), days: store.days, now: clock.now },
    watchBudget: store.watches.dayBudget,
    onOpened: () => {},
  })
  const result = {
    ...{ kind: 'text' as const, text: 'Yes', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  }
  const adapter = { call: async () => ({ kind: 'succeeded' as const, result }) }
  const engine = createEngine({
    ...{ store: withCosts(store, { pricing, budgets }), providers: { adapter: async () => adapter } },
    ...{ clock, random: () => 0, bootId: 'b' },
  })
  const money = createSpendView({ store, budgets, now: clock.now })
  const overview = createOverview({ store, engine, providerViews: () => [], now: clock.now, money })
  const show = () => overview.full(overview.slow())
  const commands = spendCommands({ store, engine, budgets })
  await engine.start()
  onTestFinished(async () => {
    const stopped = engine.stop(0)
    await clock.advance(0)
    await stopped
  })
  const options = { policy: {}, windows: [], reuse: false, budget: 65 }
  const [rich, poor] = [await store.newBatch(aBatch('rich')), await store.newBatch({ ...aBatch('poor'), options })]
  await engine.enqueue(poor, [aTask(), aTask()])
  await eventually(() => expect(show().batches[0]?.cost?.held).toBe('batch'))
  expect(show().batches[0]?.cost).toMatchObject({
    cost: 30,
    unanswered: 0,
    saved: 5,
    savedByHalfPrice: 2,
    unpriced: 0,
    held: 'batch',
    model: null,
  })
  expect(show().batches[1]?.cost).toBeUndefined()
  const spend = { day: '2026-01-05', today: 30, unanswered: 0, dayBudget: null, held: 'no', opensAt: null }
  expect(show().spend).toEqual(spend)

  await commands.setDayBudget({ budget: 69 }, 1)
  await engine.enqueue(rich, [aTask()])
  const opensAt = Date.parse('2026-01-06T00:00:00Z')
  await eventually(() => expect(show().spend).toEqual({ ...spend, dayBudget: 69, held: 'day', opensAt }))
  expect(store.loadDayBudget()).toBe(69)
  await commands.setDayBudget({ budget: null }, 1)
  await eventually(() => expect(show().spend).toEqual({ ...spend, today: 60 }))
  expect(store.loadDayBudget()).toBeNull()
  expect(await commands.getSpend({ from: '2026-01-01', to: '2026-01-31' }, 1)).toMatchObject({
    days: [{ day: '2026-01-05', calls: 2, cost: 60, saved: 10, savedByHalfPrice: 4 }],
    models: [{ providerId: 'practice', model: 'practice-mini', calls: 2 }],
  })

  const dayBudget = 69
  const id = await store.write(() =>
    store.watches.insert({ folder: '/in', options: WatchOptions.parse({ dayBudget }), state: 'on', now: 1 }),
  )
  const filed = await store.newBatch(aBatch('filed'))
  const taken = { queued: 2, leftOut: 0, reason: null, results: '/in/r.csv', exportId: 1, contents: null } as const
  const file = { watchId: id, path: 'a.csv', size: 1, mtime: '1' }
  await store.write(() => store.watches.record({ ...file, state: 'taken', batchId: filed, ...taken }, 1))
  await engine.enqueue(filed, [aTask(), aTask()])
  const watch = { id, folder: '/in', budget: 69, spent: 30, opensAt }
  await eventually(() => expect(show().batches[0]?.cost).toMatchObject({ cost: 30, held: 'watch', watch }))
  expect(show().spend).toMatchObject({ held: 'no', opensAt: null })
})

test('a batch of which all that is left waits for a time tells the first of them', async () => {
  const each = setup()
  const { store, clock, show } = each
  const [waits, goesOn] = (await batchesOf(each, 2)) as [BatchId, BatchId]
  const at = clock.now() + 60_000
  await store.enqueue(waits, [aTask('b', { startAt: at + 5 }), aTask('a', { startAt: at })], clock.now())
  await store.enqueue(goesOn, [aTask('c', { startAt: at }), aTask('d')], clock.now())
  const starts = () => new Map(show().batches.map(({ id, startsAt }) => [id, startsAt]))
  expect(starts()).toEqual(
    new Map([
      [goesOn, undefined],
      [waits, at],
    ]),
  )
})
