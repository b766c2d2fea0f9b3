import { Cron } from 'croner'
import { normaliseCron } from '#shared/cron-words'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import { isTimeZone } from '#shared/zoned-time'

/**
 * When expressions fire. Fields are minute, hour, day of month, month and day of week, with seconds in front where there are six; a day of
 * month together with a day of week means either, as in every cron.
 *
 * Summer time: an expression whose hour and minute are named (30 2 * * *, 0 8,20 * * *) fires once on every day that it names. A time that
 * the clock skips fires when the clock has been put forward; one that it shows twice fires the first time. An expression with a wildcard or
 * a step in its hour or minute (every 15 minutes) follows the time that passes: nothing in the skipped hour, and again in the repeated one.
 */
function parse(cron: string, timeZone: string): Cron {
  return new Cron(normaliseCron(cron), { timezone: timeZone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' })
}

const parsed = new Map<string, Cron>()
const mostParsed = 500

/** Parsing costs more than asking, and the same few expressions are asked again and again. */
function cronOf(cron: string, timeZone: string): Cron {
  const key = `${timeZone} ${cron}`
  const known = parsed.get(key)
  if (known) return known
  const made = parse(cron, timeZone)
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(key, made)
  return made
}

/** The first firing after a moment; null when none comes any more. Throws for what `cronProblem` refuses. */
export function nextFiring(cron: string, timeZone: string, after: EpochMs): EpochMs | null {
  return cronOf(cron, timeZone).nextRun(new Date(after))?.getTime() ?? null
}

/** The next firings after a moment, five of them if there are so many. */
export function nextFive(cron: string, timeZone: string, after: EpochMs): EpochMs[] {
  return upTo(5, (last) => nextFiring(cron, timeZone, last ?? after))
}

/** Firings after `after` and up to `until`, the oldest first, `limit` of them at most. */
export function firingsBetween(
  cron: string,
  timeZone: string,
  after: EpochMs,
  until: EpochMs,
  limit: number,
): EpochMs[] {
  return upTo(limit, (last) => {
    const next = nextFiring(cron, timeZone, last ?? after)
    return next !== null && next <= until ? next : null
  })
}

/** The last firings up to `until` that are after `after`, the oldest first. Found from the end, so that a long absence costs nothing. */
export function lastFirings(cron: string, timeZone: string, after: EpochMs, until: EpochMs, limit: number): EpochMs[] {
  const found = cronOf(cron, timeZone).previousRuns(limit, new Date(Math.floor(until / 1_000) * 1_000 + 1)) // runs are on whole seconds
  return found
    .map((date) => date.getTime())
    .filter((at) => at > after)
    .reverse()
}

function upTo(limit: number, next: (last: EpochMs | undefined) => EpochMs | null): EpochMs[] {
  const found: EpochMs[] = []
  while (found.length < limit) {
    const at = next(found.at(-1))
    if (at === null) break
    found.push(at)
  }
  return found
}

const fields = [
  { name: 'second', range: '0 to 59', example: '0' },
  { name: 'minute', range: '0 to 59', example: '30' },
  { name: 'hour', range: '0 to 23', example: '9' },
  { name: 'day of month', range: '1 to 31, or L for the last', example: '1' },
  { name: 'month', range: '1 to 12, or JAN to DEC', example: '12' },
  { name: 'day of week', range: '0 to 7 with Sunday as 0 and 7, or SUN to SAT', example: 'MON-FRI' },
]

/** Why an expression and a zone cannot be used, in words; null when they can. Takes up to some 15 ms for an expression that never fires. */
export function cronProblem(cron: string, timeZone: string, now: EpochMs): string | null {
  if (!isTimeZone(timeZone)) return `There is no time zone “${timeZone}”. One is written as Europe/Berlin.`
  const parts = normaliseCron(cron).split(' ')
  if (normaliseCron(cron) === '') return 'Write when it runs, such as 0 22 * * * for every day at 22:00.'
  if (parts.length !== 5 && parts.length !== 6)
    return `An expression has 5 fields, or 6 with seconds; this one has ${parts.length}. Every day at 22:00 is 0 22 * * *.`
  const offset = 6 - parts.length
  for (const [index, part] of parts.entries()) {
    const field = fields[index + offset]
    if (field && !fits(part, index + offset))
      return `“${part}” is no ${field.name}: write ${field.range}, as in ${field.example}, or * for any.`
  }
  try {
    if (nextFiring(cron, timeZone, now) !== null) return null
  } catch {
    return 'This expression cannot be read. Every day at 22:00 is 0 22 * * *.'
  }
  return 'It never fires: no such day comes. The 30th of February is an example.'
}

/** Whether a field can be read when all others are open. */
function fits(part: string, index: number): boolean {
  if (part.includes(':')) return false // the library would take the whole for a date
  try {
    parse(fields.map((_, place) => (place === index ? part : '*')).join(' '), 'UTC')
    return true
  } catch {
    return false
  }
}

/** Throws CommandError 'bad_request' with the words of `cronProblem`. */
export function checkCron(cron: string, timeZone: string, now: EpochMs): void {
  const problem = cronProblem(cron, timeZone, now)
  if (problem !== null) throw new CommandError('bad_request', `${problem} Nothing was saved.`)
}
