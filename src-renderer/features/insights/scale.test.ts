import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logScale, scaleOf, ticksOf } from './scale'

test.each([
  [103, 3, [50, 100, 150]],
  [118, 3, [50, 100, 150]],
  [120, 3, [50, 100, 150]],
  [3, 3, [1, 2, 3]],
  [1, 3, [1]],
  [0, 3, [1]],
  [7, 1, [10]],
])('up to %i in about %i lines', (most, count, lines) => {
  expect(scaleOf(most, count).lines).toEqual(lines)
})

test('whatever there is fits on the scale, whose lines are whole where it counts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 1, max: 5 }), (most, count) => {
      const { top, lines } = scaleOf(most, count)
      expect(top).toBeGreaterThanOrEqual(most)
      expect(lines.at(-1)).toBe(top)
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, count))
      for (const line of lines) expect(Number.isInteger(line)).toBe(true)
    }),
  )
})

test('a logarithmic scale has all times on it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), (a, b) => {
      const scale = logScale(Math.min(a, b), Math.max(a, b))
      for (const ms of [a, b]) {
        expect(scale.at(ms)).toBeGreaterThanOrEqual(0)
        expect(scale.at(ms)).toBeLessThanOrEqual(1)
      }
    }),
  )
  expect(logScale(900, 14_000).lines).toEqual([300, 1_000, 3_000, 10_000, 30_000])
})

test('times are written at round ones, and no more of them than there is room for', () => {
  const first = new Date(2026, 10, 23, 12, 4).getTime()
  const minutes = Array.from({ length: 60 }, (_, n) => first + n * 60_000)
  expect(ticksOf(minutes, 'minute', 6).map((index) => new Date(minutes[index] ?? 0).getMinutes())).toEqual([
    ...[10, 20, 30, 40, 50, 0],
  ])
  expect(ticksOf(minutes, 'minute', 2)).toHaveLength(2)
  const days = Array.from({ length: 30 }, (_, n) => new Date(2026, 10, 1 + n).getTime())
  for (const most of [1, 3, 8]) {
    expect(ticksOf(days, 'day', most).length).toBeLessThanOrEqual(most + 1)
    expect(ticksOf(days, 'day', most).length).toBeGreaterThan(0)
  }
})
