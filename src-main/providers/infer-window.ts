import type { LimitFamily } from './limit-family'

type Numbers = {
  readonly limit: number | null
  readonly remaining: number | null
  readonly resetMs: number | null
  readonly text: string | null // the reset as it was written
  readonly family: LimitFamily
}

const minuteMs = 60_000
const dayMs = 86_400_000
/** Windows that providers have. */
const usualMs = [1_000, 10_000, minuteMs, 3_600_000, dayMs]

/**
 * How long the window of a bucket is that refills all the time: its reset says when it is full again, so window = reset x limit / used
 * (provider wire facts, 2.1: OpenAI's reset is "until fully replenished"). Used is known but to one below (`remaining` is rounded down) and
 * the reset to its last digit, so the result is a range. Null where the range does not tell, as for a window that does not refill all the
 * time: its numbers give anything at all.
 */
export function windowOfRefill({ limit, remaining, resetMs, text, family }: Numbers): number | null {
  if (limit === null || remaining === null || resetMs === null || remaining >= limit) return null
  const used = limit - remaining
  const step = stepMs(text ?? '')
  const shortest = (Math.max(0, resetMs - step) * limit) / used
  const longest = ((resetMs + step) * limit) / Math.max(used - 1, used / 2)
  const widest = longest / shortest
  const usual = (among: readonly number[]): number | null =>
    among.find((ms) => ms >= shortest * 0.99 && ms <= longest * 1.01) ?? null
  switch (family) {
    case 'openai': // a minute or a day, and nothing between: even 59 of 60 left and 1 s to go tells which
      return widest <= 4 ? usual([minuteMs, dayMs]) : null
    case 'practice':
    case 'local':
      // Any window at all, so the numbers must say it well: many calls used, and not all, since a remaining of 0 may be a penalty.
      // Else the longest of the range: to be too slow costs a little, to be too fast a refusal.
      if (used < 20 || remaining === 0 || widest > 1.06) return null
      return usual(usualMs) ?? Math.ceil(longest)
    default:
      return used >= 5 && widest <= 1.3 ? usual(usualMs) : null
  }
}

/** What the last digit of a reset stands for, in ms. Durations with units leave out zeros at their end, so `2.1s` is as exact as `2.134s`. */
function stepMs(text: string): number {
  return /^\d+$/.test(text) ? 1_000 : 1
}
