import { BatchOptions } from '#shared/batch'
import { type LaneName, type LanePolicy, laneNames } from '#shared/lane'
import type { BatchId, GateId, StateKind, TaskId } from '#shared/task'
import type { Store } from './model-disk'

/** A task as it stands on disk. */
export type Row = {
  readonly id: TaskId
  readonly version: number
  readonly state: StateKind
  readonly lane: LaneName
  readonly batchId: BatchId
  readonly position: number
  readonly gateId: GateId
  readonly priority: number
  readonly attempts: number
  readonly retriesUsed: number
  readonly revision: number
  readonly firstTryAt: number | null
  readonly runAt: number | null
  readonly waitMs: number | null
  readonly boot: number | null
  readonly cached: number
  readonly failureCode: string | null
  readonly progress: string | null
}
export type GateRow = {
  readonly id: GateId
  readonly providerId: string
  readonly model: string
  readonly state: string
}
export type BatchRow = {
  readonly id: BatchId
  readonly paused: boolean
  readonly priority: number
  readonly options: BatchOptions
}
/** All that decides what may start, as of one commit. */
export type Snapshot = {
  readonly tasks: ReadonlyMap<TaskId, Row>
  readonly gates: ReadonlyMap<GateId, GateRow>
  readonly batches: ReadonlyMap<BatchId, BatchRow>
  readonly pausedLanes: ReadonlySet<LaneName>
  readonly policies: Readonly<Record<LaneName, LanePolicy>>
  readonly pausedAll: boolean
  readonly pausedProviders: ReadonlySet<string>
  readonly suspects: readonly TaskId[]
  readonly lastEvent: number
}
export type EndedRow = {
  readonly id: TaskId
  readonly number: number
  readonly outcome: string
  readonly reason: string | null
  readonly boot: number | null
}

const TASKS = `SELECT id, version, state, lane, batch_id AS batchId, position, gate_id AS gateId, priority, attempts, retries_used AS retriesUsed,
  revision, first_try_at AS firstTryAt, run_at AS runAt, wait_ms AS waitMs, boot, cached, failure_code AS failureCode, progress FROM tasks`

/** Reads the store as SQL sees it, past all that the store keeps in memory. */
export function snapshots(store: Store) {
  const { db } = store
  const tasks = db.prepare<[], Row>(TASKS)
  const gates = db.prepare<[], GateRow>('SELECT id, provider_id AS providerId, model, state FROM gates')
  const batches = db.prepare<[], { id: BatchId; paused: number; priority: number; options: string }>(
    'SELECT id, paused, priority, options FROM batches',
  )
  const providers = db.prepare<[], { id: string }>('SELECT id FROM providers WHERE paused = 1')
  const ended = db.prepare<[TaskId, number], EndedRow>(
    'SELECT task_id AS id, number, outcome, wait_reason AS reason, boot FROM attempts WHERE task_id = ? AND number > ? ORDER BY number',
  )
  const result = db.prepare<[TaskId], { text: string; purged: number | null }>(
    'SELECT text, purged_at AS purged FROM results WHERE task_id = ?',
  )
  const purged = db.prepare<[BatchId, number], { n: 1 }>(
    'SELECT 1 AS n FROM purged_tasks WHERE batch_id = ? AND position = ?',
  )
  const changes = db.prepare<[], { n: number }>('SELECT total_changes() AS n')
  const options = new Map<string, BatchOptions>()

  function optionsOf(text: string): BatchOptions {
    const known = options.get(text) ?? BatchOptions.parse(JSON.parse(text))
    options.set(text, known)
    return known
  }

  return {
    take(): Snapshot {
      const lanes = store.loadLanes()
      return {
        tasks: new Map(tasks.all().map((row) => [row.id, row])),
        gates: new Map(gates.all().map((row) => [row.id, row])),
        batches: new Map(
          batches.all().map((row) => [row.id, { ...row, paused: row.paused === 1, options: optionsOf(row.options) }]),
        ),
        pausedLanes: new Set(laneNames.filter((name) => lanes[name].paused)),
        policies: { fast: lanes.fast.policy, heavy: lanes.heavy.policy },
        pausedAll: (store.meta.get('paused') ?? 'no') !== 'no',
        pausedProviders: new Set(providers.all().map(({ id }) => id)),
        suspects: store.loadSuspects(),
        lastEvent: store.events.lastSeq(),
      }
    },
    /** The attempts of a task that ended after that one. */
    endedAfter: (id: TaskId, number: number): EndedRow[] => ended.all(id, number),
    result: (id: TaskId) => result.get(id),
    /** Whether its hashes were kept when it was removed, which only a task that succeeded has. */
    isPurged: ({ batchId, position }: Row): boolean => purged.get(batchId, position) !== undefined,
    /** Rises with every row that is written. */
    writes: (): number => changes.get()?.n ?? 0,
  }
}
export type Snapshots = ReturnType<typeof snapshots>
