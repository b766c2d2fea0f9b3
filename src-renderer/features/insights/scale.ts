import type { InsightStep } from '#shared/insights'

/** Values that stand at the lines of a scale from 0 on, and where it ends. */
export type Scale = { readonly top: number; readonly lines: readonly number[] }

const factors = [1, 2, 2.5, 5, 10]

/**
 * A scale that begins at 0 and has about so many lines above it, at round values.
 * @param least the smallest distance of two lines, such as 1 for what is counted
 */
export function scaleOf(most: number, count: number, least = 1): Scale {
  const rough = Math.max(most, least) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const round = factors.map((factor) => factor * power).find((distance) => distance >= rough) ?? rough
  const distance = Math.max(least, round % least === 0 ? round : Math.ceil(round / least) * least)
  const lines = Math.max(1, Math.ceil(most / distance - 1e-9))
  return { top: lines * distance, lines: Array.from({ length: lines }, (_, n) => (n + 1) * distance) }
}

/** Milliseconds that are worth a line where a scale is logarithmic. */
const roundTimes = [
  ...[1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 60_000, 180_000, 600_000, 1_800_000],
  ...[3_600_000, 3 * 3_600_000, 12 * 3_600_000, 86_400_000, 7 * 86_400_000, 30 * 86_400_000],
]

/** Lines of a logarithmic scale of times that begins below `least` and ends above `most`; where something stands on it, from 0 to 1. */
export function logScale(least: number, most: number) {
  const first = Math.max(
    0,
    roundTimes.findLastIndex((ms) => ms <= least * 0.85),
  )
  const after = roundTimes.findIndex((ms) => ms >= most * 1.15)
  const lines = roundTimes.slice(first, (after < 0 ? roundTimes.length : after) + 1)
  const [from, to] = [Math.log(lines[0] ?? 1), Math.log(lines.at(-1) ?? 2)]
  return { lines, at: (ms: number): number => (to > from ? (Math.log(Math.max(ms, 1)) - from) / (to - from) : 0) }
}

const isRound: Readonly<Record<InsightStep, (at: Date, every: number) => boolean>> = {
  minute: (at, every) => at.getMinutes() % every === 0,
  quarter_hour: (at, every) => at.getMinutes() === 0 && at.getHours() % every === 0,
  two_hours: (at, every) => at.getHours() < 2 && Math.floor(at.getTime() / 86_400_000) % every === 0,
  day: (at, every) => Math.floor(at.getTime() / 86_400_000) % every === 0,
  week: (at, every) => Math.floor(at.getTime() / (7 * 86_400_000)) % every === 0,
}
const distances: Readonly<Record<InsightStep, readonly number[]>> = {
  ...{ minute: [5, 10, 15, 30], quarter_hour: [2, 3, 4, 6, 12], two_hours: [1, 2, 3] },
  ...{ day: [1, 2, 5, 7, 14, 28], week: [1, 2, 4, 8, 13, 26] },
}

/** Which points have their time written below them: those at round times, at most so many. */
export function ticksOf(at: readonly number[], step: InsightStep, most: number): number[] {
  for (const every of distances[step]) {
    const found = at.flatMap((moment, index) => (isRound[step](new Date(moment), every) ? [index] : []))
    if (found.length <= Math.max(1, most)) return found
  }
  return []
}
