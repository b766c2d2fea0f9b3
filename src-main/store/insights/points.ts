import type { InsightRange, InsightStep } from '#shared/insights'
import type { LocalDays } from '#shared/local-day'
import type { EpochMs } from '#shared/task'

/** When the points of a view begin, oldest first, and when the last of them ends. */
export type Points = { readonly step: InsightStep; readonly at: readonly EpochMs[]; readonly to: EpochMs }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const longestByDay = 120
/** Ten years: a clock that once stood at 1970 must not make thousands of points. */
const mostWeeks = 522

const fixed: Readonly<Record<'hour' | 'day' | 'week', { step: InsightStep; stepMs: number; count: number }>> = {
  hour: { step: 'minute', stepMs: minuteMs, count: 60 },
  day: { step: 'quarter_hour', stepMs: 15 * minuteMs, count: 96 },
  week: { step: 'two_hours', stepMs: 2 * hourMs, count: 84 },
}

/**
 * The full step that a moment lies in, counted from midnight: in Kolkata hours begin at half past those of UTC, and rows of that long must
 * not lie in two days.
 */
export function stepStart(at: EpochMs, stepMs: number, days: LocalDays): EpochMs {
  const offset = days.startOf(at) % stepMs
  return at - ((at - offset) % stepMs)
}

/** The points of a range that ends now. @param first when the first thing happened, for `all`; null: nothing did */
export function pointsOf(range: InsightRange, now: EpochMs, days: LocalDays, first: EpochMs | null): Points {
  if (range === 'month') return back('day', 30, now, days)
  if (range === 'all') return since(first ?? now, now, days)
  const { step, stepMs, count } = fixed[range]
  const to = stepStart(now, stepMs, days) + stepMs
  return { step, to, at: Array.from({ length: count }, (_, n) => to - (count - n) * stepMs) }
}

/** As narrow as the time since then allows. */
function since(first: EpochMs, now: EpochMs, days: LocalDays): Points {
  for (const range of ['hour', 'day', 'week'] as const) {
    const points = pointsOf(range, now, days, null)
    if (first >= (points.at[0] ?? now)) return points
  }
  // Noon to noon, in days of whatever length.
  const count = Math.round((days.startOf(now) - days.startOf(first)) / dayMs) + 1
  if (count <= longestByDay) return back('day', Math.max(count, 30), now, days)
  return back('week', Math.min(Math.ceil(count / 7), mostWeeks), now, days)
}

/** So many days, or times of seven days, up to the end of this one. */
function back(step: 'day' | 'week', count: number, now: EpochMs, days: LocalDays): Points {
  const length = step === 'day' ? 1 : 7
  // Noon of a day some days ago, whatever clock changes lie between: days are 23 to 25 hours long.
  const before = (start: EpochMs, n: number) => days.startOf(start - n * dayMs + dayMs / 2)
  const at = [before(days.startOf(now), length - 1)]
  for (let start = at[0] ?? now; at.length < count; ) {
    // To tell a day's beginning is costly. Where no clock changes within four weeks, three of four need not be told.
    const four = before(start, 4 * length)
    const isEven = step === 'week' && four === start - 4 * length * dayMs
    const next = isEven ? [1, 2, 3, 4].map((n) => start - n * length * dayMs) : [before(start, length)]
    at.push(...next)
    start = next.at(-1) ?? start
  }
  return { step, to: days.endOf(now), at: at.slice(0, count).reverse() }
}

/** Which point a moment is of; -1 for one before the first. */
export function pointAt(at: readonly EpochMs[], moment: EpochMs): number {
  let [low, high] = [0, at.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) <= moment) low = middle + 1
    else high = middle
  }
  return low - 1
}
