import type { InsightRange, InsightStep } from '#shared/insights'
import type { LocalDays } from '#shared/local-day'
import type { EpochMs } from '#shared/task'

/** When the points of a view begin, oldest first, and when the last of them ends. */
export type Points = { readonly step: InsightStep; readonly at: readonly EpochMs[]; readonly to: EpochMs }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const longestByDay = 120

const fixed: Readonly<Record<'hour' | 'day' | 'week', { step: InsightStep; stepMs: number; count: number }>> = {
  hour: { step: 'minute', stepMs: minuteMs, count: 60 },
  day: { step: 'quarter_hour', stepMs: 15 * minuteMs, count: 96 },
  week: { step: 'two_hours', stepMs: 2 * hourMs, count: 84 },
}

/** The points of a range that ends now. @param first when the first thing happened, for `all`; null: nothing did */
export function pointsOf(range: InsightRange, now: EpochMs, days: LocalDays, first: EpochMs | null): Points {
  if (range === 'month') return byDay(now, days, 30)
  if (range === 'all') return since(first ?? now, now, days)
  const { step, stepMs, count } = fixed[range]
  const to = now - (now % stepMs) + stepMs
  return { step, to, at: Array.from({ length: count }, (_, n) => to - (count - n) * stepMs) }
}

/** As narrow as the time since then allows. */
function since(first: EpochMs, now: EpochMs, days: LocalDays): Points {
  for (const range of ['hour', 'day', 'week'] as const) {
    const points = pointsOf(range, now, days, null)
    if (first >= (points.at[0] ?? now)) return points
  }
  // Noon to noon, in days of whatever length.
  const count = Math.round((days.startOf(now) - days.startOf(first)) / (24 * hourMs)) + 1
  if (count <= longestByDay) return byDay(now, days, Math.max(count, 30))
  const { at, to } = byDay(now, days, Math.ceil(count / 7) * 7)
  return { step: 'week', to, at: at.filter((_, n) => n % 7 === 0) }
}

function byDay(now: EpochMs, days: LocalDays, count: number): Points {
  const at: EpochMs[] = []
  const to = days.endOf(now)
  for (let start = days.startOf(now); at.length < count; start = days.startOf(start - 1)) at.push(start)
  return { step: 'day', to, at: at.reverse() }
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
