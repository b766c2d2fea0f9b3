import type { DaySpend, LocalDay, NanoUsd } from '#shared/spend'

const dayMs = 86_400_000
/** Days that the pace is taken from, today left out; fewer with calls than `least` tell nothing. */
const paceDays = 7
const least = 3

const numberOf = (day: LocalDay): number => Date.parse(`${day}T00:00:00Z`)

/**
 * What this month will have cost, at the pace of the last seven full days. Null where the days that were read do not reach back to its first,
 * or too few of them had calls.
 * @param days in order, up to today
 */
export function monthAhead(days: readonly LocalDay[], spent: readonly DaySpend[]): NanoUsd | null {
  const today = days.at(-1)
  const first = today && `${today.slice(0, 7)}-01`
  if (!today || !first || !days.includes(first)) return null
  const of = (day: LocalDay) => spent.find((each) => each.day === day)
  const pace = days.slice(-paceDays - 1, -1).map((day) => of(day))
  if (pace.filter((each) => (each?.calls ?? 0) > 0).length < least) return null
  const sum = (all: readonly (DaySpend | undefined)[]) => all.reduce((total, each) => total + (each?.cost ?? 0), 0)
  const perDay = sum(pace) / pace.length
  const soFar = sum(days.filter((day) => day >= first).map(of))
  const restOfToday = Math.max(0, perDay - (of(today)?.cost ?? 0))
  return Math.round(soFar + restOfToday + perDay * daysAfter(today))
}

/** Days of its month that come after it. */
function daysAfter(day: LocalDay): number {
  const date = new Date(numberOf(day))
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  return (next - numberOf(day)) / dayMs - 1
}
