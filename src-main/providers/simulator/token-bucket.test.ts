import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goDuration, RateLimits } from './rate-limits'
import { TokenBucket } from './token-bucket'

test('lets a burst through, then as many as it refills', () => {
  const bucket = new TokenBucket(2, 10, 0)
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 100])
  expect(bucket.take(50)).toBeCloseTo(50)
  expect(bucket.take(100)).toBe(0)
  expect(bucket.state(100)).toEqual({ limit: 2, remaining: 0, fullInMs: 200 })
})

test('counts as empty while it is closed, and then has what it would have had', () => {
  const bucket = new TokenBucket(2, 10, 0)
  bucket.closeUntil(6_000)
  expect(bucket.take(1_000)).toBe(5_000)
  expect(bucket.state(1_000)).toEqual({ limit: 2, remaining: 0, fullInMs: 5_000 })
  expect([bucket.take(6_000), bucket.take(6_000)]).toEqual([0, 0])
})

test('never lets more through than its capacity and what it refilled, and a wait it names is enough', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 50 }), steps, (capacity, refill, waits) => {
      const bucket = new TokenBucket(capacity, refill, 0)
      let now = 0
      let passed = 0
      for (const wait of waits) {
        now += wait
        const ms = bucket.take(now)
        if (ms > 0) {
          now += ms + 0.001 // what rounding may lack
          expect(bucket.take(now)).toBe(0)
        }
        passed += 1
        expect(passed).toBeLessThanOrEqual(capacity + (now / 1_000) * refill + 1e-6)
      }
    }),
  )
})

test('limits are per model or per account, and say how they stand in OpenAI’s headers', () => {
  let now = 0
  const limits = (scope: 'model' | 'account') => new RateLimits({ scope, capacity: 1, refillPerSecond: 1 }, () => now)
  const perModel = limits('model')
  expect([perModel.take('a', 5), perModel.take('b', 5), perModel.take('a', 5)]).toEqual([0, 0, 1_000])
  const perAccount = limits('account')
  expect([perAccount.take('a', 5), perAccount.take('b', 5)]).toEqual([0, 1_000])
  now = 250
  expect(perModel.headers('a')).toMatchObject({
    'x-ratelimit-limit-requests': '1',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '750ms',
  })
})

test.each([
  [0, '0ms'],
  [12, '12ms'],
  [1_000, '1s'],
  [17_500, '17.5s'],
  [360_000, '6m0s'],
])('%d ms is written as %s', (ms, expected) => {
  expect(goDuration(ms)).toBe(expected)
})
