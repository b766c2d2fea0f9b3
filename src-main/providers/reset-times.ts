import { momentOf, plusDays, wallTime } from '#shared/zoned-time'

/** Milliseconds until the next midnight of a time zone, of more than 0. Daily quotas of Gemini turn at that of the US Pacific coast. */
export function untilMidnight(now: number, timeZone: string): number {
  const tomorrow = { ...plusDays(wallTime(now, timeZone), 1), hour: 0, minute: 0, second: 0 }
  return momentOf(tomorrow, timeZone).at - now
}

/** Milliseconds until 00:00 UTC on the first day of the next month: monthly quotas and spend limits turn then. */
export function untilNextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - now
}
