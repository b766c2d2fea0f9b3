import { type RunWindow, windowWords } from '#shared/run-window'
import { machineZone, sameZone } from '#shared/zoned-time'
import { formatStart, formatTime } from '../../format'

/** 'Every day 22:00 to 06:00', with its zone where that is not this machine's. */
export function fullWords(window: RunWindow): string {
  const zone = foreignZone(window.timeZone)
  return zone === null ? windowWords(window) : `${windowWords(window)}, ${zone}`
}

/** The zone, when it is not the one of this machine. */
export const foreignZone = (timeZone: string): string | null => (sameZone(timeZone, machineZone()) ? null : timeZone)

/** All of them in a line. */
export const allWords = (windows: readonly RunWindow[]): string =>
  windows.length === 0 ? 'Always' : windows.map(fullWords).join('; ')

/** 'at 22:00' today, and the day of another one. */
export const atWords = (startsAt: number, now: number): string => {
  const words = formatStart(startsAt, now)
  return words === formatTime(startsAt) ? `at ${words}` : words
}

/** 'from 22:00', 'from Sat 00:00': when a closed window opens. */
export const fromWords = (opensAt: number, now: number): string => `from ${formatStart(opensAt, now)}`
