import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Growth, Jitter, laneDefaults, longestDelayMs } from '#shared/lane'
import { policyRibbon } from './policy-ribbon'
import { waitRanges } from './policy-waits'

const policy = { ...laneDefaults.heavy, retries: 4, delayMs: 10_000, maxDelayMs: 60_000 }
const middles = (change: Partial<typeof policy>) => waitRanges({ ...policy, ...change }, 4).map(({ ms }) => ms)

test('the delay grows as it is told', () => {
  const jitter = 'none'
  expect(middles({ jitter, backoff: 'fixed' })).toEqual([10_000, 10_000, 10_000, 10_000])
  expect(middles({ jitter, backoff: 'linear' })).toEqual([10_000, 20_000, 30_000, 40_000])
  expect(middles({ jitter, backoff: 'exponential' })).toEqual([10_000, 20_000, 40_000, 60_000])
})

test('each spread has its least, its middle and its most', () => {
  const first = (jitter: Jitter) => waitRanges({ ...policy, jitter }, 1)[0]
  expect(first('none')).toEqual({ lowMs: 10_000, ms: 10_000, highMs: 10_000 })
  expect(first('around')).toEqual({ lowMs: 5_000, ms: 10_000, highMs: 15_000 })
  const atCap = waitRanges({ ...policy, jitter: 'around', delayMs: 90_000 }, 1)[0]
  expect(atCap).toEqual({ lowMs: 30_000, ms: 45_000, highMs: 60_000 })
  expect(first('full')).toEqual({ lowMs: 0, ms: 5_000, highMs: 10_000 })
  expect(first('equal')).toEqual({ lowMs: 5_000, ms: 7_500, highMs: 10_000 })
  expect(first('decorrelated')).toEqual({ lowMs: 10_000, ms: 20_000, highMs: 30_000 })
})

test('whatever the policy, a wait is in order, no longer than the cap, and its ribbon has room for it', () => {
  const delay = fc.integer({ min: 0, max: longestDelayMs })
  const drawn = fc.record({
    ...{ retries: fc.integer({ min: 0, max: 100 }), delayMs: delay, maxDelayMs: delay },
    ...{ backoff: fc.constantFrom(...Growth.options), jitter: fc.constantFrom(...Jitter.options) },
    retryForMs: fc.option(fc.integer({ min: 1, max: longestDelayMs })),
  })
  fc.assert(
    fc.property(drawn, (each) => {
      for (const { lowMs, ms, highMs } of waitRanges(each, each.retries)) {
        expect(lowMs >= 0 && lowMs <= ms && ms <= highMs && highMs <= each.maxDelayMs).toBe(true)
      }
      for (const part of policyRibbon(each, 216).parts) expect(part.width > 0 && part.width <= 216).toBe(true)
    }),
  )
})

test('what chance decides is told apart, and a limit of time ends the drawing', () => {
  const wait = policyRibbon(policy, 216).parts[1]
  expect(wait).toMatchObject({ kind: 'wait', ms: 10_000, sure: 1 / 3 })
  const cut = policyRibbon({ ...policy, jitter: 'none', retryForMs: 35_000 }, 216)
  expect(cut.parts.filter(({ kind }) => kind === 'try')).toHaveLength(3) // after 10 s and after 30 s
  expect(cut.cutAtMs).toBe(35_000)
  expect(policyRibbon(policy, 216).cutAtMs).toBeNull()
})
