import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Jitter, laneDefaults } from '#shared/lane'
import { retryDelayMs } from './backoff'

test('Fast waits 1 s on average before every retry, Heavy 10 s and then 20 s', () => {
  const middle = 0.5 // of the spread
  expect([1, 2, 3].map((retry) => retryDelayMs(laneDefaults.fast, retry, middle))).toEqual([1_000, 1_000, 1_000])
  expect([1, 2].map((retry) => retryDelayMs(laneDefaults.heavy, retry, middle))).toEqual([10_000, 20_000])
})

test('a wait is a whole number of milliseconds, spread around the stated delay and never above the cap', () => {
  const policies = fc.record({
    delayMs: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    maxDelayMs: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    backoff: fc.constantFrom('fixed' as const, 'linear' as const, 'exponential' as const),
    jitter: fc.constantFrom(...Jitter.options),
  })
  const last = fc.option(fc.integer({ min: 0, max: 2 ** 31 - 1 }))
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(policies, fc.integer({ min: 1, max: 2_000 }), random, last, (policy, retry, share, lastMs) => {
      const ms = retryDelayMs({ ...laneDefaults.fast, ...policy }, retry, share, lastMs)
      expect(Number.isInteger(ms)).toBe(true)
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThanOrEqual(policy.maxDelayMs)
    }),
  )
})

test.each([
  ['none', [20_000, 20_000]],
  ['around', [10_000, 30_000]],
  ['full', [0, 20_000]],
  ['equal', [10_000, 20_000]],
  ['decorrelated', [10_000, 36_000]], // from the delay to three times the last wait
] as const)('%s jitter spreads a stated wait of 20 s over its own range', (jitter, range) => {
  const policy = { ...laneDefaults.heavy, jitter }
  const nearlyOne = 1 - 1e-12
  const ends = [0, nearlyOne].map((random) => retryDelayMs(policy, 2, random, 12_000))
  expect(ends[0]).toBe(range[0])
  expect(ends[1]).toBeGreaterThanOrEqual(range[1] - 1)
  expect(ends[1]).toBeLessThanOrEqual(range[1])
})

test.each(Jitter.options.filter((jitter) => jitter !== 'none'))(
  '%s jitter spreads waits that reach the cap too',
  (jitter) => {
    const policy = { ...laneDefaults.heavy, jitter, maxDelayMs: 30_000 }
    const waits = [0, 0.25, 0.5, 0.75].map((random) => retryDelayMs(policy, 9, random, 10_000))
    expect(new Set(waits).size).toBe(4)
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000)
  },
)

test('a linear wait grows by its delay with each retry', () => {
  const policy = { ...laneDefaults.heavy, backoff: 'linear' as const, jitter: 'none' as const }
  expect([1, 2, 3].map((retry) => retryDelayMs(policy, retry, 0))).toEqual([10_000, 20_000, 30_000])
})

test('a retry before the first is a lost count', () => {
  expect(() => retryDelayMs(laneDefaults.fast, 0, 0)).toThrow(RangeError)
})
