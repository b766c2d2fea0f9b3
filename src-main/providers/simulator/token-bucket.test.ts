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
  const rate = { capacity: 1, refillPerSecond: 1, tokens: null, hints: true }
  const limits = (scope: 'model' | 'account') => new RateLimits({ ...rate, scope }, () => now)
  const perModel = limits('model')
  const wait = (from: RateLimits, model: string) => from.take(model, 5).waitMs
  expect([wait(perModel, 'a'), wait(perModel, 'b'), wait(perModel, 'a')]).toEqual([0, 0, 1_000])
  const perAccount = limits('account')
  expect([wait(perAccount, 'a'), wait(perAccount, 'b')]).toEqual([0, 1_000])
  now = 250
  expect(perModel.headers('a')).toMatchObject({
    'x-ratelimit-limit-requests': '1',
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '750ms',
  })
})

test('a limit on tokens refuses what is too long for what is left, and takes nothing for it', () => {
  let now = 0
  const tokens = { capacity: 100, refillPerSecond: 10 }
  const rate = { scope: 'model', capacity: 2, refillPerSecond: 1, tokens, hints: true } as const
  const limits = new RateLimits(rate, () => now)
  expect(limits.take('a', 90)).toMatchObject({ waitMs: 0 })
  expect(limits.take('a', 30)).toEqual({ waitMs: 2_000, lacks: 'tokens' })
  expect(limits.headers('a')).toMatchObject({
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-limit-tokens': '100',
    'x-ratelimit-remaining-tokens': '10',
    'x-ratelimit-reset-tokens': '9s',
  })
  now = 2_000
  expect(limits.take('a', 30).waitMs).toBe(0)
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
