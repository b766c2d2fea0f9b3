import type { TimeFormat } from '#shared/contract'
import { formatUsd as formatMoney } from '#shared/cost'
import { type NanoUsd, nanoUsdPerUsd } from '#shared/spend'

/** Numbers and times as the interface writes them. The locale decides separators and 12 or 24 hours. */

export const missing = '–'
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const whole = new Intl.NumberFormat()
const oneDecimal = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const upToOneDecimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

type HourCycle = 'h12' | 'h23'
const hourCycles: Record<TimeFormat, HourCycle | undefined> = { system: undefined, '12': 'h12', '24': 'h23' }
let clocks = clocksOf(undefined)

/** Clock times with 12 or 24 hours from now on. */
export function setTimeFormat(format: TimeFormat): void {
  if (clocks.hourCycle !== hourCycles[format]) clocks = clocksOf(hourCycles[format])
}

/** With 24 hours in two figures, as schedules and run windows write them: 09:05 below 22:05; with 12 as the locale has it. */
function clocksOf(hourCycle: HourCycle | undefined) {
  const cycle = hourCycle ?? new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle
  const is24 = cycle === 'h23' || cycle === 'h24'
  const minutes = { hour: is24 ? '2-digit' : 'numeric', minute: '2-digit' } as const
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { ...options, ...(hourCycle ? { hourCycle } : {}) })
  return {
    hourCycle,
    seconds: format({ ...minutes, second: '2-digit' }),
    minutes: format(minutes),
    weekday: format({ weekday: 'short', ...minutes }),
    day: format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...minutes }),
  }
}

export const formatCount = (count: number): string => whole.format(count)

/** 'one 1 task, two 2 tasks': the count with its noun. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** 9,999 and then 41.2k; missing is an en dash. */
export function formatTokens(tokens: number | null): string {
  if (tokens === null) return missing
  if (tokens < 10_000) return formatCount(tokens)
  if (tokens < 999_950) return `${oneDecimal.format(tokens / 1_000)}k`
  return `${oneDecimal.format(tokens / 1_000_000)}M`
}

/** A sum of money: $21.48 from a dollar on; below that two figures that count, and four places at most: $0.42, $0.018, $0.0003. */
export const formatUsd = (nano: NanoUsd): string => formatMoney(nano, []).replace('-', '−')

/** Money that is only reckoned, to two figures and with the word for it: 'about $84', 'about $1.20'. */
export function formatAboutUsd(nano: NanoUsd): string {
  const figures = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, nano))) - 1)
  const round = Math.round(nano / figures) * figures
  return `about ${round >= 10 * nanoUsdPerUsd ? `$${formatCount(Math.round(round / nanoUsdPerUsd))}` : formatUsd(round)}`
}

const fourPlaces = new Intl.NumberFormat(undefined, { minimumFractionDigits: 4, maximumFractionDigits: 4 })
const least = nanoUsdPerUsd / 10_000

/** What one task cost, so that rows compare downwards: $0.1328, and a dash for nothing. */
export function formatTaskCost(nano: NanoUsd): string {
  if (nano <= 0) return missing
  if (nano < least) return `<$${fourPlaces.format(0.0001)}`
  return nano < nanoUsdPerUsd ? `$${fourPlaces.format(nano / nanoUsdPerUsd)}` : formatUsd(nano)
}

/** Dollars as they are typed into a field: 2, 0.5. */
export const usdText = (nano: NanoUsd): string => String(nano / nanoUsdPerUsd)

/** A rate per minute: 38, or 1.6 where it is slow. */
export const formatRate = (perMinute: number): string =>
  perMinute >= 10 ? formatCount(Math.round(perMinute)) : upToOneDecimal.format(perMinute)

/** Whole percent, and never 100% before the end. */
export function formatPercent(part: number, all: number): string {
  if (all <= 0) return '0%'
  return `${part >= all ? 100 : Math.min(99, Math.floor((Math.max(0, part) / all) * 100))}%`
}

/** A share with one decimal, as it tells more than whole percent near the ends: 96.2%; never 100% before the end, and a dash of nothing. */
export function formatShare(part: number, all: number): string {
  if (all <= 0) return missing
  const tenths = Math.round((part / all) * 1_000)
  return `${oneDecimal.format((part < all ? Math.min(999, tenths) : tenths) / 10)}%`
}

