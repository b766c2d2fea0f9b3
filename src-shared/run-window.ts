import { z } from 'zod'
import type { EpochMs } from './task'
import { isTimeZone, momentOf, plusDays, type WallTime, wallTime, weekdayOf } from './zoned-time'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const Weekday = z.enum(weekdays)
export type Weekday = z.infer<typeof Weekday>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written as 22:00.')
const EndOfDay = z.union([TimeOfDay, z.literal('24:00')], { error: 'A time is written as 06:00.' })

/**
 * When work may start, week for week. `days` are those on which the window opens: mon 22:00 to 06:00 ends on Tuesday morning. An end that is
 * not after its beginning is of the next day, so 00:00 to 00:00 is a whole day.
 */
export const RunWindow = z.object({
  days: z
    .array(Weekday)
    .min(1, 'Choose at least one day.')
    .transform((days) => weekdays.filter((day) => days.includes(day))),
  from: TimeOfDay,
  to: EndOfDay,
  timeZone: z.string().refine(isTimeZone, 'There is no such time zone. One is written as Europe/Berlin.'),
})
export type RunWindow = z.infer<typeof RunWindow>
/** Work may start while any of them is open. An empty list is always open. */
export const RunWindows = z.array(RunWindow).max(20)
export type RunWindows = z.infer<typeof RunWindows>

/** What begins today at the latest, and what is open for more than a week is looked at again then. */
const daysAhead = 8
const daysBack = 2

type Span = { readonly start: EpochMs; readonly end: EpochMs }
export type WindowState = {
  readonly open: boolean
  /** When to ask again: the next opening or closing, or a moment before it (8 days ahead at most). Null: it never changes. */
  readonly changesAt: EpochMs | null
}

/**
 * Whether work may start now, and until when that holds. A time that a clock skips when it is put forward counts as the moment of the change;
 * one that it shows twice counts as its first. Windows that touch are one. Costs some hundred microseconds: see `windowKeeper`.
 */
export function windowAt(windows: readonly RunWindow[], now: EpochMs): WindowState {
  if (windows.length === 0) return { open: true, changesAt: null }
  const spans = merged(windows.flatMap((window) => spansAround(window, now)))
  const horizon = now + (daysAhead - 1) * 86_400_000
  const current = spans.find(({ start, end }) => start <= now && now < end)
  if (current) return { open: true, changesAt: Math.min(current.end, horizon) }
  const next = spans.find(({ start }) => start > now)
  return { open: false, changesAt: Math.min(next?.start ?? horizon, horizon) }
}

function spansAround({ days, from, to, timeZone }: RunWindow, now: EpochMs): Span[] {
  const today = wallTime(now, timeZone)
  const endsNextDay = to <= from
  return Array.from({ length: daysBack + daysAhead + 1 }, (_, index) => plusDays(today, index - daysBack))
    .filter((day) => days.includes(nameOf(day)))
    .map((day) => ({
      start: momentOf(atTime(day, from), timeZone).at,
      end: momentOf(atTime(endsNextDay ? plusDays(day, 1) : day, to), timeZone).at,
    }))
    .filter(({ start, end }) => start < end) // both in an hour that is skipped
}

const nameOf = (day: WallTime): Weekday => weekdays[(weekdayOf(day) + 6) % 7] ?? 'mon'

function atTime(day: WallTime, time: string): WallTime {
  if (time === '24:00') return { ...plusDays(day, 1), hour: 0, minute: 0, second: 0 }
  return { ...day, hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)), second: 0 }
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && span.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
    else result.push(span)
  }
  return result
}

/** Remembers what `windowAt` said until it may change, for a caller that asks at every claim; also right after the clock was set back. */
export function windowKeeper(windows: readonly RunWindow[]): (now: EpochMs) => WindowState {
  let asked = Number.POSITIVE_INFINITY
  let known: WindowState = { open: true, changesAt: null }
  return (now) => {
    if (now < asked || (known.changesAt !== null && now >= known.changesAt)) {
      known = windowAt(windows, now)
      asked = now
    }
    return known
  }
}

const dayNames: Record<Weekday, string> = {
  ...{ mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' },
}

/** 'Every day 22:00 to 06:00', 'Mon to Fri 08:00 to 18:00', 'Sat, Sun all day'. */
export function windowWords({ days, from, to }: RunWindow): string {
  const time = from === to || (from === '00:00' && to === '24:00') ? 'all day' : `${from} to ${to}`
  return `${daysWords(days)} ${from === to && from !== '00:00' ? `from ${from} for a day` : time}`
}

function daysWords(days: readonly Weekday[]): string {
  if (days.length === 7) return 'Every day'
  const places = days.map((day) => weekdays.indexOf(day))
  const [first = 0] = places
  const inARow = places.every((place, index) => place === first + index)
  const names = days.map((day) => dayNames[day])
  return inARow && days.length > 2 ? `${names[0]} to ${names.at(-1)}` : names.join(', ')
}
