import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWake, lingerMs } from './wake'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const held = new Set<number>()
  let last = 0
  const wake = createWake({
    start() {
      held.add(++last)
      return last
    },
    stop: (id) => held.delete(id),
  })
  return { ...wake, held }
}

test('the computer is kept awake once while tasks run, and let go when none is left', () => {
  const { look, held } = setup()
  look({ running: 0, waiting: 40 }, true)
  expect(held.size).toBe(0) // nothing has begun
  look({ running: 2, waiting: 38 }, true)
  look({ running: 5, waiting: 20 }, true)
  expect(held.size).toBe(1)
  look({ running: 0, waiting: 0 }, true)
  expect(held.size).toBe(0)
})

test('a wait of minutes does not let it fall asleep, one of hours does', () => {
  const { look, held } = setup()
  look({ running: 1, waiting: 9 }, true)
  look({ running: 0, waiting: 9 }, true)
  vi.advanceTimersByTime(lingerMs - 1)
  expect(held.size).toBe(1)
  look({ running: 1, waiting: 8 }, true) // it goes on
  vi.advanceTimersByTime(2 * lingerMs)
  expect(held.size).toBe(1)
  look({ running: 0, waiting: 8 }, true)
  look({ running: 0, waiting: 8 }, true)
  vi.advanceTimersByTime(lingerMs)
  expect(held.size).toBe(0)
})

test('who does not want it is heard at once, and at its end the app lets go', () => {
  const { look, held, end } = setup()
  look({ running: 1, waiting: 0 }, true)
  look({ running: 1, waiting: 0 }, false)
  expect(held.size).toBe(0)
  look({ running: 1, waiting: 0 }, true)
  end()
  expect(held.size).toBe(0)
  vi.advanceTimersByTime(2 * lingerMs)
  expect(held.size).toBe(0)
})
