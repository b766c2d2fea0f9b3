import { type Counts, emptyCounts } from '#shared/batch'
import type { LaneName } from '#shared/lane'
import type { BatchId, EpochMs, FailureCode, GateId, StateKind } from '#shared/task'
import type { Database } from './database'

export type CountRow = { batchId: BatchId; lane: LaneName; gateId: GateId; state: StateKind; n: number }
type DeadGroupRow = {
  code: FailureCode
  status: number | null
  providerCode: string | null
  lane: LaneName
  n: number
  firstAt: number
  lastAt: number
}

const ALL = `SELECT c.batch_id AS batchId, c.lane, c.gate_id AS gateId, c.state, c.n FROM task_counts c
  JOIN batches b ON b.id = c.batch_id WHERE c.n > 0 AND b.state = 'open'`
const DEAD_GROUPS = `SELECT failure_code AS code, failure_status AS status, failure_provider_code AS providerCode, lane, count(*) AS n,
    min(settled_at) AS firstAt, max(settled_at) AS lastAt
  FROM tasks WHERE state = 'dead' GROUP BY failure_code, failure_status, failure_provider_code, lane`
const EXAMPLE = `SELECT failure_message AS message FROM tasks WHERE state = 'dead' AND failure_code = @code
  AND failure_status IS @status AND failure_provider_code IS @providerCode ORDER BY settled_at DESC LIMIT 1`
const ENDED = `SELECT lane, settled_at AS at, state FROM tasks INDEXED BY tasks_ended WHERE state = @state AND settled_at IS NOT NULL AND settled_at > @since`
const DUE = `SELECT run_at AS at FROM tasks WHERE run_at IS NOT NULL AND lane = @lane AND state = 'backing_off' ORDER BY run_at LIMIT 1`
const START = `SELECT run_at AS at FROM tasks WHERE run_at IS NOT NULL AND batch_id = @batchId AND state = 'scheduled' ORDER BY run_at LIMIT 1`
const RECENT = `SELECT answer_ms AS ms FROM tasks WHERE state = 'succeeded' AND lane = @lane AND answer_ms IS NOT NULL
  ORDER BY settled_at DESC LIMIT 200`

/** The numbers on the board. They come from counters and short index ranges, so they cost the same at a million tasks. */
export function countsReader(db: Database) {
  const all = db.prepare<[], CountRow>(ALL)
  const deadGroups = db.prepare<[], DeadGroupRow>(DEAD_GROUPS)
  const example = db.prepare<{ code: string; status: number | null; providerCode: string | null }, { message: string }>(
    EXAMPLE,
  )
  const ended = db.prepare<{ state: StateKind; since: EpochMs }, { lane: LaneName; at: EpochMs; state: StateKind }>(
    ENDED,
  )
  const due = db.prepare<{ lane: LaneName }, { at: EpochMs }>(DUE)
  const start = db.prepare<{ batchId: BatchId }, { at: EpochMs }>(START)
  const recent = db.prepare<{ lane: LaneName }, { ms: number }>(RECENT)
  return {
    /** One row for each batch, lane, gate and state that has tasks. */
    all: (): CountRow[] => all.all(),
    deadGroups: () => deadGroups.all(),
    exampleOf: (code: string, status: number | null, providerCode: string | null): string =>
      example.get({ code, status, providerCode })?.message ?? '',
    /** The tasks that reached that end since then. */
    endedSince: (state: 'succeeded' | 'dead' | 'cancelled', since: EpochMs) => ended.all({ state, since }),
    /** When the next of a lane that backs off is due. */
    nextDue: (lane: LaneName): EpochMs | null => due.get({ lane })?.at ?? null,
    /** When the next task of a batch starts that was given a time. */
    nextStart: (batchId: BatchId): EpochMs | null => start.get({ batchId })?.at ?? null,
    /** How long the last 200 answers of a lane took, in ms, newest first. */
    recentAnswers: (lane: LaneName): number[] => recent.all({ lane }).map(({ ms }) => ms),
  }
}
export type CountsReader = ReturnType<typeof countsReader>

export function sumCounts(rows: readonly CountRow[]): Counts {
  const counts = { ...emptyCounts }
  for (const { state, n } of rows) counts[state] += n
  return counts
}
