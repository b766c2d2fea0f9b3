import { expect, test } from 'vitest'
import { eventually } from '#shared/eventually'
import type { BatchId } from '#shared/task'
import { type WatchId, WatchOptions } from '#shared/watch'
import { end, evening, tempBudgets, used } from './temp-budgets'

async function setup(given: Parameters<typeof tempBudgets>[0] = {}) {
  const world = await tempBudgets(given)
  const { store, engine } = world
  const optionsOf = (dayBudget: number | null) => WatchOptions.parse({ dayBudget })
  let files = 0
  const file = (watchId: WatchId) => ({ watchId, path: `${++files}.csv`, size: 1, mtime: '1', contents: null })
  return {
    ...world,
    watch: (dayBudget: number | null, folder = '/in') =>
      store.write(() => store.watches.insert({ folder, options: optionsOf(dayBudget), state: 'on', now: evening })),
    /** A batch that a file of the watch became. */
    async batchOf(watchId: WatchId, budget?: number): Promise<BatchId> {
      const batchId = await world.batch(budget)
      const taken = { queued: 1, leftOut: 0, reason: null, results: '/in/r.csv', exportId: 1 }
      await store.write(() => store.watches.record({ ...file(watchId), state: 'taken', batchId, ...taken }, evening))
      return batchId
    },
    /** A file of the watch has the rows of that batch, and was not sent. */
    same: (watchId: WatchId, batchId: BatchId) =>
      store.write(() => store.watches.record({ ...file(watchId), state: 'same', batchId }, evening)),
    async setBudget(id: WatchId, dayBudget: number | null) {
      await store.write(() => store.watches.edit(id, optionsOf(dayBudget)))
      engine.wake()
    },
    /** What its files cost on the day of the clock, as it is remembered and as the rows say. */
    spent(id: WatchId) {
      const day = store.days.of(world.clock.now())
      const rows = store.db
        .prepare<[string, number], number>(
          `SELECT coalesce(sum(cost + unanswered_cost), 0) FROM spend WHERE day = ?
             AND batch_id IN (SELECT batch_id FROM watch_files WHERE watch_id = ? AND state <> 'same')`,
        )
        .pluck()
        .get(day, id)
      return [store.watchSpend.on(id, day), rows]
    },
  }
}

test('all files of a folder have one budget a day together; other work passes them, and a raise lets them go at once', async () => {
  const { engine, calls, budgets, task, batch, began, watch, batchOf, same, setBudget, spent } = await setup()
  const id = await watch(10)
  const [first, second] = [await batchOf(id), await batchOf(id)]
  await engine.enqueue(first, [task(), task()])
  await began(2) // 4 each are put by
  await engine.enqueue(second, [task(), task()])
  await began(2)
  expect(budgets.held()).toEqual([]) // what runs may leave room
  end(calls[0], used(4))
  end(calls[1], used(3))
  await eventually(() => expect(budgets.held()).toMatchObject([{ batchId: second, by: 'watch' }]))
  expect(budgets.held()).toMatchObject([{ watch: { id, budget: 10 }, model: 'm' }])
  expect(spent(id)).toEqual([7, 7])
  await began(2)

  const [others, nobodys] = [await batchOf(await watch(null, '/out')), await batch()]
  await same(id, nobodys)
  await engine.enqueue(others, [task()])
  await engine.enqueue(nobodys, [task()])
  await began(4)
  end(calls[2], used(4))
  end(calls[3], used(4))
  await eventually(() => expect(budgets.held()).toHaveLength(1))
  expect(spent(id)).toEqual([7, 7])

  await setBudget(id, 11)
  expect(budgets.held()).toEqual([])
  await began(5)
  end(calls[4], used(4))
  await eventually(() => expect(budgets.held()).toMatchObject([{ watch: { budget: 11 } }]))
  await setBudget(id, null)
  await began(6)
  expect(budgets.held()).toEqual([])
})

test('what it holds goes by itself when the local day ends, within the next day’s', async () => {
  const { engine, calls, clock, budgets, task, began, still, watch, batchOf, spent } = await setup()
  const id = await watch(5)
  const batchId = await batchOf(id)
  await engine.enqueue(batchId, [task(), task(), task()])
  await began(1)
  end(calls[0], used(3))
  await eventually(() => expect(budgets.held()).toMatchObject([{ batchId, by: 'watch' }]))
  expect(budgets.opensAt()).toBe(evening + 60_000)
  await clock.advance(59_000, still)
  await began(1)
  await clock.advance(1_000, still)
  await began(2)
  end(calls[1], used(2))
  await eventually(() => expect(budgets.held()).toMatchObject([{ batchId, by: 'watch' }]))
  expect(spent(id)).toEqual([2, 2])
  await began(2)
})

test('it holds beside the budgets of its files and of the day: the narrowest counts', async () => {
  const { engine, calls, budgets, task, began, watch, batchOf } = await setup({ day: 8 })
  const id = await watch(7)
  const [narrow, wide] = [await batchOf(id, 3), await batchOf(id, 100)]
  await engine.enqueue(narrow, [task()])
  await engine.enqueue(wide, [task(), task()])
  await began(1)
  end(calls[0], used(4))
  await eventually(() => expect(budgets.held()).toHaveLength(2))
  expect(budgets.held().map(({ batchId, by }) => [batchId, by])).toEqual([
    [narrow, 'batch'],
    [wide, 'watch'],
  ])
  await began(1)
})

test('a model without a price waits where only the folder has a budget, and it is said whose that is', async () => {
  const { engine, budgets, task, began, watch, batchOf, setBudget } = await setup()
  const id = await watch(9)
  const batchId = await batchOf(id)
  await engine.enqueue(batchId, [task({ model: 'dear' }), task({ model: 'free' })])
  await began(1)
  expect(budgets.held()).toMatchObject([{ batchId, by: 'price', model: 'dear', watch: { id, budget: 9 } }])
  await setBudget(id, null)
  await began(2)
})

test('once a folder is not watched any more, what its budget held goes on', async () => {
  const { store, engine, budgets, task, began, watch, batchOf } = await setup()
  const id = await watch(3)
  await engine.enqueue(await batchOf(id), [task()])
  await eventually(() => expect(budgets.held()).toMatchObject([{ by: 'watch' }]))
  await began(0)
  await store.write(() => store.watches.remove(id))
  expect(budgets.held()).toEqual([])
  engine.wake()
  await began(1)
})

test('a write that fails in the turn of an answer leaves no sum wrong, and late answers are counted', async () => {
  const { store, kept, engine, calls, clock, task, began, still, watch, batchOf, spent } = await setup()
  const id = await watch(8)
  const batchId = await batchOf(id)
  const [first] = await engine.enqueue(batchId, [task(), task(), task()])
  if (!first) expect.fail()
  await began(2)
  expect(spent(id)).toEqual([0, 0]) // from here on it is remembered
  const seen = store.task(first)
  if (!seen) expect.fail()
  await engine.cancel(seen)
  end(calls[1], used(4))
  const fails = store.write(() => {
    throw new Error('no')
  })
  await expect(fails).rejects.toThrow('no')
  await eventually(() => expect(spent(id)).toEqual([8, 8]))
  await began(2)
  await kept.lateAnswer(first, 1, used(1), clock.now())
  await still()
  expect(spent(id)).toEqual([5, 5])
  await began(2) // 5 and 4 are more than 8
})
