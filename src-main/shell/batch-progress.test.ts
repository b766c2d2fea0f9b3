import { expect, test } from 'vitest'
import { noSpend } from '#shared/spend'
import type { BatchId, GateId, StateKind } from '#shared/task'
import type { WorkTime } from '#shared/work-time'
import type { CountRow } from '#store/counts'
import { aBatch, aTask } from '#store/temp-store'
import { workTimes } from '../wiring/work-times'
import { createBatchProgress } from './batch-progress'
import { createOverview } from './overview'
import { tempDesk } from './temp-desk'

const id = 1 as BatchId
const row = (state: StateKind, n: number, gateId = 1): CountRow => ({
  batchId: id,
  lane: 'fast',
  gateId: gateId as GateId,
  state,
  n,
})
const aTime: WorkTime = {
  ...{ seconds: 9, slowedBy: 'lane', providerId: null, model: null, atMost: false, startsAt: null, inLine: 0 },
}

function setup() {
  let at = 1_000
  const asked: unknown[] = []
  const progress = createBatchProgress({
    times: {
      left(loads) {
        asked.push(loads)
        return aTime
      },
    },
    gate: (gateId) => ({ providerId: 'p', model: `m${gateId}` }),
    now: () => at,
  })
  const look = (rows: readonly CountRow[], own: object = {}) => {
    const seen = { ...{ id, paused: false, halfPrice: false, waits: false, rows, spent: undefined }, ...own }
    return progress.look([seen], rows).get(id)
  }
  const pass = (ms: number) => {
    at += ms
  }
  return { look, asked, pass }
}

test('the rate is what came to an end over the last minute that was looked at', () => {
  const { look, pass } = setup()
  expect(look([row('queued', 100)])?.ratePerMinute).toBe(0)
  for (let second = 1; second <= 30; second++) {
    pass(1_000)
    const rate = look([row('queued', 100 - second), row('succeeded', second)])?.ratePerMinute
    expect(rate).toBe(second < 5 ? 0 : 60)
  }
  pass(30_000)
  look([row('queued', 70), row('succeeded', 30)])
  pass(55_000)
  expect(look([row('queued', 70), row('succeeded', 30)])?.ratePerMinute).toBe(0)
  pass(10_000)
  expect(look([row('queued', 80), row('succeeded', 20)])?.ratePerMinute).toBe(0) // ten were requeued
})

test('what is left is told by its gates, with tokens as its calls had so far', () => {
  const { look, asked } = setup()
  const spent = { ...noSpend, calls: 10, tokensIn: 1_000, tokensOut: 200 }
  const rows = [row('queued', 6), row('running', 2), row('backing_off', 2, 2), row('succeeded', 10), row('dead', 1)]
  expect(look(rows, { spent })?.finish).toBe(aTime)
  expect(asked).toEqual([
    [
      { lane: 'fast', providerId: 'p', model: 'm1', calls: 8, tokensIn: 800, tokensOut: 160 },
      { lane: 'fast', providerId: 'p', model: 'm2', calls: 2, tokensIn: 200, tokensOut: 40 },
    ],
  ])
  expect(look(rows)?.finish).toBe(aTime)
  expect(asked.at(-1)).toMatchObject([{ tokensIn: null }, { tokensOut: null }])
})

test('nothing is told of what waits for a person, and a day at most of what goes at half the price', () => {
  const { look, asked } = setup()
  expect(look([row('queued', 1)], { paused: true })?.finish).toBeNull()
  expect(look([row('queued', 1)], { waits: true })?.finish).toBeNull()
  expect(look([row('queued', 1)], { halfPrice: true })?.finish).toMatchObject({ seconds: 86_400, atMost: true })
  expect(asked).toEqual([])
})

test('the overview has it for each batch of which something is left', async () => {
  const { store, engine, now, answer, clock, quiet } = await tempDesk()
  const times = workTimes({
    store,
    engine,
    now,
    limits: () => ({ set: { requestsPerMinute: 6, tokensPerMinute: null, concurrency: null }, preset: {} }),
  })
  const overview = createOverview({ store, engine, now, times, providerViews: () => [] })
  const shown = (batchId: BatchId) => overview.full(overview.slow()).batches.find((batch) => batch.id === batchId)
  const batchId = await store.newBatch(aBatch())
  await engine.enqueue(
    batchId,
    Array.from({ length: 3 }, (_, n) => aTask(`p${n}`)),
  )
  await quiet()
  expect(shown(batchId)).toMatchObject({ ratePerMinute: 0, finish: { seconds: 20, slowedBy: 'requests_per_minute' } })
  await answer('p0')
  await answer('p1')
  await clock.advance(10_000)
  expect(shown(batchId)).toMatchObject({ ratePerMinute: 12 })
  await answer('p2')
  expect(shown(batchId)?.ratePerMinute).toBeUndefined()
})
