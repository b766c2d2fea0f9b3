import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWindow } from './window'

test('what was used counts for the length of the window', () => {
  const window = createWindow(1_000)
  window.add(0, 3)
  window.add(400, 2)
  expect(window.used(999)).toBe(5)
  expect(window.waitMs(500, 1, 5)).toBe(500)
  expect(window.waitMs(500, 4, 5)).toBe(900)
  expect(window.used(1_000)).toBe(2)
  expect(window.used(1_400)).toBe(0)
})

test('more than the whole limit goes into an empty window', () => {
  const window = createWindow(1_000)
  expect(window.waitMs(0, 9, 5)).toBe(0)
  window.add(0, 1)
  expect(window.waitMs(1, 9, 5)).toBe(999)
})

test('a correction counts where the use was, and not once that has left', () => {
  const window = createWindow(1_000)
  window.add(0, 10)
  window.add(500, 10)
  window.adjust(0, -8)
  expect(window.used(600)).toBe(12)
  window.adjust(500, 5)
  expect(window.used(1_000)).toBe(15)
  window.adjust(0, -8)
  expect(window.used(1_000)).toBe(15)
})

test('who waits as long as it says never exceeds the limit, wherever the window is laid', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 4 })), { maxLength: 80 }),
      (steps) => {
        const [limit, windowMs] = [6, 1_000]
        const window = createWindow(windowMs)
        const used: [number, number][] = []
        let now = 0
        for (const [gap, amount] of steps) {
          now += gap
          now += window.waitMs(now, amount, limit)
          expect(window.waitMs(now, amount, limit)).toBe(0)
          window.add(now, amount)
          used.push([now, amount])
        }
        for (const [end] of used) {
          const sum = used.reduce((total, [at, n]) => (at > end - windowMs && at <= end ? total + n : total), 0)
          expect(sum).toBeLessThanOrEqual(limit)
        }
      },
    ),
  )
})
