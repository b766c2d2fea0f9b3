import fc from 'fast-check'
import { expect, test } from 'vitest'
import { costOf, estimateCost, formatUsd, mostItCanCost, savedByBatch, savedByCache } from './cost'
import { ModelPrices } from './model-info'

const prices = (rates: Partial<ModelPrices>) =>
  ModelPrices.parse({ input: null, cachedInput: null, cacheWrite: null, output: null, ...rates })
const mini = prices({ input: 0.15, cachedInput: 0.075, output: 0.6, batch: 0.5 })
const sonnet = prices({ input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15, batch: 0.5 })
const stepped = prices({
  ...{ input: 1.25, cachedInput: 0.125, output: 10 },
  steps: [{ above: 200_000, input: 2.5, cachedInput: 0.25, cacheWrite: null, output: 15 }],
})

test.each([
  ['input and output', mini, { tokensIn: 1_000, tokensOut: 500 }, 450_000],
  ['what came from the cache', mini, { tokensIn: 1_000, tokensOut: 0, cachedIn: 600 }, 105_000],
  ['a cache write at 1.25 of the input', sonnet, { tokensIn: 1_000, tokensOut: 0, cacheWrite: 1_000 }, 3_750_000],
  ['all three kinds', sonnet, { tokensIn: 3_000, tokensOut: 10, cachedIn: 1_000, cacheWrite: 1_000 }, 7_200_000],
  ['at the threshold, still the lower price', stepped, { tokensIn: 200_000, tokensOut: 1 }, 250_010_000],
  ['above it, all at the higher one', stepped, { tokensIn: 200_001, tokensOut: 1 }, 500_017_500],
  ['a millionth of a token’s price is rounded once', prices({ input: 0.0123 }), { tokensIn: 1, tokensOut: 0 }, 12],
  ['an embedding has no output', prices({ input: 0.02 }), { tokensIn: 8, tokensOut: null }, 160],
  ['more from the cache than there was', mini, { tokensIn: 10, tokensOut: 0, cachedIn: 99 }, 750],
  ['a free model', prices({ input: 0, output: 0 }), { tokensIn: 10, tokensOut: 10 }, 0],
])('cost: %s', (_what, of, usage, nano) => expect(costOf(usage, of)).toBe(nano))

test('half price through a batch API, and the full one where no factor is known', () => {
  expect(costOf({ tokensIn: 1_000, tokensOut: 500 }, mini, { batch: true })).toBe(225_000)
  expect(savedByBatch({ tokensIn: 1_000, tokensOut: 500 }, mini)).toBe(225_000)
  expect(costOf({ tokensIn: 10, tokensOut: 0 }, stepped, { batch: true })).toBe(12_500)
  expect(mostItCanCost({ inputTokens: 1_000, maxOutput: 500 }, mini, { batch: true })).toBe(225_000)
  expect(mostItCanCost({ inputTokens: 10, maxOutput: 0 }, stepped, { batch: true })).toBe(12_500)
})

test('what is not known is not free', () => {
  expect(costOf({ tokensIn: 1, tokensOut: 1 }, prices({ input: 1 }))).toBeNull()
  expect(costOf({ tokensIn: null, tokensOut: null }, mini)).toBeNull()
  expect(mostItCanCost({ inputTokens: 1, maxOutput: null }, mini)).toBeNull()
  expect(mostItCanCost({ inputTokens: 1, maxOutput: 1 }, prices({ output: 1 }))).toBeNull()
  expect(savedByCache({ tokensIn: 1, tokensOut: 1 }, prices({}))).toBeNull()
})

test('a cache that is read saves, one that is only written costs more', () => {
  expect(savedByCache({ tokensIn: 1_000, tokensOut: 7, cachedIn: 1_000 }, sonnet)).toBe(2_700_000)
  expect(savedByCache({ tokensIn: 1_000, tokensOut: 7, cacheWrite: 1_000 }, sonnet)).toBe(-750_000)
})

test('the most that a call can cost counts cache writes and the steps it may reach', () => {
  expect(mostItCanCost({ inputTokens: 1_000, maxOutput: 100 }, sonnet)).toBe(5_250_000)
  expect(mostItCanCost({ inputTokens: 300_000, maxOutput: 0 }, stepped)).toBe(750_000_000)
})

