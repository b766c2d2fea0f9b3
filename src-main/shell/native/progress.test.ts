import { expect, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { aStanding } from './a-standing'
import { createHappenings } from './happenings'
import { looksTheSame, progressOf } from './progress'

const fromNothing = () => ({ answered: 0, dead: 0, cancelled: 0 })

test('without work in hand there is no bar', () => {
  expect(progressOf(aStanding(), fromNothing)).toBeNull()
  expect(progressOf(aStanding({ 1: { answered: 10, dead: 2 }, 2: { scheduled: 5 } }), fromNothing)).toBeNull()
})

test('all that work count together, by their tasks; those that are done do not', () => {
  const standing = aStanding({
    1: { moving: 20, answered: 70, dead: 5, cancelled: 5 },
    2: { moving: 100 },
    3: { answered: 900 },
  })
  expect(progressOf(standing, fromNothing)).toEqual({ done: 0.4, mode: 'normal' })
})

test('while everything is paused the bar says so', () => {
  const still = [{ kind: 'all' }] as const
  expect(progressOf(aStanding({ 1: { moving: 1, answered: 1 } }, { still }), fromNothing)).toEqual({
    done: 0.5,
    mode: 'paused',
  })
})

test('of the standing batch only what was written since it last stood still counts', () => {
  const { look, before } = createHappenings()
  const composeId = 1 as BatchId
  look(aStanding({ 1: { answered: 10_000 } }, { composeId }))
  const next = aStanding({ 1: { answered: 10_001, moving: 3 } }, { composeId })
  look(next)
  expect(progressOf(next, (id) => before(id, next))).toEqual({ done: 0.25, mode: 'normal' })
})

test('the system is told of what can be seen', () => {
  const at = (done: number) => ({ done, mode: 'normal' }) as const
  expect(looksTheSame(null, null)).toBe(true)
  expect(looksTheSame(null, at(0))).toBe(false)
  expect(looksTheSame(at(0.5), at(0.502))).toBe(true)
  expect(looksTheSame(at(0.5), at(0.51))).toBe(false)
  expect(looksTheSame(at(0.5), { done: 0.5, mode: 'paused' })).toBe(false)
})
