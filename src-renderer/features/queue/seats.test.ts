import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { seatTasks } from './seats'

const ids = (...numbers: number[]) => numbers as TaskId[]

test('a task that runs on keeps its slot when another one ends', () => {
  const first = seatTasks([], ids(1, 2, 3), 5)
  expect(first).toEqual([1, 2, 3, null, null])
  expect(seatTasks(first, ids(3, 4), 5)).toEqual([4, null, 3, null, null])
})

test('every running task has exactly one slot, whatever was before', () => {
  const running = fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 8 })
  fc.assert(
    fc.property(running, running, fc.integer({ min: 1, max: 6 }), (before, now, concurrency) => {
      const seats = seatTasks(seatTasks([], ids(...before), concurrency), ids(...now), concurrency)
      expect(seats.filter((id) => id !== null).toSorted()).toEqual(now.toSorted())
      expect(seats).toHaveLength(Math.max(concurrency, now.length))
    }),
  )
})
