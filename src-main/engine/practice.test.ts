import { expect, onTestFinished, test } from 'vitest'
import { createOpenAiChat } from '#providers/openai/adapter'
import type { SimulatorProfileInput } from '#providers/simulator/profile'
import { startSimulator } from '#providers/simulator/server'
import { settled, total } from '#shared/batch'
import { laneDefaults } from '#shared/lane'
import type { TaskId } from '#shared/task'
import { sumCounts } from '#store/counts'
import { checkInsights } from '#store/insights/temp-check'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import type { NewTask } from './ports'
import { systemClock } from './system-clock'

/** The engine on a real store, over real HTTP against the practice provider, with the lanes' waits shortened. */
async function setup(profile: SimulatorProfileInput, stream = false) {
  const temp = tempStore()
  const practice = await startSimulator({ latencyScale: 0.02, ...profile })
  const adapter = createOpenAiChat({ stream, baseUrl: practice.baseUrl, apiKey: null })
  const { store } = temp
  const engine = createEngine({
    store,
    providers: { adapter: async () => adapter },
    clock: systemClock,
    random: Math.random,
    bootId: 'b',
  })
  onTestFinished(async () => {
    await engine.stop(0)
    await adapter.close()
    await practice.close()
    temp.remove()
  })
  for (const lane of ['fast', 'heavy'] as const) {
    await engine.setLane(lane, {
      paused: false,
      policy: { ...laneDefaults[lane], delayMs: 20, maxDelayMs: 50, timeoutMs: 1_000 },
    })
  }
  const batchId = await store.newBatch(aBatch())
  const counts = () => sumCounts(store.counts.all())
  /** Resolves when every task has come to its end, those of earlier runs among them. */
  const run = (tasks: NewTask[], all = tasks.length) =>
    new Promise<void>((done) => {
      store.onNews(() => {
        if (total(counts()) === all && settled(counts()) === all) done()
      })
      void engine.enqueue(batchId, tasks).then(() => engine.start())
    })
  return { store, practice, engine, run, counts, batchId }
}

test('every prompt comes to an end through rate limits, 503s, dropped connections and hangs, and the sums add up', async () => {
  const { run, counts, practice, store, batchId } = await setup({
    rate: { capacity: 40, refillPerSecond: 50 },
    faults: { unavailable: 0.08, drop: 0.04, serverError: 0.02, hang: 0.004 },
  })
  const fast = Array.from({ length: 220 }, (_, n) =>
    aTask(n % 60 === 0 ? `Label number ${n} (practice: limit 1)` : `Label number ${n}`),
  )
  const heavy = Array.from({ length: 20 }, (_, n) =>
    aTask(`Think about ${n}`, { lane: 'heavy', model: 'practice-reasoner' }),
  )
  await run([...fast, ...heavy])
  const { succeeded, dead } = counts()
  expect(succeeded + dead).toBe(240)
  const sums = store.report.sums(batchId)
  expect(sums.attempts).toBe(240 + sums.retries + sums.rateLimited + sums.held + sums.lost)
  checkInsights(store.db)
  const seen = await store.readInsights({ range: 'hour', batchId, lane: null, model: null }, Date.now())
  expect(seen.sums).toMatchObject({ answered: succeeded, dead, rateLimited: sums.rateLimited, retries: sums.retries })
  expect(seen.models.map(({ answer }) => answer?.n).sort()).toEqual(
    [...seen.models.map(({ answered }) => answered)].sort(),
  )
  expect(sums.rateLimited).toBeGreaterThan(0)
  expect(sums.retries).toBeGreaterThan(0)
  const { concurrency, rateLimited, replayed, callsByKey } = practice.stats()
  expect(concurrency.byModel['practice-mini']?.max).toBeLessThanOrEqual(5)
  expect(concurrency.byModel['practice-reasoner']?.max).toBeLessThanOrEqual(2)
  expect(rateLimited).toBe(sums.rateLimited)
  expect(replayed).toBeGreaterThan(0) // an answer that a dropped connection lost came back under the same key
  expect(Object.keys(callsByKey)).toHaveLength(240) // one key per task, whatever befell it
}, 30_000)

test('a refused prompt is a dead letter after one call, with what the provider said', async () => {
  const { run, store } = await setup({})
  await run([aTask('Copy a novel (practice: refuse)')])
  const [id] = store.views.list({ batchId: null, tab: 'dead', group: null, filter: { text: '' } }, 0, 1).order
  const detail = id === undefined ? null : store.detail(id)
  expect(detail?.attempts).toHaveLength(1)
  expect(detail?.task.state).toMatchObject({ kind: 'dead', failure: { code: 'content_policy', status: 400 } })
})

test.each([false, true])('raw answers are kept only from when a person wants them, streamed: %s', async (stream) => {
  const { run, store, counts } = await setup({}, stream)
  const choose = (keep: boolean) => store.write(() => store.rawAnswers.choose({ keep, maxMb: 1 }))
  await run([aTask('Say one')])
  await choose(true)
  await run([aTask('Say two')], 2)
  await choose(false)
  await run([aTask('Say three')], 3)
  expect(counts().succeeded).toBe(3)
  const [one, two, three] = [1, 2, 3].map((id) => store.wires.get(id as TaskId, 1)?.body ?? null)
  expect([one, three]).toEqual([null, null])
  expect(two).toContain(stream ? 'data: ' : '"chat.completion"')
  if (stream) expect(two).toContain('[DONE]')
  else expect(JSON.parse(two ?? '').choices[0].message.content).toBe(store.results.text(2 as TaskId))
})
