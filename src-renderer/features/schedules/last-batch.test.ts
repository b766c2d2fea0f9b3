import { expect, test } from 'vitest'
import { type Counts, emptyCounts } from '#shared/batch'
import { machineZone } from '#shared/zoned-time'
import { outcomeOf } from './last-batch'
import { nextWords, untilWords } from './next-words'

const of = (counts: Partial<Counts>) => outcomeOf({ ...emptyCounts, ...counts })

test('an outcome says how far it is, and letters before all else', () => {
  expect(of({ succeeded: 3, queued: 2, running: 1 })).toEqual({ kind: 'running', words: '3 of 6 done' })
  expect(of({ succeeded: 3, queued: 2, dead: 1 })).toEqual({ kind: 'dead', words: '4 of 6 done, 1 dead letter' })
  expect(of({ succeeded: 12 })).toEqual({ kind: 'done', words: '12 done' })
  expect(of({ succeeded: 10, dead: 2 })).toEqual({ kind: 'dead', words: '10 done, 2 dead letters' })
  expect(of({ dead: 2 })).toEqual({ kind: 'dead', words: '2 dead letters' })
  expect(of({ cancelled: 4 })).toEqual({ kind: 'cancelled', words: '4 cancelled' })
  expect(of({ succeeded: 1, cancelled: 4 })).toEqual({ kind: 'done', words: '1 done, 4 cancelled' })
})

test('a countdown counts seconds in the last hour only', () => {
  expect(untilWords(0)).toBe('due now')
  expect(untilWords(23_000)).toBe('in 0:23')
  expect(untilWords(7 * 3_600_000 + 28 * 60_000)).toBe('in 7 h 28 m')
  expect(untilWords(9 * 86_400_000)).toBe('in 9 days')
})

test('a firing in another zone says what the clock here shows then', () => {
  const now = Date.parse('2026-11-24T12:00Z')
  const at = Date.parse('2026-11-24T20:00Z')
  expect(nextWords(at, now, machineZone()).here).toBeNull()
  const other = machineZone() === 'Asia/Tokyo' ? 'UTC' : 'Asia/Tokyo'
  expect(nextWords(at, now, other).here).toMatch(/ here$/)
})
