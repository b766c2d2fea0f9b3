import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBucket } from './bucket'

const tenASecond = (level = 5) => createBucket({ ratePerMs: 0.01, capacity: 5, level, now: 0 })

test('it refills all the time, up to its capacity', () => {
  const bucket = tenASecond(0)
  expect(bucket.waitMs(0, 1)).toBe(100)
  expect(bucket.level(250)).toBeCloseTo(2.5)
  expect(bucket.level(10_000)).toBe(5)
})

test('a request larger than the bucket goes when that is full, and is paid for after', () => {
  const bucket = tenASecond(4)
  expect(bucket.waitMs(0, 20)).toBe(100)
  bucket.take(100, 20)
  expect(bucket.level(100)).toBe(-15)
  expect(bucket.waitMs(100, 1)).toBe(1_600)
})

test('a clock that goes back adds nothing and takes nothing', () => {
  const bucket = tenASecond(0)
  expect(bucket.level(100)).toBeCloseTo(1)
  expect(bucket.level(50)).toBeCloseTo(1)
  expect(bucket.level(200)).toBeCloseTo(2)
})

test('what never refills is no bucket', () => {
  expect(() => createBucket({ ratePerMs: 0, capacity: 1, level: 1, now: 0 })).toThrow(RangeError)
  expect(() => createBucket({ ratePerMs: Number.NaN, capacity: 1, level: 1, now: 0 })).toThrow(RangeError)
})

test('after the wait that it names it lets the request go, and not a millisecond before', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 10, noNaN: true }),
      fc.double({ min: 0.5, max: 1e6, noNaN: true }),
      fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      (ratePerMs, capacity, amount) => {
        const bucket = createBucket({ ratePerMs, capacity, level: 0, now: 0 })
        const waitMs = bucket.waitMs(0, amount)
        expect(Number.isFinite(waitMs)).toBe(true)
        if (waitMs >= 2) expect(bucket.waitMs(waitMs - 2, amount)).toBeGreaterThan(0)
        expect(bucket.waitMs(waitMs, amount)).toBeLessThanOrEqual(waitMs * 1e-9) // at most what floating point rounds
      },
    ),
  )
})
