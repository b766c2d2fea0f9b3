import { percentile } from '../engine/result'

/** A page should be there within that, in ms: see docs/benchmarks.md. */
export const goalMs = 20

export type Timing = {
  readonly p50: number
  readonly p99: number
  /** How many tasks matched, over all runs; + where a search stopped at the most that is shown. */
  readonly found: string
  /** Whether 99 of 100 pages kept to the goal; null where there is none. */
  readonly met: boolean | null
}
export type Timings = Readonly<Record<string, Timing>>

export const round = (value: number) => Math.round(value * 100) / 100

export function timingOf(times: readonly number[], found: string, hasGoal: boolean): Timing {
  const p99 = round(percentile(times, 99))
  return { p50: round(percentile(times, 50)), p99, found, met: hasGoal ? p99 < goalMs : null }
}

/** From the fewest to the most. */
export function foundWords(totals: readonly number[], isCapped: boolean): string {
  const [least, most] = [Math.min(...totals), Math.max(...totals)]
  return `${least === most ? most : `${least}–${most}`}${isCapped ? '+' : ''}`
}

/** The report for a person. */
export function table(title: string, timings: Timings): string {
  const names = Object.keys(timings)
  const width = Math.max(...names.map((name) => name.length))
  const lines = Object.entries(timings).map(([name, { p50, p99, found, met }]) => {
    const verdict = met === null ? '' : met ? 'met   ' : 'MISSED'
    return `  ${verdict}  ${name.padEnd(width)}  p50 ${p50.toFixed(2).padStart(8)}   p99 ${p99.toFixed(2).padStart(8)}   ${found}`
  })
  const missed = Object.values(timings).filter(({ met }) => met === false).length
  const judged = Object.values(timings).filter(({ met }) => met !== null).length
  const sum = judged === 0 ? [] : [`  ${judged - missed} of ${judged} within ${goalMs} ms`]
  return [title, ...lines, ...sum].join('\n')
}
