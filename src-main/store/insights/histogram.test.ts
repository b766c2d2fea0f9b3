import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, decodeInto, encode, type Histogram, merge, newHistogram, percentiles, size } from './histogram'

const histogramOf = (times: readonly number[]): Histogram => {
  const made = newHistogram()
  for (const ms of times) count(made, ms)
  return made
}
const times = fc.array(fc.integer({ min: 1, max: 3_000_000_000 }), { maxLength: 200 })

test('a percentile is that of the times themselves, off by 4.4 % at most', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3_000_000_000 }), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1),
      (all, share) => {
        const sorted = [...all].sort((a, b) => a - b)
        const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
        const found = percentiles(histogramOf(all), [share]).at[0] ?? Number.NaN
        expect(Math.abs(found / exact - 1)).toBeLessThan(0.045)
      },
    ),
  )
})

test('several are read in one pass, each as if it were asked for alone', () => {
  fc.assert(
    fc.property(times, (all) => {
      const made = histogramOf(all)
      const shares = [0.1, 0.5, 0.5, 0.9, 0.99, 1]
      const alone = shares.flatMap((share) => percentiles(made, [share]).at)
      expect(percentiles(made, shares)).toEqual({ n: all.length, at: alone })
    }),
  )
})

test('histograms that were written, added and read again are those of all times together', () => {
  fc.assert(
    fc.property(times, times, times, (a, b, c) => {
      const bytes = [a, b, c].map((each) => encode(histogramOf(each)))
      const [first, second, third] = bytes
      if (!first || !second || !third) expect.fail()
      const together = encode(histogramOf([...a, ...b, ...c]))
      expect(merge(merge(first, second), third)).toEqual(together)
      expect(merge(first, merge(third, second))).toEqual(together)
      expect(size(decodeInto(newHistogram(), together))).toBe(a.length + b.length + c.length)
    }),
  )
})

test('counts beyond a byte, and beyond 32 bits, are kept', () => {
  const large = newHistogram()
  large.set([1, 127, 128, 300, 2 ** 40 + 5], 17)
  large[255] = 2 ** 32
  expect(decodeInto(newHistogram(), encode(large))).toEqual(large)
})

test('no time, one below zero and one of years have a bucket as well, and nothing has no percentile', () => {
  const odd = histogramOf([0, -5, 0.2, 1e15])
  expect(size(odd)).toBe(4)
  expect(percentiles(odd, [0.5]).at[0]).toBeCloseTo(1, 0)
  expect(percentiles(newHistogram(), [0.5])).toEqual({ n: 0, at: [] })
  expect(encode(newHistogram())).toHaveLength(0)
})

test('bytes of a damaged file give what can be read of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      for (const n of decodeInto(newHistogram(), bytes)) expect(n).toBeGreaterThanOrEqual(0)
    }),
  )
  const whole = encode(histogramOf([5, 5, 900]))
  expect(size(decodeInto(newHistogram(), whole.subarray(0, 3)))).toBe(2)
})
