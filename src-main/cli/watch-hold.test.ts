import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { WatchOptions } from '#shared/watch'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { standing } from './standstill'

test('what the budget of a folder’s day holds is said with its folder, and goes on without a person', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock(Date.parse('2026-01-05T12:00:00Z'))
  const providers = { adapter: () => Promise.reject(new Error('not called')) }
  const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b' })
  const options = WatchOptions.parse({ dayBudget: 9 })
  const id = await store.write(() => store.watches.insert({ folder: '/in', options, state: 'on', now: 1 }))
  const batchId = await store.newBatch(aBatch('a'))
  await store.enqueue(batchId, [aTask()], 1)
  const hold = { batchId, by: 'watch', providerId: 'practice', model: 'm', watch: { id, budget: 9 } } as const
  const budgets = { held: () => [hold], opensAt: () => clock.now() + 3_600_000 }
  const { moves, holds } = standing(store.counts.all(), { store, engine, budgets }, clock.now())
  expect(moves).toBe(true)
  expect(holds).toMatchObject([
    { words: expect.stringMatching(/^the day's budget of \/in is used up until /), remedy: null },
  ])
})
