import { afterEach, expect, test, vi } from 'vitest'
import { until } from './until'

afterEach(() => vi.useRealTimers())

test('once it is over nothing is asked any more, also when a commit was to be looked at just then', async () => {
  vi.useFakeTimers()
  let news = () => {}
  const store = {
    onNews(listener: () => void) {
      news = listener
      return () => {}
    },
    failed() {},
  }
  let asked = 0
  let over = false
  const ended = until(
    store,
    () => {
      asked++
      return over
    },
    new AbortController().signal,
    100,
  )
  vi.advanceTimersByTime(950)
  news() // it would be looked at after the tick
  over = true
  vi.advanceTimersByTime(60)
  await ended
  expect(asked).toBe(2)
  vi.advanceTimersByTime(10_000)
  expect(asked).toBe(2)
})
