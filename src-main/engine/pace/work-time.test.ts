import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Load, type Room, workTime } from './work-time'

const noLimits: Room = {
  ...{ requestsPerMs: null, tokensPerMs: null, inputPerMs: null, outputPerMs: null, atOnce: null, closedUntil: null },
}
const aLoad = (own: Partial<Load> = {}): Load => ({
  ...{ lane: 'fast', providerId: 'p', model: 'm', calls: 100, tokensIn: 10_000, tokensOut: 2_000, callMs: 1_000 },
  ...own,
})
const now = 1_000_000
function timeOf(
  loads: readonly Load[],
  room: Partial<Room> = {},
  { concurrency = 5, opensAt = null as number | null } = {},
) {
  const known = { roomOf: () => ({ ...noLimits, ...room }), lane: () => ({ concurrency, opensAt }) }
  return workTime(loads, known, now)
}
const perMinute = (n: number) => n / 60_000

test.each([
  ['the slots of its lane', {}, 20, 'lane'],
  ['requests a minute', { requestsPerMs: perMinute(30) }, 198, 'requests_per_minute'],
  ['tokens a minute, in and out', { tokensPerMs: perMinute(6_000) }, 120, 'tokens_per_minute'],
  ['output tokens a minute', { outputPerMs: perMinute(1_000) }, 120, 'tokens_per_minute'],
  ['input tokens a minute', { inputPerMs: perMinute(5_000) }, 120, 'tokens_per_minute'],
  ['calls at once', { atOnce: 2 }, 50, 'concurrency'],
  [
    'the longest of them',
    { requestsPerMs: perMinute(600), tokensPerMs: perMinute(6_000), atOnce: 4 },
    120,
    'tokens_per_minute',
  ],
] as const)('%s tell how long it takes', (_what, room, seconds, slowedBy) => {
  expect(timeOf([aLoad()], room)).toMatchObject({ seconds, slowedBy, atMost: false, startsAt: null })
})

test('models in one lane share its slots, and limits are those of each', () => {
  const loads = [aLoad(), aLoad({ model: 'n', calls: 300 })]
  expect(timeOf(loads)).toMatchObject({ seconds: 80, slowedBy: 'lane', model: null })
  expect(timeOf(loads, { requestsPerMs: perMinute(60) })).toMatchObject({ seconds: 299, model: 'n', providerId: 'p' })
  expect(timeOf([aLoad(), aLoad({ lane: 'heavy', calls: 300 })])).toMatchObject({ seconds: 60 })
})

test('one call takes its time, however many slots there are', () => {
  expect(timeOf([aLoad({ calls: 2, callMs: 30_000 })], {}, { concurrency: 100 })).toMatchObject({ seconds: 30 })
})

test('a gate that is closed for a time, or a run window, comes before', () => {
  const closed = timeOf([aLoad()], { closedUntil: now + 600_000 })
  expect(closed).toMatchObject({ seconds: 600, slowedBy: 'gate', startsAt: now + 600_000 })
  expect(timeOf([aLoad()], {}, { opensAt: now + 60_000 })).toMatchObject({
    seconds: 80,
    slowedBy: 'lane',
    startsAt: now + 60_000,
  })
  expect(timeOf([aLoad()], { closedUntil: 'person' })).toMatchObject({ seconds: null, slowedBy: 'gate', model: 'm' })
})

test('of nothing that is known nothing is told; a limit alone is enough', () => {
  const unknown = aLoad({ callMs: null, tokensIn: null, tokensOut: null })
  expect(timeOf([unknown])).toBeNull()
  expect(timeOf([unknown], { tokensPerMs: 1, atOnce: 3 })).toBeNull()
  expect(timeOf([unknown], { requestsPerMs: perMinute(60) })).toMatchObject({ seconds: 99 })
  expect(timeOf([])).toBeNull()
})

test('more work never takes less, and more room never takes more', () => {
  const amount = fc.integer({ min: 1, max: 100_000 })
  const rate = fc.option(fc.integer({ min: 1, max: 10_000 }).map(perMinute))
  const room = fc.record({
    requestsPerMs: rate,
    tokensPerMs: rate,
    inputPerMs: rate,
    outputPerMs: rate,
    atOnce: fc.option(fc.integer({ min: 1, max: 50 })),
  })
  fc.assert(
    fc.property(amount, amount, room, fc.integer({ min: 1, max: 50 }), (calls, more, limits, concurrency) => {
      const of = (n: number, slots: number) =>
        timeOf([aLoad({ calls: n, tokensIn: n * 100, tokensOut: n * 20 })], limits, { concurrency: slots })?.seconds ??
        0
      expect(of(calls + more, concurrency)).toBeGreaterThanOrEqual(of(calls, concurrency))
      expect(of(calls, concurrency + 1)).toBeLessThanOrEqual(of(calls, concurrency))
    }),
  )
})
