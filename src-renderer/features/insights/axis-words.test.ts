import { expect, test } from 'vitest'
import { axisCount, axisUsd, timeUnit } from './axis-words'
import { latencyText } from './insight-words'
import { scaleOf } from './scale'

test.each([
  [0, '0'],
  [9_000, '9,000'],
  [20_000, '20k'],
  [2_500_000, '2.5M'],
  [40_000_000_000, '40B'],
])('%d is %s', (count, text) => expect(axisCount(count)).toBe(text))

test.each([
  [25_000_000_000, '$25'],
  [2_500_000_000, '$2.50'],
  [500_000_000, '$0.50'],
  [10_000_000, '$0.01'],
  [5_000_000, '$0.005'],
  [100_000, '$0.0001'],
  [20_000_000_000_000, '$20k'],
])('%d nano-dollars are %s', (nano, text) => expect(axisUsd(nano)).toBe(text))

test('whatever is the most, what stands beside a scale is short', () => {
  for (let power = 0; power < 15; power++)
    for (const figure of [1, 1.7, 3.3, 6, 9.9]) {
      const most = figure * 10 ** power
      for (const count of [1, 3, 4]) {
        for (const value of scaleOf(most, count).lines)
          expect(power < 12 ? axisCount(value).length : 0).toBeLessThanOrEqual(6)
        for (const value of scaleOf(most, count, 100_000).lines) expect(axisUsd(value).length).toBeLessThanOrEqual(7)
      }
    }
  for (let ms = 1; ms < 4 * 86_400_000; ms *= 1.7)
    for (const value of scaleOf(ms / timeUnit(ms), 3).lines)
      expect(latencyText(value * timeUnit(ms)).length).toBeLessThanOrEqual(8)
})