test.each([
  [0, '$0.00'],
  [1, 'under $0.0001'],
  [99_999, 'under $0.0001'],
  [100_000, '$0.0001'],
  [4_200_000, '$0.0042'],
  [12_345_678, '$0.012'],
  [50_000_000, '$0.05'],
  [123_456_789, '$0.12'],
  [999_600_000, '$1.00'],
  [12_300_000_000, '$12.30'],
  [1_234_567_891_234, '$1,234.57'],
  [-4_200_000, '-$0.0042'],
])('%d nano-dollars read %s', (nano, text) => expect(formatUsd(nano)).toBe(text))

const rate = fc.integer({ min: 0, max: 600_000_000 }).map((millionths) => millionths / 1_000_000)
/** Steps that only rise, as all known ones do. */
const anyPrices = fc
  .record({
    ...{ input: rate, cachedInput: fc.option(rate), cacheWrite: fc.option(rate), output: rate },
    batch: fc.option(fc.constantFrom(0.25, 0.5, 1)),
    steps: fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { maxLength: 3 }),
  })
  .map(({ steps, ...base }) => {
    const times = (value: number | null, by: number) => (value === null ? null : value * by)
    return ModelPrices.parse({
      ...base,
      steps: steps
        .toSorted((a, b) => a - b)
        .map((above, index) => ({
          above,
          input: base.input * (index + 2),
          cachedInput: times(base.cachedInput, index + 2),
          cacheWrite: times(base.cacheWrite, index + 2),
          output: base.output * (index + 2),
        })),
    })
  })
const count = fc.integer({ min: 0, max: 3_000_000 })
const anyUsage = fc.record({ tokensIn: count, tokensOut: count, cachedIn: count, cacheWrite: count })
const cost = (...args: Parameters<typeof costOf>) => costOf(...args) ?? Number.NaN

test('a cost is a whole number, never negative, and never more than what was put by for it', () => {
  fc.assert(
    fc.property(anyPrices, anyUsage, fc.boolean(), (of, usage, batch) => {
      const nano = cost(usage, of, { batch })
      expect(Number.isSafeInteger(nano)).toBe(true)
      expect(nano).toBeGreaterThanOrEqual(0)
      const most = mostItCanCost({ inputTokens: usage.tokensIn, maxOutput: usage.tokensOut }, of, { batch })
      expect(most).toBeGreaterThanOrEqual(nano)
    }),
  )
})

test('what the cache and the batch API saved is all that the same tokens would have cost without both', () => {
  fc.assert(
    fc.property(anyPrices, anyUsage, (of, usage) => {
      const without = cost({ tokensIn: usage.tokensIn, tokensOut: usage.tokensOut }, of)
      const saved = (savedByCache(usage, of) ?? Number.NaN) + (savedByBatch(usage, of) ?? Number.NaN)
      expect(cost(usage, of, { batch: true }) + saved).toBe(without)
    }),
  )
})

test('more tokens never cost less', () => {
  fc.assert(
    fc.property(anyPrices, count, count, count, count, (of, tokensIn, tokensOut, moreIn, moreOut) => {
      const less = cost({ tokensIn, tokensOut }, of)
      const more = cost({ tokensIn: tokensIn + moreIn, tokensOut: tokensOut + moreOut }, of)
      expect(more).toBeGreaterThanOrEqual(less)
      const put = { inputTokens: tokensIn, maxOutput: tokensOut }
      const putMore = { inputTokens: tokensIn + moreIn, maxOutput: tokensOut + moreOut }
      expect(mostItCanCost(putMore, of)).toBeGreaterThanOrEqual(mostItCanCost(put, of) ?? Number.NaN)
    }),
  )
})

test('it is what exact arithmetic says, to the nano-dollar, and what was saved is exactly the difference', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600_000_000 }), count, count, (millionths, tokensIn, tokensOut) => {
      const of = prices({ input: millionths / 1_000_000, output: 2, cachedInput: 0 })
      const exact = (BigInt(tokensIn) * BigInt(millionths) + BigInt(tokensOut) * 2_000_000n + 500n) / 1_000n
      expect(BigInt(cost({ tokensIn, tokensOut }, of))).toBe(exact)
      expect(estimateCost({ inputTokens: tokensIn, outputTokens: tokensOut }, of)).toBe(Number(exact))
      const usage = { tokensIn, tokensOut, cachedIn: tokensIn }
      expect(cost(usage, of) + (savedByCache(usage, of) ?? Number.NaN)).toBe(Number(exact))
    }),
  )
})
