import type { InsightQuery, Insights } from '#shared/insights'
import type { LocalDays } from '#shared/local-day'
import type { EpochMs } from '#shared/task'
import { pointsOf } from './points'
import { summarise } from './summary'
import type { InsightsTable } from './table'

/** What a window asks of the sums over time: some hundred rows for each model, however long the app is kept. */
export const readInsights =
  (table: Pick<InsightsTable, 'rows' | 'errors'>, days: LocalDays) =>
  ({ range, batchId, ...looked }: InsightQuery, now: EpochMs): Insights => {
    const everything = range === 'all' ? table.rows(batchId, 0) : null
    const first = everything?.reduce((least, { start }) => Math.min(least, start), now) ?? null
    const points = pointsOf(range, now, days, first)
    const from = points.at[0] ?? points.to
    return summarise(everything ?? table.rows(batchId, from), table.errors(batchId, from), points, looked)
  }
