import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from './clock'

beforeEach(() => void vi.useFakeTimers({ now: 10_000 }))
afterEach(() => void vi.useRealTimers())

test('listeners that ask for seconds hear once a second, even while others hear ten times', () => {
  const clock = createClock()
  const [coarse, fine] = [vi.fn(), vi.fn()]
  clock.subscribe(coarse, 1_000)
  clock.subscribe(fine, 100)
  vi.advanceTimersByTime(3_000)
  expect(coarse).toHaveBeenCalledTimes(3)
  expect(fine).toHaveBeenCalledTimes(30)
})

test('nobody listening, nothing ticks', () => {
  const clock = createClock()
  const stop = clock.subscribe(() => {}, 100)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('a clock that was set stands still', () => {
  const clock = createClock()
  const heard = vi.fn()
  clock.subscribe(heard, 1_000)
  clock.set(5_000)
  vi.advanceTimersByTime(10_000)
  expect(clock.now(1_000)).toBe(5_000)
  expect(heard).toHaveBeenCalledTimes(1)
})
