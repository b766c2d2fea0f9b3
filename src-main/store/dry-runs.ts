import type { BatchDryRun, DryRunState } from '#shared/dry-run'
import type { BatchId, EpochMs, StateKind, TaskId } from '#shared/task'
import type { Changes } from './changes'
import { crashPoint } from './crash-point'
import type { Database } from './database'

type Row = {
  batchId: BatchId
  rows: number
  lastPosition: number
  lastTask: TaskId
  state: DryRunState
  createdAt: EpochMs
  waitingAt: EpochMs | null
  endedAt: EpochMs | null
  told: number
}
/** Up to where tasks of a batch may run: the others wait for the release of its dry run. */
export type Boundary = { readonly lastPosition: number; readonly lastTask: TaskId }
type Sums = Pick<BatchDryRun, 'tasks' | 'succeeded' | 'dead' | 'cancelled' | 'rest'> & { readonly inAll: number }
type Holding = { readonly row: Row; readonly sums: Sums }

const COLUMNS = `batch_id AS batchId, rows, last_position AS lastPosition, last_task AS lastTask, state, created_at AS createdAt,
  waiting_at AS waitingAt, ended_at AS endedAt, told`
const SAVE = `INSERT INTO dry_runs (batch_id, rows, last_position, last_task, state, created_at, waiting_at, ended_at, told)
  VALUES (@batchId, @rows, @lastPosition, @lastTask, @state, @createdAt, @waitingAt, @endedAt, @told)
  ON CONFLICT (batch_id) DO UPDATE SET state = excluded.state, waiting_at = excluded.waiting_at, ended_at = excluded.ended_at,
    told = excluded.told`
// Rows stand in the order in which they came, all tasks of one beside each other. Where they have no numbers, each task is one.
export const LAST = `SELECT id, position FROM tasks WHERE batch_id = @batchId AND position < coalesce((SELECT position FROM tasks
    WHERE batch_id = @batchId AND coalesce(row, position) > @rows ORDER BY position LIMIT 1), 9e15) ORDER BY position DESC LIMIT 1`
export const OWN = 'SELECT state, count(*) AS n FROM tasks WHERE batch_id = ? AND position <= ? GROUP BY state'
const ALL = 'SELECT state, sum(n) AS n FROM task_counts WHERE batch_id = ? AND n > 0 GROUP BY state'
const ends: readonly StateKind[] = ['succeeded', 'dead', 'cancelled']

/**
 * Batches of which only the first rows may run. What its state is follows from what its tasks came to, in the transaction in which they came
 * to it, but for the release, which is a person's word. So a crash at any moment leaves it as it stood.
 */
