import { type Counts, emptyCounts } from '#shared/batch'
import type { LaneName } from '#shared/lane'
import type { BatchId, EpochMs, GateId, StateKind } from '#shared/task'
import type { Database } from './database'
import { endedReader } from './ended'

export type CountRow = { batchId: BatchId; lane: LaneName; gateId: GateId; state: StateKind; n: number }

const ALL = `SELECT c.batch_id AS batchId, c.lane, c.gate_id AS gateId, c.state, c.n FROM task_counts c
  JOIN batches b ON b.id = c.batch_id WHERE c.n > 0 AND b.state = 'open'`
const DUE = `SELECT run_at AS at FROM tasks WHERE run_at IS NOT NULL AND lane = @lane AND state = 'backing_off' ORDER BY run_at LIMIT 1`
const LANE_START = `SELECT run_at AS at FROM tasks WHERE run_at IS NOT NULL AND lane = @lane AND state = 'scheduled' ORDER BY run_at LIMIT 1`
const START = `SELECT run_at AS at FROM tasks WHERE run_at IS NOT NULL AND batch_id = @batchId AND state = 'scheduled' ORDER BY run_at LIMIT 1`
// Bounded, since it is read each second: of a batch that begins after so many others are due, by a time or a backoff, the start is not told.
export const NEXT_DUE = `SELECT batch_id, run_at, state FROM tasks INDEXED BY tasks_due WHERE run_at IS NOT NULL ORDER BY run_at LIMIT 2000`
const STARTS = `SELECT batch_id AS batchId, min(run_at) AS at FROM (${NEXT_DUE}) WHERE state = 'scheduled' GROUP BY batch_id`

// Of the newest answers of all models, so that a model which nobody has asked for long is not looked for in all of them.
export const LATELY = `SELECT id FROM (SELECT id, gate_id FROM tasks INDEXED BY tasks_ended WHERE state = 'succeeded' AND settled_at IS NOT NULL
  ORDER BY settled_at DESC LIMIT 2000) WHERE gate_id IN (SELECT value FROM json_each(?)) LIMIT 50`
const TYPICAL = `SELECT avg(answer_ms) AS ms FROM tasks WHERE id IN (${LATELY}) AND cached = 0`

/** The numbers on the board. They come from counters, short index ranges and what is remembered, so they cost the same at a million tasks. */
export function countsReader(db: Database, leftEnds: () => number) {
  const all = db.prepare<[], CountRow>(ALL)
  const due = db.prepare<{ lane: LaneName }, { at: EpochMs }>(DUE)
  const laneStart = db.prepare<{ lane: LaneName }, { at: EpochMs }>(LANE_START)
  const typical = db.prepare<[string], { ms: number | null }>(TYPICAL)
  const starts = db.prepare<[], { batchId: BatchId; at: EpochMs }>(STARTS)
  const start = db.prepare<{ batchId: BatchId }, { at: EpochMs }>(START)
  return {
    /** One row for each batch, lane, gate and state that has tasks. */
    all: (): CountRow[] => all.all(),
    /** What ended lately. */
    ended: endedReader(db, leftEnds).read,
    /** When the next of a lane that backs off is due. */
    nextDue: (lane: LaneName): EpochMs | null => due.get({ lane })?.at ?? null,
    /** When the next task of a lane starts that was given a time. What backs off until before then is passed one by one: not for every patch. */
    nextStartOf: (lane: LaneName): EpochMs | null => laneStart.get({ lane })?.at ?? null,
    /** How long an answer through those gates took lately, as a mean; null where none is among the newest. */
    typicalMs: (gates: readonly GateId[]): number | null => typical.get(JSON.stringify(gates))?.ms ?? null,
    /** When the next task of each batch starts that was given a time, where it is among the next 2,000 that are due. */
    starts: (): ReadonlyMap<BatchId, EpochMs> => new Map(starts.all().map(({ batchId, at }) => [batchId, at])),
    /** When the next task of a batch starts that was given a time. */
    nextStart: (batchId: BatchId): EpochMs | null => start.get({ batchId })?.at ?? null,
  }
}
export type CountsReader = ReturnType<typeof countsReader>

export function sumCounts(rows: readonly CountRow[]): Counts {
  const counts = { ...emptyCounts }
  for (const { state, n } of rows) counts[state] += n
  return counts
}
