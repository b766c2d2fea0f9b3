import { expect, test } from 'vitest'
import { eventually } from '#shared/eventually'
import { answerOf, end, evening, tempBudgets as setup, used } from './temp-budgets'

test('a batch stops before its budget can be passed, says so, and goes on at once when it is raised', async () => {
  const { store, engine, calls, budgets, task, batch, began, raise } = await setup()
  const id = await batch(10)
  await engine.enqueue(
    id,
    Array.from({ length: 5 }, () => task()),
  )
  await began(2) // 4 each are put by; a third could cost 12 in all
  expect(store.db.prepare('SELECT reserved FROM tasks ORDER BY id').pluck().all()).toEqual([4, 4, 0, 0, 0])
  expect(budgets.held()).toEqual([]) // what runs may leave room
  end(calls[0], used(3))
  await began(2) // 3 are gone and 4 put by: 11 at most
  end(calls[1], used(3))
  await began(3)
  end(calls[2], used(3))
  await eventually(() => expect(budgets.held()).toMatchObject([{ batchId: id, by: 'batch', model: 'm' }]))
  await began(3)
  expect(store.spend.ofBatch(id)).toMatchObject({ calls: 3, cost: 9, tokensOut: 9, unpriced: 0 })
  await raise(id, 14)
  await began(4)
  expect(budgets.held()).toEqual([])
  await raise(id, undefined)
  await began(5)
})

test('what is left of a batch that is held does not stand in the way of another', async () => {
  const { engine, task, batch, began, budgets } = await setup()
  const [first, second] = [await batch(3), await batch()]
  await engine.enqueue(first, [task()])
  await engine.enqueue(second, [task()])
  await began(1)
  expect(budgets.held()).toMatchObject([{ batchId: first, by: 'batch' }])
})

test("room that a call of one lane leaves is used by the other lane's", async () => {
  const { engine, calls, task, batch, began } = await setup()
  const id = await batch(5)
  await engine.enqueue(id, [task()])
  await began(1)
  await engine.enqueue(id, [task({ lane: 'heavy' })])
  await began(1)
  end(calls[0], used(1))
  await began(2)
})

test("a day's budget holds everything, and opens by itself when the local day ends", async () => {
  const { store, engine, clock, calls, budgets, task, batch, began, still } = await setup({
    ...{ day: 5, from: evening - 95_000 },
  })
  await clock.advance(125_000, still) // the timer fires once a minute at least: 35 s ago, 25 s after that, and not at midnight
  const first = await batch()
  await engine.enqueue(first, [task()])
  await began(1)
  end(calls[0], used(4))
  await eventually(() => expect(store.spend.ofBatch(first)).toMatchObject({ cost: 4 }))
  await still()
  await engine.enqueue(await batch(), [task()])
  await eventually(() => expect(budgets.held()).toMatchObject([{ by: 'day' }]))
  expect(budgets.opensAt()).toBe(evening + 60_000)
  await clock.advance(29_000, still)
  await began(1)
  await clock.advance(1_000, still)
  await began(2)
  end(calls[1], used(2))
  await eventually(() => expect(store.spend.byDay('2026-01-01', '2026-01-31')).toHaveLength(2))
  expect(store.spend.byDay('2026-01-01', '2026-01-31')).toMatchObject([
    { day: '2026-01-05', calls: 1, cost: 4 },
    { day: '2026-01-06', calls: 1, cost: 2 },
  ])
})

test('a model without a price is not called while a budget counts, and that is said of it; without a budget it is', async () => {
  const { store, engine, calls, budgets, task, batch, began, raise } = await setup()
  const id = await batch(10)
  await engine.enqueue(id, [task({ model: 'dear' }), task()])
  await began(1)
  expect(calls[0]?.model).toBe('m')
  expect(budgets.held()).toMatchObject([{ batchId: id, by: 'price', model: 'dear' }])
  await raise(id, undefined)
  await began(2)
  end(calls[1], used(7))
  await eventually(() => expect(store.spend.ofBatch(id)).toMatchObject({ calls: 1, cost: 0, unpriced: 1 }))
})