export function dryRunsTable(db: Database) {
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM dry_runs WHERE batch_id = ?`)
  const holdingRows = db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM dry_runs INDEXED BY dry_runs_holding WHERE state <> 'released' ORDER BY batch_id`,
  )
  const save = db.prepare<Row>(SAVE)
  const last = db.prepare<{ batchId: BatchId; rows: number }, { id: TaskId; position: number }>(LAST)
  const own = db.prepare<[number, number], { state: StateKind; n: number }>(OWN)
  const all = db.prepare<[number], { state: StateKind; n: number }>(ALL)
  let known: Map<BatchId, Holding> | null = null

  function sumsOf({ batchId, lastPosition }: Row): Sums {
    const mine = new Map(own.all(batchId, lastPosition).map(({ state, n }) => [state, n] as const))
    const of = (state: StateKind) => mine.get(state) ?? 0
    const tasks = [...mine.values()].reduce((sum, n) => sum + n, 0)
    const [succeeded, dead, cancelled] = [of('succeeded'), of('dead'), of('cancelled')]
    const counts = all.all(batchId)
    const living = counts.reduce((sum, { state, n }) => (ends.includes(state) ? sum : sum + n), 0)
    const inAll = counts.reduce((sum, { n }) => sum + n, 0)
    const rest = Math.max(0, living - (tasks - succeeded - dead - cancelled))
    return { tasks, succeeded, dead, cancelled, rest, inAll }
  }

  /** Those that hold something back, or would. */
  function holding(): Map<BatchId, Holding> {
    known ??= new Map(holdingRows.all().map((row) => [row.batchId, { row, sums: sumsOf(row) }] as const))
    return known
  }

  function put(row: Row, sums: Sums) {
    save.run(row)
    if (row.state === 'released') holding().delete(row.batchId)
    else holding().set(row.batchId, { row, sums })
  }

  /** What it is by what its tasks came to. */
  function stateOf({ tasks, succeeded, dead, cancelled, rest, inAll }: Sums): DryRunState {
    const isOver = tasks === succeeded + dead + cancelled
    if (rest > 0) return isOver ? 'waiting' : 'running'
    if (inAll > tasks) return 'let_go'
    return isOver ? 'released' : 'running' // the batch has no more rows: there is nothing to ask
  }

  function view({ row, sums }: Holding): BatchDryRun {
    const { batchId, rows, state, createdAt: startedAt, waitingAt, endedAt } = row
    const { inAll: _, ...counts } = sums
    return { batchId, rows, state, ...counts, startedAt, waitingAt, endedAt }
  }

  return {
    /** In the transaction that opens the batch, once all of its tasks are written. */
    begin(batchId: BatchId, rows: number, now: EpochMs): void {
      const found = last.get({ batchId, rows })
      if (!found) return
      const { id: lastTask, position: lastPosition } = found
      const row: Row = {
        ...{ batchId, rows, lastPosition, lastTask, state: 'running', createdAt: now },
        ...{ waitingAt: null, endedAt: null, told: 0 },
      }
      put(row, sumsOf(row))
      crashPoint('in_dry_run')
    },
    /** In the transaction that changed them, after its counters are written. Looks only at batches that it moved tasks of. */
    follow(changes: Changes, now: EpochMs): void {
      if (holding().size === 0) return
      const moved = new Set(changes.current.counts.flatMap(({ batchId, n }) => (n === 0 ? [] : [batchId])))
      for (const batchId of moved) {
        const found = holding().get(batchId)
        if (!found) continue
        const sums = sumsOf(found.row)
        const state = stateOf(sums)
        if (state === found.row.state) {
          holding().set(batchId, { row: found.row, sums })
          continue
        }
        const isOver = state === 'released' || state === 'let_go'
        put(
          {
            ...{ ...found.row, state, endedAt: isOver ? now : null },
            ...(state === 'waiting' ? { waitingAt: now, told: 0 } : {}),
          },
          sums,
        )
        crashPoint('in_dry_run')
        changes.news('batch')
      }
    },
    /** From now on all of the batch may run; false where nothing of it is held. */
    release(batchId: BatchId, now: EpochMs): boolean {
      const found = holding().get(batchId)
      if (!found || found.row.state === 'let_go') return false
      put({ ...found.row, state: 'released', endedAt: now }, found.sums)
      crashPoint('in_dry_run')
      return true
    },

    /** Null where all of the batch may run. Costs no read. */
    boundary(batchId: BatchId): Boundary | null {
      const held = holding()
      return held.size === 0 ? null : (held.get(batchId)?.row ?? null)
    },
    /** Of one that holds something back, or was let go; null otherwise. Costs no read. */
    of(batchId: BatchId): BatchDryRun | null {
      const found = holding().get(batchId)
      return found ? view(found) : null
    },
    /** Also of one that was released; undefined where the batch began with none. */
    get(batchId: BatchId): (BatchDryRun & Boundary) | undefined {
      const row = get.get(batchId)
      return row && { ...view({ row, sums: sumsOf(row) }), lastPosition: row.lastPosition, lastTask: row.lastTask }
    },
    /** Those that wait and that nobody has been told of. */
    untold: (): BatchDryRun[] =>
      [...holding().values()].filter(({ row }) => row.state === 'waiting' && row.told === 0).map(view),
    /** Those that wait. */
    waiting: (): BatchDryRun[] => [...holding().values()].filter(({ row }) => row.state === 'waiting').map(view),
    markTold(told: readonly BatchDryRun[]): void {
      for (const { batchId, waitingAt } of told) {
        const found = holding().get(batchId)
        if (found?.row.waitingAt === waitingAt) put({ ...found.row, told: 1 }, found.sums)
      }
    },
    /** A transaction was rolled back. */
    forget(): void {
      known = null
    },
  }
}
export type DryRunsTable = ReturnType<typeof dryRunsTable>
