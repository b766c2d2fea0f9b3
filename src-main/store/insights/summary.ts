import type {
  ErrorInsight,
  InsightModel,
  InsightQuery,
  InsightSums,
  Insights,
  LanePoints,
  ModelInsight,
  Percentiles,
} from '#shared/insights'
import { type LaneName, laneNames } from '#shared/lane'
import { decodeInto, type Histogram, newHistogram, percentile, size } from './histogram'
import { type Points, pointAt } from './points'
import type { ErrorRow, InsightRow } from './table'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type ModelSum = Omit<ModelInsight, 'lanes' | 'answer' | 'wait'> & {
  readonly lanes: Set<LaneName>
  readonly waits: Histogram
  readonly answers: Histogram
}
type Looked = Pick<InsightQuery, 'lane' | 'model'>

/** Puts the rows of a time together into what a window shows of it. Pure: rows before the first point are left out. */
export function summarise(
  rows: readonly InsightRow[],
  errors: readonly ErrorRow[],
  points: Points,
  looked: Looked,
): Insights {
  const { at, to, step } = points
  const lanes = { fast: noPoints(at.length), heavy: noPoints(at.length) }
  const waits = at.map(newHistogram)
  const answers = at.map(newHistogram)
  const sums: Writable<InsightSums> = { ...noSums }
  const models = new Map<string, ModelSum>()
  const known = new Map<string, InsightModel>()
  for (const row of rows) {
    const point = pointAt(at, row.start)
    if (point < 0) continue
    const { providerId, model } = row
    const name = nameOf(row) // once: it is most of what a row costs
    if (!known.has(name)) known.set(name, { providerId, model })
    if (!isLookedAt(row, looked)) continue
    addPoint(lanes[row.lane], point, row)
    addSums(sums, row)
    const ofModel = models.get(name) ?? noModel(row)
    models.set(name, ofModel)
    addModel(ofModel, row)
    decodeInto(ofModel.waits, row.waits, waits[point])
    decodeInto(ofModel.answers, row.answers, answers[point])
  }
  return {
    ...{ from: at[0] ?? to, to, step, at: [...at], lanes, sums },
    latency: { answer: answers.map(percentiles), wait: waits.map(percentiles) },
    models: [...models.values()].map(readModel).sort((a, b) => b.answered - a.answered || compare(a, b)),
    errors: errorsOf(errors, points, looked),
    known: [...known.values()].sort(compare),
  }
}

/** No id of a provider has a line feed. */
const nameOf = ({ providerId, model }: InsightModel): string => `${providerId}\n${model}`
const compare = (a: InsightModel, b: InsightModel): number => (nameOf(a) < nameOf(b) ? -1 : 1)

const isLookedAt = (row: InsightModel & { readonly lane: LaneName }, { lane, model }: Looked): boolean =>
  (lane === null || row.lane === lane) &&
  (model === null || (row.model === model.model && row.providerId === model.providerId))

function errorsOf(errors: readonly ErrorRow[], { at }: Points, looked: Looked): ErrorInsight[] {
  const found = new Map<string, Writable<ErrorInsight>>()
  for (const row of errors) {
    if (pointAt(at, row.start) < 0 || !isLookedAt(row, looked)) continue
    const { code, status, tries, dead } = row
    const key = `${code} ${status}`
    const known = found.get(key) ?? { code, status: status === 0 ? null : status, tries: 0, dead: 0 }
    found.set(key, known)
    known.tries += tries
    known.dead += dead
  }
  return [...found.values()].sort(
    (a, b) => Math.max(b.tries, b.dead) - Math.max(a.tries, a.dead) || b.dead - a.dead || (a.code < b.code ? -1 : 1),
  )
}

function percentiles(histogram: Histogram): Percentiles | null {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(histogram, share))
  return p50 == null || p90 == null || p99 == null ? null : { n: size(histogram), p50, p90, p99 }
}

const failedOf = ({ held, blocked, transient, permanent, lost }: InsightRow): number =>
  held + blocked + transient + permanent + lost

function addPoint(points: LanePoints, point: number, row: InsightRow): void {
  const add = (values: number[], n: number) => {
    values[point] = (values[point] ?? 0) + n
  }
  add(points.answered, row.succeeded)
  add(points.rateLimited, row.rateLimited)
  add(points.failed, failedOf(row))
  add(points.dead, row.dead)
  add(points.tokensIn, row.tokensIn)
  add(points.tokensOut, row.tokensOut)
  add(points.cost, row.cost)
}

function addSums(sums: Writable<InsightSums>, row: InsightRow): void {
  sums.answered += row.succeeded
  sums.failed += failedOf(row)
  for (const name of ['firstTry', 'cached', 'retries', 'rateLimited', 'dead', 'stopped'] as const)
    sums[name] += row[name]
  for (const name of ['tokensIn', 'tokensOut', 'cost', 'unansweredCost'] as const) sums[name] += row[name]
}

function addModel(sum: Writable<ModelSum>, row: InsightRow): void {
  sum.lanes.add(row.lane)
  sum.answered += row.succeeded
  sum.rateLimited += row.rateLimited
  sum.failed += failedOf(row)
  sum.dead += row.dead
  sum.cost += row.cost
}

const readModel = ({ lanes, waits, answers, ...sum }: ModelSum): ModelInsight => ({
  ...sum,
  lanes: laneNames.filter((lane) => lanes.has(lane)),
  ...{ answer: percentiles(answers), wait: percentiles(waits) },
})

const noSums: InsightSums = {
  ...{ answered: 0, firstTry: 0, cached: 0, retries: 0, rateLimited: 0, failed: 0, dead: 0, stopped: 0 },
  ...{ tokensIn: 0, tokensOut: 0, cost: 0, unansweredCost: 0 },
}

const noModel = ({ providerId, model }: InsightModel): ModelSum => ({
  ...{ providerId, model, answered: 0, rateLimited: 0, failed: 0, dead: 0, cost: 0 },
  ...{ lanes: new Set(), waits: newHistogram(), answers: newHistogram() },
})

function noPoints(count: number): LanePoints {
  const zeros = () => new Array<number>(count).fill(0)
  return {
    ...{ answered: zeros(), rateLimited: zeros(), failed: zeros(), dead: zeros() },
    ...{ tokensIn: zeros(), tokensOut: zeros(), cost: zeros() },
  }
}
