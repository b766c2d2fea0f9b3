import { weekdays } from './run-window'
import type { EpochMs } from './task'
import { asUtc, momentOf, plusDays, type WallTime, wallTime, weekdayOf } from './zoned-time'

/** A moment, or why the text names none. `note` tells of a time that the clock of that day skips or shows twice. */
export type When =
  | { readonly ok: true; readonly at: EpochMs; readonly note: string | null }
  | { readonly ok: false; readonly message: string }

/** What can be written, for the message of everything else. */
export const whenExamples = '22:30, tomorrow 9:00, friday 18:00, in 2 h, 2026-12-24 08:00'
/** Beyond this a typing error is more likely than a wish. */
const mostYearsAhead = 10

/**
 * Reads when something shall start: a time of day (its next occurrence), `today`, `tomorrow` or a weekday with a time, `in` and a span, or a
 * date with a time, with `Z` or an offset where it is not the zone's own. Past moments are refused, and so are those over ten years ahead.
 * @param timeZone whose clock the times are of
 */
export function parseWhen(text: string, now: EpochMs, timeZone: string): When {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (words === '') return no(`Say when, such as ${whenExamples}.`)
  const found =
    span(words, now, timeZone) ?? exact(words) ?? onDay(words, now, timeZone) ?? nextTime(words, now, timeZone)
  if (found === null) return no(`“${text.trim()}” is no time that can be read. Write it as ${whenExamples}.`)
  if (!found.ok) return found
  if (found.at <= now) return no(`${inWords(found.at, timeZone)} has passed: it is ${inWords(now, timeZone)}.`)
  if (wallTime(found.at, timeZone).year > wallTime(now, timeZone).year + mostYearsAhead)
    return no(`${inWords(found.at, timeZone)} is more than ${mostYearsAhead} years ahead.`)
  return found
}

const no = (message: string): When => ({ ok: false, message })
const yes = (at: EpochMs, note: string | null = null): When => ({ ok: true, at, note })

const units: readonly (readonly [RegExp, number])[] = [
  [/^(s|secs?|seconds?)$/, 1_000],
  [/^(m|mins?|minutes?)$/, 60_000],
  [/^(h|hrs?|hours?)$/, 3_600_000],
]
const days: readonly (readonly [RegExp, number])[] = [
  [/^(d|days?)$/, 1],
  [/^(w|weeks?)$/, 7],
]

/** 'in 1 h 30 min': hours and less as they pass, days and weeks by the calendar, at the same time on the clock. */
function span(words: string, now: EpochMs, timeZone: string): When | null {
  if (!words.startsWith('in ')) return null
  const parts = [...words.slice(3).matchAll(/(\d{1,6}(?:[.,]\d{1,3})?) ?([a-z]+)/g)]
  const rest = words
    .slice(3)
    .replace(/(\d{1,6}(?:[.,]\d{1,3})?) ?([a-z]+)/g, '')
    .replace(/\band\b|,/g, '')
    .trim()
  if (parts.length === 0 || rest !== '') return no('Write the wait as “in 2 h”, “in 1 h 30 min” or “in 3 days”.')
  let ms = 0
  let wholeDays = 0
  for (const [, count = '', unit = ''] of parts) {
    const amount = Number(count.replace(',', '.'))
    const unitMs = units.find(([name]) => name.test(unit))?.[1]
    const unitDays = days.find(([name]) => name.test(unit))?.[1]
    if (unitMs !== undefined) ms += Math.round(amount * unitMs)
    else if (unitDays !== undefined && Number.isInteger(amount)) wholeDays += amount * unitDays
    else return no(`“${count} ${unit}” is no span of time. Use s, min, h, days or weeks.`)
  }
  if (ms + wholeDays === 0) return no('Write how long to wait, such as “in 2 h”. To start at once, leave it empty.')
  const start = wholeDays === 0 ? yes(now) : on(plusDays(wallTime(now, timeZone), wholeDays), timeZone)
  return start.ok ? yes(start.at + ms, start.note) : start
}

