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

test('after sleep, or out of sight, countdowns are right at once and not at the next tick', () => {
  let now = 10_000
  const clock = createClock(() => now)
  const [coarse, fine] = [vi.fn(), vi.fn()]
  clock.subscribe(coarse, 1_000)
  const stop = clock.subscribe(fine, 100)
  now += 3_600_000 // no timer fired meanwhile
  clock.wake()
  expect([coarse.mock.calls.length, fine.mock.calls.length]).toEqual([1, 1])
  expect([clock.now(1_000), clock.now(100)]).toEqual([3_610_000, 3_610_000])
  stop()
  clock.set(5)
  clock.wake()
  expect(clock.now(100)).toBe(5)
})

test('a timer that was held back does not lose seconds: each tick reads the time anew', () => {
  let now = 10_000
  const clock = createClock(() => now)
  clock.subscribe(() => {}, 1_000)
  now += 61_000 // one tick a minute is all that a window out of sight gets
  vi.advanceTimersByTime(1_000)
  expect(clock.now(1_000)).toBe(71_000)
})
