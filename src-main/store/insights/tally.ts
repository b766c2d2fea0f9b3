import type { ErrorInsight, InsightModel, InsightQuery, InsightSums, LanePoints } from '#shared/insights'
import type { LaneName } from '#shared/lane'
import { decodeInto, type Histogram, newHistogram } from './histogram'
import { type Points, pointAt } from './points'
import type { ErrorRow, InsightPage, InsightRow } from './table'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
export type ModelTally = Writable<
  InsightModel & Pick<InsightSums, 'answered' | 'rateLimited' | 'failed' | 'dead' | 'cost'>
> & { readonly lanes: Set<LaneName>; readonly waits: Histogram; readonly answers: Histogram }
/** What is looked at; of the rest it is only known that it is there. */
export type Looked = Pick<InsightQuery, 'lane' | 'model'>

/** What rows of some points come to so far: they are added page by page, in any order. */
export type Tally = {
  readonly lanes: Readonly<Record<LaneName, LanePoints>>
  readonly waits: readonly Histogram[] // for each point
  readonly answers: readonly Histogram[]
  readonly sums: Writable<InsightSums>
  readonly models: Map<string, ModelTally>
  readonly known: Map<string, InsightModel>
  readonly errors: Map<string, Writable<ErrorInsight>>
}

export const newTally = (points: number): Tally => ({
  lanes: { fast: noPoints(points), heavy: noPoints(points) },
  waits: Array.from({ length: points }, newHistogram),
  answers: Array.from({ length: points }, newHistogram),
  sums: { ...noSums },
  ...{ models: new Map(), known: new Map(), errors: new Map() },
})

/** One that rows of the points from that one on can be added to while this one stays as it is. */
export const copyTally = ({ lanes, waits, answers, sums, models, known, errors }: Tally, from: number): Tally => ({
  lanes: { fast: copyPoints(lanes.fast), heavy: copyPoints(lanes.heavy) },
  ...{ waits: copyFrom(waits, from), answers: copyFrom(answers, from), sums: { ...sums } },
  models: new Map([...models].map(([name, model]) => [name, copyModel(model)])),
  known: new Map(known),
  errors: new Map([...errors].map(([name, error]) => [name, { ...error }])),
})

const copyFrom = (histograms: readonly Histogram[], from: number): Histogram[] =>
  histograms.map((histogram, point) => (point < from ? histogram : histogram.slice()))
const copyModel = (model: ModelTally): ModelTally => ({
  ...model,
  ...{ lanes: new Set(model.lanes), waits: model.waits.slice(), answers: model.answers.slice() },
})

/** Adds rows of these points; what lies before or after them, as of a clock that stood wrong, is left out. */
export function addPage(tally: Tally, { rows, errors }: InsightPage, points: Points, looked: Looked): void {
  for (const row of rows) addRow(tally, row, points, looked)
  for (const row of errors) if (isAmong(points, row.start) && isLookedAt(row, looked)) addError(tally, row)
}

function addRow(tally: Tally, row: InsightRow, points: Points, looked: Looked): void {
  if (!isAmong(points, row.start)) return
  const point = pointAt(points.at, row.start)
  const { providerId, model } = row
  const name = nameOf(row) // once: it is most of what a row costs
  if (!tally.known.has(name)) tally.known.set(name, { providerId, model })
  if (!isLookedAt(row, looked)) return
  addPoint(tally.lanes[row.lane], point, row)
  addSums(tally.sums, row)
  let ofModel = tally.models.get(name)
  if (!ofModel) {
    ofModel = newModel(row)
    tally.models.set(name, ofModel)
  }
  addModel(ofModel, row)
  decodeInto(ofModel.waits, row.waits, tally.waits[point])
  decodeInto(ofModel.answers, row.answers, tally.answers[point])
}

function addError({ errors }: Tally, { code, status, tries, dead }: ErrorRow): void {
  const key = `${code} ${status}`
  const known = errors.get(key) ?? { code, status: status === 0 ? null : status, tries: 0, dead: 0 }
  errors.set(key, known)
  known.tries += tries
  known.dead += dead
}

/** No id of a provider has a line feed. */
export const nameOf = ({ providerId, model }: InsightModel): string => `${providerId}\n${model}`

const isAmong = ({ at, to }: Points, moment: number): boolean => moment >= (at[0] ?? to) && moment < to

const isLookedAt = (row: InsightModel & { readonly lane: LaneName }, { lane, model }: Looked): boolean =>
  (lane === null || row.lane === lane) &&
  (model === null || (row.model === model.model && row.providerId === model.providerId))

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

function addModel(sum: ModelTally, row: InsightRow): void {
  sum.lanes.add(row.lane)
  sum.answered += row.succeeded
  sum.rateLimited += row.rateLimited
  sum.failed += failedOf(row)
  sum.dead += row.dead
  sum.cost += row.cost
}

const noSums: InsightSums = {
  ...{ answered: 0, firstTry: 0, cached: 0, retries: 0, rateLimited: 0, failed: 0, dead: 0, stopped: 0 },
  ...{ tokensIn: 0, tokensOut: 0, cost: 0, unansweredCost: 0 },
}

const newModel = ({ providerId, model }: InsightModel): ModelTally => ({
  ...{ providerId, model, answered: 0, rateLimited: 0, failed: 0, dead: 0, cost: 0 },
  ...{ lanes: new Set<LaneName>(), waits: newHistogram(), answers: newHistogram() },
})

function noPoints(count: number): LanePoints {
  const zeros = () => new Array<number>(count).fill(0)
  return {
    ...{ answered: zeros(), rateLimited: zeros(), failed: zeros(), dead: zeros() },
    ...{ tokensIn: zeros(), tokensOut: zeros(), cost: zeros() },
  }
}

const copyPoints = ({ answered, rateLimited, failed, dead, tokensIn, tokensOut, cost }: LanePoints): LanePoints => ({
  ...{ answered: [...answered], rateLimited: [...rateLimited], failed: [...failed], dead: [...dead] },
  ...{ tokensIn: [...tokensIn], tokensOut: [...tokensOut], cost: [...cost] },
})
