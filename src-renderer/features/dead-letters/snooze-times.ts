import type { EpochMs } from '#shared/task'
import { readStart } from '../task-changes/when-text'

export type SnoozeTime = 'hour' | 'evening' | 'tomorrow' | 'monday' | 'other'

const texts: Readonly<Record<Exclude<SnoozeTime, 'other'>, string>> = {
  hour: 'in 1 h',
  evening: 'today 20:00',
  tomorrow: 'tomorrow 9:00',
  monday: 'monday 9:00',
}
export const snoozeNames: Readonly<Record<SnoozeTime, string>> = {
  hour: 'In an hour',
  evening: 'This evening',
  tomorrow: 'Tomorrow',
  monday: 'Monday',
  other: 'Other…',
}

/** Those that lie ahead: there is no evening left at night, and on Sunday Monday is tomorrow. */
export const snoozeTimes = (now: EpochMs): SnoozeTime[] =>
  (['hour', 'evening', 'tomorrow', 'monday', 'other'] as const).filter((time) => {
    if (time === 'other') return true
    const at = snoozeUntil(time, now)
    return at !== null && !(time === 'monday' && at === snoozeUntil('tomorrow', now))
  })

/** When that is, by this computer's clock; null where it is over. */
export function snoozeUntil(time: Exclude<SnoozeTime, 'other'>, now: EpochMs): EpochMs | null {
  const read = readStart(texts[time], now)
  return read.kind === 'at' ? read.at : null
}
