import { expect, onTestFinished, test } from 'vitest'
import { laneDefaults } from '#shared/lane'
import type { KnownLimits, SetLimits } from '#shared/limits'
import { unknownLimits } from '#shared/limits'
import type { GateId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { workTimes } from './work-times'

const limit = (value: number) => ({ value, windowMs: 60_000, burst: null, source: 'measured' as const, at: 1 })
const load = {
  lane: 'fast' as const,
  providerId: 'practice',
  model: 'practice-mini',
  calls: 601,
  tokensIn: 6_010,
  tokensOut: null,
}

async function setup(
  limits: Partial<KnownLimits>[],
  set: Partial<SetLimits> = {},
  windows = laneDefaults.fast.windows,
) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const gates = limits.map((own, at) => ({
    ...{
      id: (at + 1) as GateId,
      routeId: 1 as GateId,
      providerId: 'practice',
      model: 'practice-mini',
      keyId: `${at + 1}`,
    },
    ...{ state: { kind: 'open' } as const, closures: 0, limits: { ...unknownLimits, ...own } },
  }))
  let at = Date.UTC(2026, 10, 26, 12)
  const times = workTimes({
    ...{ store, now: () => at },
    engine: { gates: () => gates, lane: (name) => ({ policy: { ...laneDefaults[name], windows }, paused: false }) },
    limits: () => ({
      set: { requestsPerMinute: null, tokensPerMinute: null, concurrency: null, ...set },
      preset: { requests: limit(6) },
    }),
  })
  const pass = (ms: number) => {
    at += ms
  }
  return { store, times, gates, pass }
}

test('limits that were learned count for each key, those of a preset where nothing was, and a person’s go before both', async () => {
  const learned = await setup([{ requests: limit(60) }, { requests: limit(60) }])
  expect(learned.times.of([load])).toMatchObject({
    seconds: 300,
    slowedBy: 'requests_per_minute',
    model: 'practice-mini',
  })
  expect((await setup([])).times.of([load])).toMatchObject({ seconds: 6_000 })
  expect((await setup([{ requests: limit(600) }], { requestsPerMinute: 30 })).times.of([load])).toMatchObject({
    seconds: 1_200,
  })
})

test('calls take as long as they did lately, of that model alone', async () => {
  const { store, times, pass } = await setup([{ requests: limit(6_000_000) }])
  expect(times.of([load])).toMatchObject({ seconds: 1, slowedBy: 'requests_per_minute' })
  await store.beginBoot('b', 'm', 1)
  const batchId = await store.newBatch(aBatch())
  const models = ['practice-mini', 'practice-mini', 'other']
  await store.enqueue(
    batchId,
    models.map((model) => aTask('x', { model })),
    1,
  )
  const { tasks } = await store.claim({ lane: 'fast', limit: () => 9, now: 2, admit: () => true, as: () => 'sent' })
  const usage = { tokensIn: 1, tokensOut: 1 }
  const result = {
    kind: 'text',
    text: 'ok',
    cutOff: false,
    finishReason: null,
    model: 'm',
    requestId: null,
    usage,
  } as const
  await Promise.all(
    tasks.map((task, at) =>
      store.settle(
        {
          ...{
            task,
            outcome: { kind: 'succeeded', result },
            next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: 3 } },
          },
          ...{
            endedAt: 2 + ([1_000, 3_000, 60_000][at] ?? 0),
            progress: 'done',
            wait: null,
            mayHaveBeenBilled: false,
            firstByteMs: null,
          },
        },
        3,
      ),
    ),
  )
  pass(5_000) // until then it is remembered
  expect(times.of([load])).toMatchObject({ seconds: Math.ceil((601 * 2_000) / 5 / 1_000), slowedBy: 'lane', inLine: 0 })
  await store.enqueue(batchId, [aTask('y'), aTask('z'), aTask('h', { lane: 'heavy' })], 4)
  expect(times.of([load])).toMatchObject({ inLine: 2 })
  expect(times.of([load], 2)).toMatchObject({ inLine: 0 })
})

test('a lane whose run window is closed begins when it opens', async () => {
  const window = { days: ['fri' as const], from: '12:00', to: '13:00', timeZone: 'UTC' }
  const { times } = await setup([{ requests: limit(600) }], {}, [window])
  const startsAt = Date.UTC(2026, 10, 27, 12)
  expect(times.of([load])).toMatchObject({ seconds: 24 * 3_600 + 60, startsAt })
})
