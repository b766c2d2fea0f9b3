import type { InsightModel, Insights, ModelInsight, Percentiles } from '#shared/insights'
import { laneNames } from '#shared/lane'
import { type Histogram, percentiles as percentilesOf } from './histogram'
import type { Points } from './points'
import type { InsightPage } from './table'
import { addPage, type Looked, type ModelTally, nameOf, newTally, type Tally } from './tally'

/** What a window shows of the rows of a time. Pure. */
export function summarise(page: InsightPage, points: Points, looked: Looked): Insights {
  const tally = newTally(points.at.length)
  addPage(tally, page, points, looked)
  return readTally(tally, points)
}

/** The times of points, in their order. */
export type Latencies = { readonly answer: (Percentiles | null)[]; readonly wait: (Percentiles | null)[] }

/** Those of the points from one on and before another. */
export const latencies = ({ answers, waits }: Tally, from: number, before?: number): Latencies => ({
  answer: answers.slice(from, before).map(percentiles),
  wait: waits.slice(from, before).map(percentiles),
})

/** The same of rows that were added up before. @param first the times of the first points, where they were read already */
export function readTally(tally: Tally, points: Points, first: Latencies = { answer: [], wait: [] }): Insights {
  const { lanes, sums, models, known, errors } = tally
  const { at, to, step } = points
  const rest = latencies(tally, first.answer.length)
  return {
    ...{ from: at[0] ?? to, to, step, at: [...at], lanes, sums },
    latency: { answer: [...first.answer, ...rest.answer], wait: [...first.wait, ...rest.wait] },
    models: [...models.values()].map(readModel).sort((a, b) => b.answered - a.answered || compare(a, b)),
    errors: [...errors.values()].sort(
      (a, b) => Math.max(b.tries, b.dead) - Math.max(a.tries, a.dead) || b.dead - a.dead || (a.code < b.code ? -1 : 1),
    ),
    known: [...known.values()].sort(compare),
  }
}

const compare = (a: InsightModel, b: InsightModel): number => (nameOf(a) < nameOf(b) ? -1 : 1)

const readModel = ({ lanes, waits, answers, ...sum }: ModelTally): ModelInsight => ({
  ...sum,
  lanes: laneNames.filter((lane) => lanes.has(lane)),
  ...{ answer: percentiles(answers), wait: percentiles(waits) },
})

function percentiles(histogram: Histogram): Percentiles | null {
  const { n, at } = percentilesOf(histogram, [0.5, 0.9, 0.99])
  const [p50, p90, p99] = at
  return p50 === undefined || p90 === undefined || p99 === undefined ? null : { n, p50, p90, p99 }
}
