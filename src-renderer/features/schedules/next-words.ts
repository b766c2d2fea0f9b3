import { firingWords } from '#shared/firing-words'
import { machineZone, sameZone } from '#shared/zoned-time'
import { countdownIn, formatDuration } from '../../format'

const hour = 3_600_000

/** How long until then: 'in 0:23' within the last hour, 'in 7 h 28 m', 'in 9 days'; 'due now' once it has come. */
export function untilWords(remainingMs: number): string {
  return remainingMs < hour ? countdownIn(remainingMs, 'due now') : `in ${formatDuration(remainingMs)}`
}

/** One of the next firings. In another zone its own time comes first, and what the clock here shows then comes after it. */
export function nextWords(
  at: number,
  now: number,
  timeZone: string,
): { readonly there: string; readonly here: string | null } {
  const here = machineZone()
  const there = firingWords(at, now, timeZone, timeZone)
  return { there, here: sameZone(timeZone, here) ? null : `${firingWords(at, now, here, here)} here` }
}
