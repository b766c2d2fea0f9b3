import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCoalescer, everyMs, gatherMs } from './coalesce'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

function setup() {
  const told: [string, number[]][] = []
  const world = { takes: true }
  const { add, forget } = createCoalescer<number>({
    now: Date.now,
    tell(kind, gathered) {
      told.push([kind, [...gathered]])
      return world.takes
    },
  })
  return { add, forget, told, world }
}

test('what happens at once is told together', () => {
  const { add, told } = setup()
  for (const n of [1, 2, 3]) add('dead', n)
  vi.advanceTimersByTime(gatherMs)
  expect(told).toEqual([['dead', [1, 2, 3]]])
})

test('a storm of an hour is told once a minute, and nothing of it is left out', () => {
  const { add, told } = setup()
  for (let second = 0; second < 3_600; second += 1) {
    for (let n = 0; n < 10; n += 1) add('dead', second)
    vi.advanceTimersByTime(1_000)
  }
  vi.advanceTimersByTime(everyMs)
  expect(told.length).toBeLessThanOrEqual(61)
  expect(told.length).toBeGreaterThan(50)
  expect(told.flatMap(([, gathered]) => gathered)).toHaveLength(36_000)
})

test('each kind has a minute of its own', () => {
  const { add, told } = setup()
  add('dead', 1)
  vi.advanceTimersByTime(gatherMs)
  add('done', 2)
  add('dead', 3)
  vi.advanceTimersByTime(gatherMs)
  expect(told.map(([kind]) => kind)).toEqual(['dead', 'done'])
  vi.advanceTimersByTime(everyMs)
  expect(told.at(-1)).toEqual(['dead', [3]])
})

test('what was not told after all makes the next wait no longer', () => {
  const { add, told, world } = setup()
  world.takes = false
  add('done', 1)
  vi.advanceTimersByTime(gatherMs)
  add('done', 2)
  vi.advanceTimersByTime(gatherMs)
  expect(told).toHaveLength(2)
})

test('what a person has looked at meanwhile is not told', () => {
  const { add, forget, told } = setup()
  add('dead', 1)
  forget()
  vi.advanceTimersByTime(everyMs)
  expect(told).toEqual([])
  add('dead', 2)
  vi.advanceTimersByTime(gatherMs)
  expect(told).toEqual([['dead', [2]]])
})

test('a clock that was set back keeps nothing back for longer than a minute', () => {
  const { add, told } = setup()
  add('dead', 1)
  vi.advanceTimersByTime(gatherMs)
  vi.setSystemTime(0)
  add('dead', 2)
  vi.advanceTimersByTime(everyMs)
  expect(told).toHaveLength(2)
})
