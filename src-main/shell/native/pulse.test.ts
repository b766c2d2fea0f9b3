import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPulse, pulseMs } from './pulse'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const seen: number[] = []
  const failures: unknown[] = []
  const world = { value: 0, broken: false }
  const pulse = createPulse({
    read() {
      if (world.broken) throw new Error('the disk')
      return world.value
    },
    seen: (value) => seen.push(value),
    failed: (error) => failures.push(error),
  })
  return { ...pulse, seen, failures, world }
}

test('many changes are one look a second, at what is true then', () => {
  const { dirty, seen, world } = setup()
  for (let n = 1; n <= 500; n += 1) {
    world.value = n
    dirty()
    vi.advanceTimersByTime(10)
  }
  vi.runAllTimers()
  expect(seen.length).toBeLessThanOrEqual(6)
  expect(seen.at(-1)).toBe(500)
})

test('a look that fails is told, and the next change looks again', () => {
  const { dirty, seen, failures, world } = setup()
  world.broken = true
  dirty()
  vi.advanceTimersByTime(pulseMs)
  world.broken = false
  dirty()
  vi.advanceTimersByTime(pulseMs)
  expect([seen, failures.length]).toEqual([[0], 1])
})

test('stopped, it looks no more', () => {
  const { dirty, beat, stop, seen } = setup()
  dirty()
  stop()
  beat()
  dirty()
  vi.runAllTimers()
  expect(seen).toEqual([])
})
