import { expect, test } from 'vitest'
import { localDays } from '#shared/local-day'
import { pointAt, pointsOf } from './points'

const days = localDays(() => 'Europe/Berlin')
const now = Date.parse('2026-03-31T10:07:31Z') // the clocks went forward on the 29th
const at = (iso: string) => Date.parse(iso)

test.each([
  ['hour', 'minute', 60, '2026-03-31T09:08:00Z', '2026-03-31T10:08:00Z'],
  ['day', 'quarter_hour', 96, '2026-03-30T10:15:00Z', '2026-03-31T10:15:00Z'],
  ['week', 'two_hours', 84, '2026-03-24T12:00:00Z', '2026-03-31T12:00:00Z'],
  ['month', 'day', 30, '2026-03-01T23:00:00Z', '2026-03-31T22:00:00Z'],
] as const)('the last %s is told by %s, up to now', (range, step, count, from, to) => {
  const points = pointsOf(range, now, days, null)
  expect(points.step).toBe(step)
  expect(points.at).toHaveLength(count)
  expect(points.at[0]).toBe(at(from))
  expect(points.to).toBe(at(to))
})

test('days begin at midnight, also where one has 23 hours', () => {
  const { at: begins } = pointsOf('month', now, days, null)
  const lengths = begins.slice(1).map((start, n) => (start - (begins[n] ?? 0)) / 3_600_000)
  expect(lengths.filter((hours) => hours !== 24)).toEqual([23])
  for (const start of begins) expect(days.startOf(start)).toBe(start)
})

test.each([
  ['a minute ago', now - 60_000, 'minute'],
  ['some hours ago', now - 5 * 3_600_000, 'quarter_hour'],
  ['some days ago', now - 4 * 86_400_000, 'two_hours'],
  ['some weeks ago', now - 40 * 86_400_000, 'day'],
  ['a year ago', now - 400 * 86_400_000, 'week'],
])('all of what began %s is told as narrowly as it fits', (_when, first, step) => {
  const points = pointsOf('all', now, days, first)
  expect(points.step).toBe(step)
  expect(points.at[0]).toBeLessThanOrEqual(first)
  expect(points.to).toBeGreaterThan(now)
  expect(points.at.length).toBeLessThanOrEqual(120)
})

test('hours are counted from midnight, also where that is half an hour beside those of UTC', () => {
  const kolkata = localDays(() => 'Asia/Kolkata')
  const { at: begins, to } = pointsOf('week', now, kolkata, null)
  expect(to).toBe(at('2026-03-31T10:30:00Z')) // four o'clock
  for (const start of begins) expect((start - kolkata.startOf(start)) % 7_200_000).toBe(0)
})

test('a clock that once stood at 1970 does not make thousands of points', () => {
  const { at: begins, step } = pointsOf('all', now, days, 0)
  expect(step).toBe('week')
  expect(begins.length).toBeLessThanOrEqual(522)
  for (const start of begins) expect(days.startOf(start)).toBe(start)
})

test('weeks begin at midnight as well, whenever clocks change between them', () => {
  for (const zone of ['Europe/Berlin', 'Africa/Casablanca', 'Australia/Lord_Howe', 'UTC']) {
    const its = localDays(() => zone)
    const { at: begins, step } = pointsOf('all', now, its, now - 3 * 365 * 86_400_000)
    expect(step).toBe('week')
    expect(begins.filter((start) => its.startOf(start) !== start)).toEqual([])
    for (const [n, start] of begins.entries())
      if (n > 0) expect(Math.round((start - (begins[n - 1] ?? 0)) / 86_400_000)).toBe(7)
  }
})

test('each moment belongs to the point that it lies in', () => {
  const begins = [10, 20, 40]
  expect([9, 10, 19, 20, 39, 40, 999].map((moment) => pointAt(begins, moment))).toEqual([-1, 0, 0, 1, 1, 2, 2])
})