/** How long something took: 3.2 s, 58.3 s, 1 m 12 s, 2 h 5 m, 3 days. Below zero counts as zero. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms)
  if (span < 59_950) return `${oneDecimal.format(span / second)} s`
  if (span < hour) return twoUnits(Math.round(span / second), 60, 'm', 's')
  if (span < 2 * day) return twoUnits(Math.round(span / minute), 60, 'h', 'm')
  return `${formatCount(Math.round(span / day))} days`
}

/** A wait or a policy in words, without a needless decimal: 1 s, 1.5 s, 20 s, 1 m 30 s. */
export function formatSpan(ms: number): string {
  const span = Math.max(0, ms)
  if (span < 950) return `${upToOneDecimal.format(span / second)} s`
  if (span < 9_950) return `${upToOneDecimal.format(span / second)} s`
  if (span < 59_500) return `${Math.round(span / second)} s`
  return formatDuration(span)
}

function twoUnits(small: number, perLarge: number, large: string, smallName: string): string {
  const rest = small % perLarge
  const head = `${formatCount(Math.floor(small / perLarge))} ${large}`
  return rest === 0 ? head : `${head} ${String(rest).padStart(smallName === 's' ? 2 : 1, '0')} ${smallName}`
}

/** How long ago, in its largest unit: 14 s, 42 m, 2 h, 3 d. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms)
  if (span < minute) return `${Math.floor(span / second)} s`
  if (span < hour) return `${Math.floor(span / minute)} m`
  if (span < day) return `${Math.floor(span / hour)} h`
  return `${formatCount(Math.floor(span / day))} d`
}

/** What is left of a wait: 0:23, 1:02:03, and 0.6 s under a second. Never negative. */
export function formatCountdown(ms: number): string {
  const left = Math.max(0, ms)
  if (left < second) return `${oneDecimal.format(Math.floor(left / 100) / 10)} s`
  const seconds = Math.ceil(left / second)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** The same; once nothing is left of it, another word: a zero that stands still would look like a clock that has stopped. */
export const countdownOr = (ms: number, over: string): string => (ms <= 0 ? over : formatCountdown(ms))
/** The same as 'in 0:23'. */
export const countdownIn = (ms: number, over: string): string => (ms <= 0 ? over : `in ${formatCountdown(ms)}`)

/** 14:32:41 */
export const formatClock = (at: number): string => clocks.seconds.format(at)
/** The clock at the end of a countdown, rounded up as the countdown is, so that the two agree: 14:32:41. */
export const formatUntil = (at: number): string => clocks.seconds.format(Math.ceil(at / second) * second)
/** 14:32 */
export const formatTime = (at: number): string => clocks.minutes.format(at)

const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

const weekdayDay = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' })
/** A day of the calendar, YYYY-MM-DD: Thu, 24 Dec. */
export const formatDay = (day: string): string => weekdayDay.format(new Date(`${day}T12:00:00`))

/** The day of a moment: Thu, 24 Dec. */
export const formatLongDay = (at: number): string => weekdayDay.format(at)

/** Thu 14:30 */
export const formatDayTime = (at: number): string => clocks.weekday.format(at).replace(',', '')
/** 24 Dec */
export const formatDate = (at: number): string => dayMonth.format(at)
/** 24 Dec 2026 */
export const formatFullDate = (at: number): string => dayMonthYear.format(at)

/** When something starts, as short as it can be told: 22:00, Fri 22:00, 24 Dec, 24 Dec 2027. */
export function formatStart(at: number, now: number): string {
  const [start, today] = [new Date(at), new Date(now)]
  if (start.toDateString() === today.toDateString()) return formatTime(at)
  if (at > now && at - now < 6 * day) return clocks.weekday.format(at).replace(',', '')
  return (start.getFullYear() === today.getFullYear() ? dayMonth : dayMonthYear).format(at)
}

/** The same in full: Thu, 24 Dec 2026, 08:00. */
export const formatMoment = (at: number): string => clocks.day.format(at)

/** A moment ahead as an estimate may be told: 15:56 within half a day, then in 19 h, then in 9 days. */
export function formatAhead(at: number, now: number): string {
  const ahead = Math.max(0, at - now)
  if (ahead < 12 * hour) return formatTime(at)
  if (ahead < 2 * day) return `in ${formatCount(Math.round(ahead / hour))} h`
  return `in ${formatCount(Math.round(ahead / day))} days`
}
