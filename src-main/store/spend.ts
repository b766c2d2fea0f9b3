import { practiceProviderId } from '#shared/provider'
import { type DaySpend, type LocalDay, type ModelSpend, noSpend, type Spend } from '#shared/spend'
import type { BatchId } from '#shared/task'
import type { Changes, SpendDelta } from './changes'
import type { Database } from './database'

const ADD = `INSERT INTO spend (day, batch_id, provider_id, model, calls, tokens_in, cached_in, tokens_out, cost, saved, saved_by_half_price, unanswered,
    unanswered_cost, unpriced)
  VALUES (@day, @batchId, @providerId, @model, @calls, @tokensIn, @cachedIn, @tokensOut, @cost, @saved, @savedByHalfPrice, @unanswered, @unansweredCost, @unpriced)
  ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, tokens_in = tokens_in + excluded.tokens_in,
    cached_in = cached_in + excluded.cached_in, tokens_out = tokens_out + excluded.tokens_out, cost = cost + excluded.cost,
    saved = saved + excluded.saved, saved_by_half_price = saved_by_half_price + excluded.saved_by_half_price, unanswered = unanswered + excluded.unanswered,
    unanswered_cost = unanswered_cost + excluded.unanswered_cost, unpriced = unpriced + excluded.unpriced`
// Practice bills nobody.
const UNANSWERED = `coalesce(sum(unanswered) FILTER (WHERE provider_id <> '${practiceProviderId}'), 0)`
const SUMS = `coalesce(sum(calls), 0) AS calls, coalesce(sum(tokens_in), 0) AS tokensIn, coalesce(sum(cached_in), 0) AS cachedIn,
  coalesce(sum(tokens_out), 0) AS tokensOut, coalesce(sum(cost), 0) AS cost, coalesce(sum(saved), 0) AS saved,
  coalesce(sum(saved_by_half_price), 0) AS savedByHalfPrice,
  ${UNANSWERED} AS unanswered, coalesce(sum(unanswered_cost), 0) AS unansweredCost, coalesce(sum(unpriced), 0) AS unpriced`

/**
 * What calls used and cost: one row per day, batch, provider and model. A transaction adds its differences once, however many calls ended in
 * it. Rows stay when retention removes their tasks.
 */
export function spendTable(db: Database) {
  const add = db.prepare<SpendDelta>(ADD)
  const ofBatch = db.prepare<[number], Spend>(`SELECT ${SUMS} FROM spend WHERE batch_id = ?`)
  const ofBatches = db.prepare<[string], Spend & { batchId: BatchId }>(
    `SELECT batch_id AS batchId, ${SUMS} FROM spend WHERE batch_id IN (SELECT value FROM json_each(?)) GROUP BY batch_id`,
  )
  const ofDay = db.prepare<[string], Spend>(`SELECT ${SUMS} FROM spend WHERE day = ?`)
  const range = 'day BETWEEN @from AND @to'
  const byDay = db.prepare<{ from: string; to: string }, DaySpend>(
    `SELECT day, ${SUMS} FROM spend WHERE ${range} GROUP BY day ORDER BY day`,
  )
  const byModel = db.prepare<{ from: string; to: string }, ModelSpend>(
    `SELECT provider_id AS providerId, model, ${SUMS} FROM spend WHERE ${range} GROUP BY provider_id, model
     ORDER BY sum(cost) + sum(unanswered_cost) DESC, provider_id, model`,
  )
  return {
    /** Only inside the transaction whose calls they are. */
    write(changes: Changes) {
      for (const delta of changes.current.spend) add.run(delta)
    },
    ofBatch: (id: BatchId): Spend => ofBatch.get(id) ?? noSpend,
    /** Those of them that had calls. */
    ofBatches: (ids: readonly BatchId[]): Map<BatchId, Spend> =>
      new Map(ofBatches.all(JSON.stringify(ids)).map(({ batchId, ...spend }) => [batchId, spend])),
    ofDay: (day: LocalDay): Spend => ofDay.get(day) ?? noSpend,
    /** Days on which calls ended, from the first to the last, both included. */
    byDay: (from: LocalDay, to: LocalDay): DaySpend[] => byDay.all({ from, to }),
    /** The dearest first. */
    byModel: (from: LocalDay, to: LocalDay): ModelSpend[] => byModel.all({ from, to }),
  }
}
export type SpendTable = ReturnType<typeof spendTable>
