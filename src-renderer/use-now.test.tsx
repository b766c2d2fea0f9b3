import { act, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clock } from './clock'
import { countdownIn } from './format'
import { useElapsed, useRemaining } from './use-now'

const start = 1_700_000_000_000

beforeEach(() => {
  vi.useFakeTimers({ now: start })
  clock.set(null)
})
afterEach(() => void vi.useRealTimers())

function Wait({ until }: { readonly until: number }) {
  return <span>{countdownIn(useRemaining(until) ?? 0, 'due')}</span>
}
function Run({ since }: { readonly since: number }) {
  return <span>{useElapsed(since)}</span>
}

test('a countdown ends at the very instant that it counts to, and then has a word', () => {
  const { container } = render(<Wait until={start + 12_000} />)
  const seen = () => container.textContent
  expect(seen()).toBe('in 0:12')
  act(() => void vi.advanceTimersByTime(4_000))
  expect(seen()).toBe('in 0:08')
  act(() => void vi.advanceTimersByTime(7_400))
  expect(seen()).toBe('in 0.6 s')
  act(() => void vi.advanceTimersByTime(600))
  expect(seen()).toBe('due')
  act(() => void vi.advanceTimersByTime(60_000))
  expect(seen()).toBe('due')
})

test.each(['visibilitychange', 'focus'])('after sleep a countdown is right as soon as the window hears %s', (event) => {
  const { container } = render(<Wait until={start + 3_600_000} />)
  expect(container.textContent).toBe('in 1:00:00')
  vi.setSystemTime(start + 3_540_000) // the machine slept: no timer fired
  act(() => void (event === 'focus' ? window : document).dispatchEvent(new Event(event)))
  expect(container.textContent).toBe('in 1:00')
  vi.setSystemTime(start + 9_000_000)
  act(() => void (event === 'focus' ? window : document).dispatchEvent(new Event(event)))
  expect(container.textContent).toBe('due')
})

test('without any event a clock that slept is right at its next tick', () => {
  const { container } = render(<Wait until={start + 3_600_000} />)
  vi.setSystemTime(start + 3_590_000)
  act(() => void vi.advanceTimersByTime(1_000))
  expect(container.textContent).toBe('in 0:09')
})

test('a wall clock that was set back shows no negative time', () => {
  const { container } = render(<Run since={start - 5_000} />)
  expect(container.textContent).toBe('5000')
  vi.setSystemTime(start - 60_000)
  act(() => void window.dispatchEvent(new Event('focus')))
  expect(container.textContent).toBe('0')
})
