import type { EpochMs } from './task'
import { asUtc, sameZone, wallTime, weekdayOf } from './zoned-time'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')

/**
 * A firing in plain words: 'today at 22:00', 'tomorrow at 02:30', 'Thu 24 Dec at 22:00', with the year where it is another. The days are
 * those of the schedule's zone, which is named when it is not the reader's.
 */
export function firingWords(at: EpochMs, now: EpochMs, timeZone: string, readersZone: string): string {
  const wall = wallTime(at, timeZone)
  const today = wallTime(now, timeZone)
  const midnight = { hour: 0, minute: 0, second: 0 }
  const ahead = Math.round((asUtc({ ...wall, ...midnight }) - asUtc({ ...today, ...midnight })) / 86_400_000)
  const date = `${days[weekdayOf(wall)]} ${wall.day} ${months[wall.month - 1]}`
  const day =
    ahead === 0 ? 'today' : ahead === 1 ? 'tomorrow' : wall.year === today.year ? date : `${date} ${wall.year}`
  const seconds = wall.second === 0 ? '' : `:${two(wall.second)}`
  const zone = sameZone(timeZone, readersZone) ? '' : ` in ${timeZone}`
  return `${day} at ${two(wall.hour)}:${two(wall.minute)}${seconds}${zone}`
}
