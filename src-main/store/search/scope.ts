import type { BatchId, GateId, StateKind } from '#shared/task'
import type { Database } from '#store/database'
import { type ListQuery, like } from '#store/list-rules'

/** A batch that is asked for, and how many tasks it has. */
export type BatchSize = { readonly id: BatchId; readonly n: number }
/** Places in a batch, from 1. */
export type Rows = { readonly from: number; readonly to: number }

const SIZES = `SELECT c.batch_id AS id, sum(c.n) AS n FROM task_counts c JOIN batches b ON b.id = c.batch_id
  WHERE c.n > 0 AND b.state = 'open' AND (@batchId IS NULL OR b.id = @batchId) AND (@name IS NULL OR b.name LIKE @name ESCAPE '\\')
  GROUP BY c.batch_id ORDER BY c.batch_id`
const COUNT = `SELECT coalesce(sum(n), 0) FROM task_counts WHERE (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
  AND (@batchId IS NULL OR batch_id = @batchId) AND (@lane IS NULL OR lane = @lane)
  AND (@gates IS NULL OR gate_id IN (SELECT value FROM json_each(@gates)))`

/** How many tasks a query can be about, by the counters, before any of them is looked at. */
export function scopeReader(db: Database) {
  const sizes = db.prepare<{ batchId: BatchId | null; name: string | null }, BatchSize>(SIZES)
  const count = db
    .prepare<Record<'states' | 'lane' | 'gates', string | null> & { batchId: BatchId | null }, number>(COUNT)
    .pluck()
  const gates = db.prepare<[], GateId>('SELECT id FROM gates').pluck()
  const gatesLike = db.prepare<[string], GateId>(`SELECT id FROM gates WHERE model LIKE ? ESCAPE '\\'`).pluck()

  const gatesOf = ({ filter }: ListQuery) => ({
    asked: filter.model ? gatesLike.all(like(filter.model)) : undefined,
    all: gates.all(),
  })
  return {
    gatesOf,
    /** Undefined when a query is about all batches alike. */
    batchesOf({ batchId, filter: { batch, row } }: ListQuery): BatchSize[] | undefined {
      if (batchId === null && !batch && !row) return undefined
      return sizes.all({ batchId, name: batch ? like(batch) : null })
    },
    /** How many tasks it has in some of its states (null: in any), at its gates and in its lane. */
    size(query: ListQuery, states: readonly StateKind[] | null): number {
      const { asked } = gatesOf(query)
      const { batchId, filter } = query
      return (
        count.get({
          ...{ batchId, lane: filter.lane ?? null, states: states && JSON.stringify(states) },
          gates: asked ? JSON.stringify(asked) : null,
        }) ?? 0
      )
    },
  }
}

/** How many tasks stand in such places of those batches. */
export const placesIn = (batches: readonly BatchSize[], rows: Rows | undefined): number =>
  batches.reduce((sum, { n }) => sum + (rows ? Math.min(n, rows.to - rows.from + 1) : n), 0)
