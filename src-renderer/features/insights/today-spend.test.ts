import { expect, test } from 'vitest'
import type { Insights } from '#shared/insights'
import { todaySpend, usedUpAt } from './today-spend'

const quarterMs = 15 * 60_000
const now = new Date(2026, 5, 10, 14, 37).getTime()
const midnight = new Date(2026, 5, 10).getTime()
const moving = { until: Number.POSITIVE_INFINITY, isMoving: true }

/** The last 24 hours, with a cost of Fast and of Heavy in each quarter from one time of today on. */
function insights(fromHour: number, fast: number, heavy = 0): Insights {
  const to = now - (now % quarterMs) + quarterMs
  const at = Array.from({ length: 96 }, (_, n) => to - (96 - n) * quarterMs)
  const cost = (each: number) => at.map((moment) => (moment >= midnight + fromHour * 3_600_000 ? each : 0))
  const none = at.map(() => 0)
  const lane = (each: number) => ({
    ...{ answered: none, rateLimited: none, failed: none, dead: none, tokensIn: none, tokensOut: none },
    cost: cost(each),
  })
  return { at, lanes: { fast: lane(fast), heavy: lane(heavy) } } as unknown as Insights
}

test('the day is told from midnight to midnight, and nothing of yesterday is in it', () => {
  const { at, fast, heavy, newest, spent } = todaySpend(insights(-24, 1_000, 10), now, moving)
  expect([at[0], at.length]).toEqual([midnight, 96])
  expect(at[newest]).toBe(midnight + 58 * quarterMs)
  expect([fast[0], heavy[0], fast[newest], fast[newest + 1]]).toEqual([1_000, 10, 59_000, null])
  expect(spent).toBe(59 * 1_010)
})

test('it goes on at the rate of the last hour, to midnight or until everything is done', () => {
  const toMidnight = todaySpend(insights(0, 1_000), now, moving)
  // 13:45 to 14:37 at 1,000 a quarter, the last of them as dear as a whole one.
  const perMs = 4_000 / (52 * 60_000)
  expect(toMidnight.forecast?.perMs).toBeCloseTo(perMs, 12)
  expect(toMidnight.forecast).toMatchObject({ at: midnight + 86_400_000, isClear: false, index: 95 })
  expect(toMidnight.forecast?.total).toBe(Math.round(59_000 + perMs * (midnight + 86_400_000 - now)))
  const until = now + 2 * 3_600_000
  const untilClear = todaySpend(insights(0, 1_000), now, { until, isMoving: true })
  expect(untilClear.forecast).toMatchObject({ at: until, isClear: true })
  const { values = [], index = 0 } = untilClear.forecast ?? {}
  expect([values[untilClear.newest - 1], values[untilClear.newest], values[index], values[index + 1]]).toEqual([
    ...[null, 59_000, untilClear.forecast?.total, null],
  ])
})

test('work that has just begun, that stands still or that costs nothing has no forecast', () => {
  expect(todaySpend(insights(14.5, 1_000), now, moving).forecast).not.toBeNull() // seven minutes
  expect(todaySpend(insights(14.5, 1_000), now - 3 * 60_000, moving).forecast).toBeNull()
  expect(todaySpend(insights(0, 1_000), now, { ...moving, isMoving: false }).forecast).toBeNull()
  expect(todaySpend(insights(0, 0), now, moving).forecast).toBeNull()
  expect(todaySpend(insights(0, 1_000), now, { until: now + 60_000, isMoving: true }).forecast).toBeNull()
})

test('a budget is used up when the line meets it, and not where it does not', () => {
  const today = todaySpend(insights(0, 1_000), now, moving)
  const perMs = today.forecast?.perMs ?? 0
  expect(usedUpAt(today, { budget: 60_500, unanswered: 500 })).toBeCloseTo(now + 1_000 / perMs, 0)
  expect(usedUpAt(today, { budget: 1_000_000, unanswered: 0 })).toBeNull()
  expect(usedUpAt(today, { budget: 50_000, unanswered: 0 })).toBeNull() // it is used up already
  expect(usedUpAt(today, null)).toBeNull()
})
