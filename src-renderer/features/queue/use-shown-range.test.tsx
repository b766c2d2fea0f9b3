import { renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useShownRange } from './use-shown-range'

const asked = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  asked.mockClear()
})
afterEach(() => vi.useRealTimers())

const shown = () => renderHook(({ first }) => useShownRange(first, first + 40, asked), { initialProps: { first: 0 } })

test('scrolling asks for each range, and a single jump at once', () => {
  const { rerender } = shown()
  for (const first of [10, 20, 30]) rerender({ first })
  vi.advanceTimersByTime(1_000)
  rerender({ first: 90_000 })
  expect(asked.mock.calls).toEqual([0, 10, 20, 30, 90_000].map((first) => [first, first + 40]))
})

test('while the list flies by nothing is asked for; where it comes to rest is', () => {
  const { rerender } = shown()
  asked.mockClear()
  for (let first = 100; first <= 2_000; first += 100) {
    vi.advanceTimersByTime(16)
    rerender({ first })
  }
  expect(asked).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(asked.mock.calls).toEqual([[2_000, 2_040]])
})
