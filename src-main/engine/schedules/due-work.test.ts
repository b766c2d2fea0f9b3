import { expect, test } from 'vitest'
import { retryMs, scheduleWork } from './due-work'
import type { Fired } from './schedules'

const due = 1_000_000
function setup() {
  const clock = { now: due }
  const seen: string[] = []
  const answer: { fired: Fired[] | Error } = { fired: [] }
  const work = scheduleWork(
    {
      nextDueAt: () => due,
      fireDue: async () => {
        if (answer.fired instanceof Error) throw answer.fired
        return answer.fired
      },
    },
    {
      now: () => clock.now,
      wake: () => seen.push('wake'),
      onFired: (fired) => seen.push(`fired ${fired.length}`),
      onTrouble: () => seen.push('trouble'),
    },
  )
  return { clock, seen, answer, work }
}
const fired = { id: 1, name: 'Nightly', batchId: 1, dueAt: due, standsFor: 0 } as Fired

test('what fired wakes the lanes and is told', async () => {
  const { work, seen, answer } = setup()
  answer.fired = [fired]
  await work.run(due)
  expect(seen).toEqual(['wake', 'fired 1'])
  answer.fired = []
  await work.run(due)
  expect(seen).toHaveLength(2)
})

test('a store that takes nothing is asked again later, and not in a circle', async () => {
  const { work, seen, answer, clock } = setup()
  answer.fired = new Error('The disk is full.')
  await work.run(due)
  expect(seen).toEqual(['wake', 'trouble'])
  expect(work.nextDueAt()).toBe(due + retryMs)
  clock.now = due - 60_000 // the clock is set back: no longer wait for that
  expect(work.nextDueAt()).toBe(due)
  clock.now = due + retryMs
  answer.fired = [fired]
  await work.run(clock.now)
  expect(work.nextDueAt()).toBe(due)
})
