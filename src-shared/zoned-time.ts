/** What a clock on the wall of a time zone shows, by the IANA rules that the runtime carries. */
export type WallTime = {
  readonly year: number
  readonly month: number // 1 to 12
  readonly day: number // 1 to 31
  readonly hour: number // 0 to 23
  readonly minute: number
  readonly second: number
}

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  formats.set(timeZone, made)
  return made
}

/** Whether this is the name of a time zone, such as Europe/Berlin or UTC. Bare offsets (+02:00) are none: they know no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** The zone that this machine's clock shows. */
export const machineZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** Whether two names mean the same zone: Asia/Calcutta is Asia/Kolkata. */
export const sameZone = (a: string, b: string): boolean =>
  a === b || formatOf(a).resolvedOptions().timeZone === formatOf(b).resolvedOptions().timeZone

/** @throws RangeError for a zone that the runtime does not know */
export function wallTime(at: number, timeZone: string): WallTime {
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = value
  const { year, month, day, hour, minute, second } = parts
  return {
    year: parts.era === 'BC' ? 1 - Number(year) : Number(year),
    ...{ month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute), second: Number(second) },
  }
}

/** The same figures read as UTC: wall times compare and add up as plain numbers. */
export const asUtc = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second)

/** 0 for Sunday. */
export const weekdayOf = (wall: WallTime): number => new Date(asUtc(wall)).getUTCDay()

/** That many calendar days later, at the same time on the clock. */
export function plusDays(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days))
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

const offsetAt = (at: number, timeZone: string): number =>
  asUtc(wallTime(at, timeZone)) - Math.floor(at / 1_000) * 1_000

/**
 * The moment at which the clock of a zone shows that time. `gap`: it never does, since the clock is put forward over it; the moment is then
 * the one at which it is put forward. `twice`: the clock is put back and shows it two times; the moment is the first.
 */
export function momentOf(wall: WallTime, timeZone: string): { at: number; kind: 'once' | 'gap' | 'twice' } {
  const shown = asUtc(wall)
  const before = offsetAt(shown - dayMs, timeZone)
  const after = offsetAt(shown + dayMs, timeZone)
  const moments = [...new Set([shown - before, shown - after])]
    .filter((at) => asUtc(wallTime(at, timeZone)) === shown)
    .sort((a, b) => a - b)
  const [first] = moments
  if (first !== undefined) return { at: first, kind: moments.length > 1 ? 'twice' : 'once' }
  return { at: changeBetween(shown - dayMs, shown + dayMs, timeZone, before), kind: 'gap' }
}

/** The first whole second in a range at which the zone no longer has that offset. */
function changeBetween(from: number, to: number, timeZone: string, offset: number): number {
  let low = Math.floor(from / 1_000)
  let high = Math.ceil(to / 1_000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * 1_000, timeZone) === offset) low = middle
    else high = middle
  }
  return high * 1_000
}
