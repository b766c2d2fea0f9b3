import type { ErrorAnswer } from './error-row'
import { untilMidnight, untilNextMonth } from './reset-times'
import { accessReturnsMs } from './wait-hint'

const hourMs = 3_600_000

/** A day's quota that comes back bit by bit (OpenAI, Groq): the provider's own time; without one, an hour or less. */
export function untilDailyReset({ statedMs, now }: ErrorAnswer): number {
  return statedMs ?? Math.min(untilMidnight(now, 'UTC'), hourMs)
}

/**
 * Gemini's day turns at midnight on the US Pacific coast. The delay beside it is that of the minute's window ("38s") and misleads;
 * only one of hours can mean the day.
 */
export function untilPacificMidnight({ statedMs, now }: ErrorAnswer): number {
  return statedMs !== null && statedMs >= hourMs ? statedMs : untilMidnight(now, 'America/Los_Angeles')
}

/** OpenRouter's day turns at midnight UTC; it repeats the reset in its body. */
export function untilUtcMidnight({ statedMs, now }: ErrorAnswer): number {
  return statedMs ?? untilMidnight(now, 'UTC')
}

export function untilMonthEnds({ now }: ErrorAnswer): number {
  return untilNextMonth(now)
}

/** Where the answer says when access returns; else the gate waits for a person. */
export function untilAccessReturns({ body, now }: ErrorAnswer): number | null {
  return accessReturnsMs(body.json, body.words, now)
}
