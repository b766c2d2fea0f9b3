import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import type { BatchId, Failure } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createOverview } from './overview'

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
