import type { LaneName } from '#shared/lane'
import type { RowProgress } from '#shared/receipt'
import type { BatchId, StateKind } from '#shared/task'
import type { Database } from '../database'

/** How many tasks of a batch are in a lane, at a gate and in a state. */
export type CountRow = {
  readonly batchId: BatchId
  readonly lane: LaneName
  readonly gateId: number
  readonly state: StateKind
  n: number
}

export const countKey = ({ batchId, lane, gateId, state }: Omit<CountRow, 'n'>): string =>
  `${batchId} ${lane} ${gateId} ${state}`

/** Counts a row in, unless retention left only its hashes. */
export function countedBy(
  counts: Map<string, CountRow>,
  batchId: BatchId,
  { lane, gateId, state }: { lane: LaneName | null; gateId: number | null; state: StateKind },
) {
  if (lane === null || gateId === null) return
  const row = { batchId, lane, gateId, state, n: 1 }
  const known = counts.get(countKey(row))
  if (known) known.n++
  else counts.set(countKey(row), row)
}

/** A batch whose tasks do not add up to what it accepted. */
export type Imbalance = {
  readonly batchId: BatchId
  readonly name: string
  readonly accepted: number
  readonly found: number
}

const IMBALANCES = `SELECT b.id AS batchId, b.name, b.accepted,
    b.purged + coalesce((SELECT sum(c.n) FROM task_counts c WHERE c.batch_id = b.id), 0) AS found
  FROM batches b WHERE b.state = 'open'`

/** The identity, from the counters alone: as cheap as there are batches, so it is checked on every open. Empty when all is well. */
export function imbalances(db: Database): Imbalance[] {
  return db.prepare<[], Imbalance>(`SELECT * FROM (${IMBALANCES}) WHERE found <> accepted`).all()
}

const STORED = 'SELECT batch_id AS batchId, lane, gate_id AS gateId, state, n FROM task_counts WHERE n <> 0'
const PLACES = 'SELECT batch_id AS batchId, lane, gate_id AS gateId, state FROM tasks'

/**
 * The counters against the tasks themselves, a second for each million: what each counter must be changed by. Empty when all is well.
 * Run it inside one read transaction; the differences stay right while others write, since every writer adds and none sets.
 */
export function* countDrift(db: Database): Generator<RowProgress, CountRow[]> {
  const drift = new Map<string, CountRow>()
  let of = 0
  for (const row of db.prepare<[], CountRow>(STORED).all()) {
    drift.set(countKey(row), { ...row, n: -row.n })
    of += row.n
  }
  let done = 0
  for (const place of db.prepare<[], Omit<CountRow, 'n'>>(PLACES).iterate()) {
    countedBy(drift, place.batchId, place)
    if (++done % 10_000 === 0) yield { done, of }
  }
  return [...drift.values()].filter(({ n }) => n !== 0)
}

const ADD = `UPDATE task_counts SET n = n + @n WHERE batch_id = @batchId AND lane = @lane AND gate_id = @gateId AND state = @state`
const INSERT = `INSERT INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (@batchId, @lane, @gateId, @state, @n)`

/** Puts the counters right by those differences. Inside a writing transaction. */
export function mendCounts(db: Database, drift: readonly CountRow[]) {
  const add = db.prepare<CountRow>(ADD)
  const insert = db.prepare<CountRow>(INSERT)
  for (const row of drift) if (add.run(row).changes === 0) insert.run(row)
}
