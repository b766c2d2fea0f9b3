import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneDefaults } from '#shared/lane'
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
    backoff: fc.constantFrom('fixed' as const, 'exponential' as const),
  })
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(policies, fc.integer({ min: 1, max: 2_000 }), random, (policy, retry, share) => {
      const ms = retryDelayMs({ ...laneDefaults.fast, ...policy }, retry, share)
      expect(Number.isInteger(ms)).toBe(true)
      expect(ms).toBeGreaterThanOrEqual(0)
      expect(ms).toBeLessThanOrEqual(policy.maxDelayMs)
    }),
  )
})

test('a retry before the first is a lost count', () => {
  expect(() => retryDelayMs(laneDefaults.fast, 0, 0)).toThrow(RangeError)
})