test('what costs nothing goes whatever the budget says', async () => {
  const { engine, calls, task, batch, began, store } = await setup({ day: 1 })
  const id = await batch(1)
  await engine.enqueue(id, [task({ model: 'free' })])
  await began(1)
  end(calls[0], used(9))
  await eventually(() => expect(store.spend.ofBatch(id)).toMatchObject({ calls: 1, cost: 0, unpriced: 0 }))
})

test('an answer that does not say what it used is taken to have cost what was put by', async () => {
  const { engine, calls, task, batch, began, store } = await setup()
  const id = await batch(10)
  await engine.enqueue(id, [task()])
  await began(1)
  end(calls[0], used(null))
  await eventually(() => expect(store.spend.ofBatch(id)).toMatchObject({ cost: 4 }))
})

test('a call that was never answered counts with what was put by, until its answer comes late', async () => {
  const { store, kept, engine, clock, task, batch, began, still } = await setup()
  const id = await batch(4)
  const [first] = await engine.enqueue(id, [task(), task()])
  if (!first) expect.fail()
  await began(1)
  const seen = store.task(first)
  if (!seen) expect.fail()
  await engine.cancel(seen)
  await eventually(() => expect(store.task(first)?.state.kind).toBe('cancelled'))
  await began(1)
  expect(store.spend.ofBatch(id)).toMatchObject({ calls: 1, cost: 0, unanswered: 1, unansweredCost: 4 })
  expect(store.detail(first)?.attempts).toMatchObject([{ costNano: 4, mayHaveBeenBilled: true, providerId: 'p' }])
  await kept.lateAnswer(first, 1, used(0), clock.now())
  await still()
  expect(store.spend.ofBatch(id)).toMatchObject({ calls: 1, cost: 0, unanswered: 0, unansweredCost: 0, unpriced: 0 })
  await began(2) // it cost nothing after all
})

test('a cut-off answer is kept with its attempt and was paid for', async () => {
  const { store, engine, calls, task, batch, began } = await setup()
  const id = await batch()
  const [first] = await engine.enqueue(id, [task()])
  if (!first) expect.fail()
  await began(1)
  const failure = { code: 'cut_off', status: null, providerCode: null, message: 'cut off', requestId: null } as const
  const cut = answerOf({ tokensIn: 5, tokensOut: 4, cachedIn: 2, cacheWrite: 1 })
  if (cut.kind !== 'succeeded') expect.fail()
  end(calls[0], { kind: 'permanent', failure, answer: cut.result })
  await eventually(() => expect(store.task(first)?.state.kind).toBe('dead'))
  expect(store.task(first)?.cost).toBe(4)
  expect(store.detail(first)?.attempts).toMatchObject([
    { answer: 'Yes', tokensIn: 5, tokensOut: 4, cachedIn: 2, cacheWrite: 1, costNano: 4 },
  ])
  expect(store.spend.ofBatch(id)).toMatchObject({ calls: 1, tokensIn: 5, cachedIn: 2, tokensOut: 4, cost: 4 })
})

test('what a dead process had in flight is charged with what was put by', async () => {
  const { store, engine, task, batch, began } = await setup()
  const id = await batch(8)
  await engine.enqueue(id, [task(), task(), task()])
  await began(2)
  await store.beginBoot('next', 'machine', evening) // what ran is that of another process, which died
  const left = store.leftRunning()
  expect(left.map(({ way }) => way?.reserved)).toEqual([4, 4])
  await Promise.all(
    left.map(({ bootEnded: _, retriesUsed, progress, ...orphan }) =>
      store.settle(
        {
          ...{ task: orphan, outcome: { kind: 'lost' }, next: { retriesUsed, state: { kind: 'queued' } } },
          ...{ endedAt: null, progress, wait: null, mayHaveBeenBilled: true, firstByteMs: null },
        },
        evening,
      ),
    ),
  )
  expect(store.spend.ofBatch(id)).toMatchObject({ calls: 2, unanswered: 2, unansweredCost: 8, cost: 0 })
  expect(store.db.prepare('SELECT sum(reserved) FROM tasks').pluck().get()).toBe(0)
})
