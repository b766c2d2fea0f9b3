import { expect, test } from 'vitest'
import { type DaySpend, noSpend } from '#shared/spend'
import { monthAhead } from './month-ahead'
import { daysUntil } from './use-spend'

const spend = (day: string, cost: number): DaySpend => ({ ...noSpend, day, calls: 1, cost })

test('a month goes on at the pace of its last seven full days', () => {
  const days = daysUntil('2026-11-23', 30)
  const spent = days.map((day) => spend(day, 100))
  expect(monthAhead(days, spent)).toBe(3_000) // thirty days, whatever October cost
})

test('today counts as what it is once it is above the pace', () => {
  const days = daysUntil('2026-11-23', 30)
  const spent = days.map((day) => spend(day, day === '2026-11-23' ? 500 : 100))
  expect(monthAhead(days, spent)).toBe(22 * 100 + 500 + 7 * 100)
})

test('the last day of a month has nothing after it', () => {
  const days = daysUntil('2026-02-28', 30)
  expect(
    monthAhead(
      days,
      days.map((day) => spend(day, 10)),
    ),
  ).toBe(280)
})

test('too few days, or ones that do not reach back to the first, tell nothing', () => {
  const days = daysUntil('2026-11-23', 30)
  expect(monthAhead(days, [spend('2026-11-22', 100), spend('2026-11-21', 100)])).toBeNull()
  const late = daysUntil('2026-12-31', 30) // from the 2nd on
  expect(
    monthAhead(
      late,
      late.map((day) => spend(day, 1)),
    ),
  ).toBeNull()
  expect(monthAhead([], [])).toBeNull()
})
