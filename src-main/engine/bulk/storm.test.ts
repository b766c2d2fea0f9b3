import { expect, onTestFinished, test } from 'vitest'
import { createOpenAiChat } from '#providers/openai/adapter'
import { startSimulator } from '#providers/simulator/server'
import { settled } from '#shared/batch'
import { laneDefaults } from '#shared/lane'
import { sumCounts } from '#store/counts'
import { tempStore } from '#store/temp-store'
import { createEngine } from '../engine'
import { systemClock } from '../system-clock'
import { act, bulkOn, letters } from './temp-bulk'

const none = { unavailable: 0, serverError: 0, drop: 0, hang: 0 }
const [capacity, refillPerSecond, concurrency] = [20, 60, 20]

function mostInASecond(moments: readonly number[]): number {
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1_000).length))
}

test('a bulk requeue of 400 goes through gate and pace: after the limit is found no storm of refusals follows', async () => {
  const temp = tempStore()
  const { store } = temp
  await store.beginBoot('before', 'machine', 1)
  const { ids } = await letters(store, 400)
  const practice = await startSimulator({ latencyScale: 0.02, rate: { capacity, refillPerSecond }, faults: none })
  const adapter = createOpenAiChat({ stream: false, baseUrl: practice.baseUrl, apiKey: null })
  const engine = createEngine({
    store,
    providers: { adapter: async () => adapter },
    ...{ clock: systemClock, random: Math.random, bootId: 'b' },
  })
  onTestFinished(async () => {
    await engine.stop(0)
    await adapter.close()
    await practice.close()
    temp.remove()
  })
  await engine.setLane('fast', { paused: false, policy: { ...laneDefaults.fast, concurrency } })
  await engine.start()
  const done = new Promise<void>((resolve) => {
    store.onNews(() => {
      const counts = sumCounts(store.counts.all())
      if (counts.dead === 0 && settled(counts) === 400) resolve()
    })
  })
  const { bulk } = bulkOn(store, { now: Date.now, wake: engine.wake })
  expect(await act(bulk, { kind: 'requeue' }, ids)).toMatchObject({ done: 400, skipped: 0 })
  await done
  const { recent, answered, rateLimited } = practice.stats()
  expect(answered).toBe(400)
  // What the limit lets through in a second from a full bucket, and the calls that were out when it was found.
  expect(mostInASecond(recent.map(({ at }) => at))).toBeLessThanOrEqual(capacity + refillPerSecond + concurrency)
  expect(rateLimited).toBeLessThanOrEqual(2 * concurrency)
  const attempts = ids.flatMap((id) => store.attempts.ofTask(id))
  expect(attempts.filter(({ outcome }) => outcome === 'permanent')).toHaveLength(400) // their first life is still there
  expect(attempts.filter(({ outcome }) => outcome === 'rate_limited')).toHaveLength(rateLimited)
  expect(ids.every((id) => store.task(id)?.retriesUsed === 0)).toBe(true)
}, 60_000)
