/** Cron expressions in plain English, for the shapes that people write. It does not check them: that is the engine's business. */

const nicknames = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
])
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November'],
  'December',
]

/** The expression as it is kept: single spaces, and @daily and its like written out. */
export function normaliseCron(text: string): string {
  const cron = text.trim().replace(/\s+/g, ' ')
  return nicknames.get(cron.toLowerCase()) ?? cron
}

/** 'Every day at 22:00', 'Monday to Friday at 09:00', 'Every 15 minutes', 'On the 1st of each month at 06:30'; null for any other shape. */
export function cronWords(expression: string): string | null {
  const fields = normaliseCron(expression).split(' ')
  if (fields.length === 5) fields.unshift('0')
  const [second, minute, hour, day, month, weekday] = fields
  if (fields.length !== 6 || !second || !minute || !hour || !day || !month || !weekday) return null
  const when = daysWords(day, month, weekday)
  if (when === null) return null
  const time = timesWords(second, minute, hour)
  if (time === null) return null
  if (time.kind === 'at') return `${when} at ${time.words}`
  return when === 'Every day' ? time.words : `${time.words}, ${lowerFirst(when)}`
}

type Times = { readonly kind: 'at' | 'every'; readonly words: string }

function timesWords(second: string, minute: string, hour: string): Times | null {
  const every = (words: string): Times => ({ kind: 'every', words })
  const rest = minute === '*' && hour === '*'
  if (second === '*' && rest) return every('Every second')
  const seconds = stepOf(second, 60)
  if (seconds !== null && rest) return every(seconds === 1 ? 'Every second' : `Every ${seconds} seconds`)
  if (second !== '0') {
    const exact = [second, minute, hour].map(oneNumber)
    if (exact.some((part) => part === null)) return null
    const [s, m, h] = exact as [number, number, number]
    return { kind: 'at', words: `${two(h)}:${two(m)}:${two(s)}` }
  }
  const during = hour === '*' ? '' : hoursWords(hour)
  if (minute === '*') return during === null ? null : every(`Every minute${during}`)
  const minutes = stepOf(minute, 60)
  if (minutes !== null) return during === null ? null : every(`Every ${counted(minutes, 'minute')}${during}`)
  const past = numbers(minute, 0, 59)
  if (!past) return null
  if (hour === '*' && past.length <= 3)
    return every(past.join() === '0' ? 'Every hour' : `Every hour at ${list(past.map((m) => `:${two(m)}`))}`)
  const hours = stepOf(hour, 24)
  if (hours !== null && past.length === 1)
    return every(`Every ${counted(hours, 'hour')}${past[0] === 0 ? '' : ` at :${two(past[0] ?? 0)}`}`)
  const clock = numbers(hour, 0, 23)
  if (!clock || clock.length * past.length > 4) {
    if (past.length === 1 && /^\d+-\d+$/.test(hour) && clock)
      return every(
        `Every hour from ${two(clock[0] ?? 0)}:${two(past[0] ?? 0)} to ${two(clock.at(-1) ?? 0)}:${two(past[0] ?? 0)}`,
      )
    return null
  }
  return { kind: 'at', words: list(clock.flatMap((h) => past.map((m) => `${two(h)}:${two(m)}`))) }
}

/** ' from 08:00 to 17:59' for 8-17. */
function hoursWords(hour: string): string | null {
  const clock = numbers(hour, 0, 23)
  if (!clock || !/^\d+(-\d+)?$/.test(hour)) return null
  return ` from ${two(clock[0] ?? 0)}:00 to ${two(clock.at(-1) ?? 0)}:59`
}

function daysWords(day: string, month: string, weekday: string): string | null {
  const months = month === '*' ? '' : monthsWords(month)
  if (months === null) return null
  if (day === '*' && weekday === '*') return months === '' ? 'Every day' : `Every day in ${months}`
  if (weekday === '*') {
    const on = day === 'L' || day === 'l' ? 'the last day' : ordinals(day)
    if (on === null) return null
    if (months === '') return `On ${on} of each month`
    return `On ${on} of ${months}`
  }
  if (day !== '*') return null // cron fires on either, which no short sentence tells well
  const names = weekdayWords(weekday)
  if (names === null) return null
  return months === '' ? names : `${names} in ${months}`
}

function weekdayWords(field: string): string | null {
  const byNumber = namesToNumbers(field, dayNames, 0)
  const found = numbers(byNumber, 0, 7)?.map((day) => day % 7)
  if (!found) return null
  const week = [...new Set(found)].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
  if (week.length === 7) return 'Every day'
  if (week.join() === '1,2,3,4,5') return 'Monday to Friday'
  if (week.join() === '6,0') return 'Saturday and Sunday'
  if (week.length === 1) return `Every ${dayNames[week[0] ?? 0]}`
  return list(week.map((day) => dayNames[day] ?? ''))
}

function monthsWords(field: string): string | null {
  const found = numbers(namesToNumbers(field, monthNames, 1), 1, 12)
  return found && found.length <= 4 ? list(found.map((month) => monthNames[month - 1] ?? '')) : null
}

function ordinals(field: string): string | null {
  const found = numbers(field, 1, 31)
  return found && found.length <= 4 ? `the ${list(found.map(ordinal))}` : null
}

function ordinal(day: number): string {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}

/** The short names MON and JAN, as numbers. */
function namesToNumbers(field: string, names: readonly string[], first: number): string {
  return field.replace(/[a-z]{3}/gi, (name) => {
    const place = names.findIndex((each) => each.slice(0, 3).toLowerCase() === name.toLowerCase())
    return place === -1 ? name : String(place + first)
  })
}

/** n for a step that divides its circle, so that it is truly every n; null for anything else. */
function stepOf(field: string, circle: number): number | null {
  const [, step] = /^\*\/(\d+)$/.exec(field) ?? []
  const n = Number(step)
  return step !== undefined && n > 0 && circle % n === 0 ? n : null
}

/** The numbers of 1,3,5-7, rising; null where there is anything else. */
function numbers(field: string, least: number, most: number): number[] | null {
  const found = new Set<number>()
  for (const part of field.split(',')) {
    const [, from, to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) > Number(to) || Number(from) < least || Number(to) > most) return null
    for (let n = Number(from); n <= Number(to); n++) found.add(n)
  }
  return [...found].sort((a, b) => a - b)
}

const oneNumber = (field: string): number | null => (/^\d{1,2}$/.test(field) ? Number(field) : null)
const two = (value: number): string => String(value).padStart(2, '0')
const counted = (count: number, one: string): string => (count === 1 ? one : `${count} ${one}s`)
const lowerFirst = (words: string): string =>
  words.startsWith('Every') || words.startsWith('On') ? words.charAt(0).toLowerCase() + words.slice(1) : words

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
