import { expect, test } from 'vitest'
import { busyTasks } from '../../preview/tasks'
import { glyphOf, triesOf } from './row-state'

const task = (id: number) => {
  const found = busyTasks.find((each) => each.id === id)
  if (!found) throw new Error(`no task ${id}`)
  return found
}

test.each([
  [142, 2, '3/3'], // four attempts, one of them rate-limited
  [1653, 3, '1/4'],
  [9130, 3, '–/4'], // sent back twice by the gate
  [1640, 3, '–/4'],
])('task %i with %i retries is at try %s: what a rate limit sent back does not count', (id, retries, words) =>
  expect(triesOf(task(id), retries).words).toBe(words),
)

test('a policy that was lowered since does not unmake tries', () => expect(triesOf(task(142), 0).words).toBe('3/3'))

test('a pause by a person is told before a run window, that before a gate, and only of what is in line', () => {
  const queued = { kind: 'queued' } as const
  expect(glyphOf(queued, { held: false })).toBe('queued')
  expect(glyphOf(queued, { held: true })).toBe('held')
  expect(glyphOf(queued, { held: true, shut: true })).toBe('shut')
  expect(glyphOf(queued, { held: true, paused: true, shut: true })).toBe('paused')
  expect(glyphOf({ kind: 'waiting' }, { held: true, paused: true, shut: true })).toBe('waiting')
})