const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** A date with a time and an offset: the same moment everywhere. */
function exact(words: string): When | null {
  if (!/^\d{4}-\d{2}-\d{2}[t ]\d{1,2}:\d{2}(:\d{2}(\.\d{1,3})?)? ?(z|[+-]\d{2}:?\d{2})$/.test(words)) return null
  const at = Date.parse(
    words
      .replace(' ', 'T')
      .replace(/T(\d):/, 'T0$1:')
      .replace(' ', '')
      .toUpperCase(),
  )
  return Number.isNaN(at) ? no('There is no such date or time.') : yes(at)
}

/** A day and a time, in either order. */
function onDay(words: string, now: EpochMs, timeZone: string): When | null {
  const [first = '', ...others] = words
    .replace(/^(\d{4}-\d{1,2}-\d{1,2})t/, '$1 ')
    .replace(/\bat /g, '')
    .split(' ')
  const rest = others.join(' ')
  const today = wallTime(now, timeZone)
  const weekday = weekdays.findIndex((day) => first.startsWith(day) && longDay(day).startsWith(first))
  const dated = date.exec(first)
  if (first !== 'today' && first !== 'tomorrow' && weekday === -1 && !dated) {
    const [last = ''] = others.slice(-1)
    const dayLast = last === 'today' || last === 'tomorrow' || date.test(last)
    return dayLast ? onDay([last, first, ...others.slice(0, -1)].join(' '), now, timeZone) : null
  }
  const time = timeOf(rest)
  if (rest === '') return no(`Say at what time, such as “${first} 9:00”.`)
  if (!time) return no(`“${rest}” is no time of day. Write it as 9:00 or 21:30.`)
  if (dated) {
    const [year, month, day] = dated.slice(1).map(Number) as [number, number, number]
    const real = new Date(Date.UTC(year, month - 1, day))
    if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) return no(`There is no day ${first}.`)
    return on({ year, month, day, ...time }, timeZone)
  }
  if (weekday === -1) return on({ ...plusDays(today, first === 'tomorrow' ? 1 : 0), ...time }, timeZone)
  const ahead = (weekday + 1 - weekdayOf(today) + 7) % 7
  const soon = on({ ...plusDays(today, ahead), ...time }, timeZone)
  return soon.ok && soon.at <= now ? on({ ...plusDays(today, ahead + 7), ...time }, timeZone) : soon
}

const longDay = (day: string): string =>
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].find((name) => name.startsWith(day)) ??
  ''

/** A time alone is the next time that the clock shows it. */
function nextTime(words: string, now: EpochMs, timeZone: string): When | null {
  const time = timeOf(words.replace(/^at /, ''))
  if (!time) return null
  const today = wallTime(now, timeZone)
  const soon = on({ ...today, ...time }, timeZone)
  return soon.ok && soon.at <= now ? on({ ...plusDays(today, 1), ...time }, timeZone) : soon
}

/** 9:00, 09:00:30, 9 pm, 9:30pm, noon, midnight is left out: of which day would it be? */
function timeOf(text: string): { hour: number; minute: number; second: number } | null {
  const [, hours, minutes, seconds, half] = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))? ?(am|pm)?$/.exec(text) ?? []
  if (hours === undefined || (minutes === undefined && half === undefined)) return null
  const [hour, minute, second] = [Number(hours), Number(minutes ?? 0), Number(seconds ?? 0)]
  if (minute > 59 || second > 59) return null
  if (half === undefined) return hour > 23 ? null : { hour, minute, second }
  if (hour < 1 || hour > 12) return null
  return { hour: (hour % 12) + (half === 'pm' ? 12 : 0), minute, second }
}

function on(wall: WallTime, timeZone: string): When {
  const { at, kind } = momentOf(wall, timeZone)
  const shown = clockOf(wall)
  if (kind === 'once') return yes(at)
  if (kind === 'twice') return yes(at, `The clocks go back that day and show ${shown} twice: it starts at the first.`)
  return yes(at, `The clocks skip ${shown} that day: it starts at ${clockOf(wallTime(at, timeZone))}.`)
}

const two = (value: number): string => String(value).padStart(2, '0')
const clockOf = ({ hour, minute, second }: WallTime): string =>
  `${two(hour)}:${two(minute)}${second === 0 ? '' : `:${two(second)}`}`

function inWords(at: EpochMs, timeZone: string): string {
  const wall = wallTime(at, timeZone)
  const day = new Date(asUtc(wall)).toISOString().slice(0, 10)
  return `${day} ${clockOf({ ...wall, second: 0 })}`
}
