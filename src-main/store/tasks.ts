import { type CalledAt, causeOf } from '#shared/cause'
import type { LaneName } from '#shared/lane'
import type { BatchId, EpochMs, GateId, StateKind, TaskId, TaskState, TaskView, Usage } from '#shared/task'
import type { Lease, Place } from '#shared/work'
import { CALLED_AT } from './causes'
import type { Changes } from './changes'
import type { Database } from './database'
import { readTask, selectTasks, stateColumns, type TaskRow } from './task-row'

export type NewTask = Place & {
  readonly position: number
  readonly customId: string | null
  readonly title: string
  readonly state: TaskState
  readonly priority: number
  readonly createdAt: EpochMs
  readonly row?: number | undefined
  readonly variant?: number | undefined
}
/** A queued task as a claim finds it, with the text of its newest request; null where that is missing. */
export type InLine = {
  readonly id: TaskId
  readonly lane: LaneName
  readonly priority: number
  readonly attempts: number
  readonly retriesUsed: number
  readonly revision: number
  readonly firstTryAt: EpochMs | null
  readonly waitMs: number | null
  readonly text: string | null
  readonly fallback: number
  readonly readyAt: EpochMs // since when it stands in line
  readonly limits: string | null // TaskLimits, where it has some of its own
}
/** How an attempt leaves its task. */
export type TaskEnd = {
  readonly fallback: number | null
  readonly state: TaskState
  readonly retriesUsed: number
  readonly waitMs: number | null
  readonly answerMs: number | null
  readonly usage: Usage | null
  readonly cost: number // nano-dollars
  readonly at: EpochMs
  readonly calledAt: CalledAt | null // of one that dies: where its call went
}
/** What a person may change of a task besides its state. */
export type TaskChanges = {
  readonly retriesUsed?: number | undefined
  readonly afresh?: boolean | undefined
  readonly revision?: number | undefined
  readonly lane?: LaneName | undefined
  readonly gateId?: GateId | undefined
  readonly priority?: number | undefined
  readonly at?: EpochMs | undefined // now: since then it stands in line, if it is queued
  readonly died?: boolean | undefined // dead: it died now, where a person else takes back what made it a letter no more
}
export type RunningRow = Place & {
  readonly id: TaskId
  readonly attempts: number
  readonly revision: number
  readonly retriesUsed: number
  readonly boot: number
  readonly startedAt: EpochMs
  readonly progress: 'claimed' | 'sent' | 'first_byte'
  readonly reserved: number
  readonly way: GateId // its own where it went no other
}
/** What a claim records besides: nano-dollars put by for the call, and the gate it goes through where it is not the task's own. */
export type Claimed = { readonly id: TaskId; readonly reserved: number; readonly way: GateId | null }

const PLACE = 'batch_id AS batchId, lane, gate_id AS gateId'
const INSERT = `INSERT INTO tasks (batch_id, position, custom_id, title, lane, gate_id, priority, created_at, state, run_at, settled_at,
    failure_code, failure_message, row, variant)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
export const IN_LINE = `SELECT t.id, t.lane, t.priority, t.attempts, t.retries_used AS retriesUsed, t.revision, t.first_try_at AS firstTryAt,
    t.wait_ms AS waitMs, t.fallback, coalesce(t.ready_at, t.created_at) AS readyAt, p.request AS text,
    l.limits
  FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value LEFT JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision
    LEFT JOIN letters l ON l.task_id = t.id
  WHERE t.state = 'queued'`
// Many at once: half of what a statement for each costs. NOT INDEXED: the planner would walk all that is queued.
export const CLAIM = `UPDATE tasks NOT INDEXED SET state = 'running', attempts = attempts + 1, boot = ?, started_at = ?, progress = ?,
    version = version + 1, first_try_at = coalesce(first_try_at, ?), way = NULL, remote_batch = NULL
  WHERE id IN (SELECT value FROM json_each(?)) AND state = 'queued'`
// For what has a price or goes another way: a statement for each, as the values differ.
const PUT_BY = 'UPDATE tasks SET reserved = ?, way = ? WHERE id = ?'
const PROGRESS = `UPDATE tasks SET progress = ? WHERE id = ? AND state = 'running' AND attempts = ?`
const NO_LEASE = 'started_at = NULL, boot = NULL, progress = NULL'
// Nearly all settles are successes or go back in line: those two touch the fewest columns.
export const SUCCEED = `UPDATE tasks SET state = 'succeeded', settled_at = ?, ${NO_LEASE}, version = version + 1, answer_ms = ?, tokens_in = ?,
    tokens_out = ?, cost = cost + ?, reserved = 0 WHERE id = ? AND state = 'running' AND attempts = ?`
const SET_STATE = `state = @state, run_at = @runAt, settled_at = @settledAt, failure_code = @failureCode, failure_status = @failureStatus,
  failure_provider_code = @failureProviderCode, failure_message = @failureMessage, failure_request_id = @failureRequestId, ${NO_LEASE},
  cause = @cause, deaths = iif(@cause IS NULL, deaths, iif(died_of IS @cause, deaths + @died, 1)), died_of = coalesce(@cause, died_of),
  version = version + 1`
const SETTLE = `UPDATE tasks SET ${SET_STATE}, retries_used = @retriesUsed, wait_ms = @waitMs, answer_ms = @answerMs,
    fallback = coalesce(@fallback, fallback), cost = cost + @cost, reserved = 0, ready_at = iif(@state = 'queued', @at, ready_at)
  WHERE id = @taskId AND state = 'running' AND attempts = @attempt`
const DUE = `SELECT id, state, priority, ${PLACE} FROM tasks WHERE run_at IS NOT NULL AND run_at <= ? ORDER BY run_at LIMIT ?`
const MOVE = `UPDATE tasks SET ${SET_STATE}, retries_used = coalesce(@retriesUsed, retries_used), revision = coalesce(@revision, revision),
    lane = coalesce(@lane, lane), gate_id = coalesce(@gateId, gate_id), priority = coalesce(@priority, priority), first_try_at = iif(@afresh = 1, NULL, first_try_at),
    fallback = iif(@afresh = 1, 0, fallback), ready_at = iif(@state = 'queued' AND @from <> 'queued', @at, ready_at)
  WHERE id = @id AND state = @from AND version = @version`
const DIED = 'UPDATE tasks SET cause = @cause, died_of = @cause, deaths = 1 WHERE id = @id'
const REUSE = `UPDATE tasks SET state = 'succeeded', settled_at = ?, version = version + 1, cached = 1, tokens_in = 0, tokens_out = 0
  WHERE id = ? AND state = 'queued'`
// A task from before wait_ms was kept has it in its last attempt; where nobody knows, a minute.
const WAIT = `coalesce(wait_ms, (SELECT a.wait_ms FROM attempts a WHERE a.task_id = tasks.id AND a.number = tasks.attempts), 60000)`
const REFUND = `UPDATE tasks SET retries_used = retries_used - 1, version = version + 1
  WHERE id = ? AND state = 'backing_off' AND retries_used > 0`
const CLAMP = `UPDATE tasks SET run_at = ? + ${WAIT}, version = version + 1
  WHERE state = 'backing_off' AND run_at > ? + ${WAIT} RETURNING id`

// Of tasks that retention removed, the positions are never given again.
const LAST_POSITION = `SELECT max(b.accepted, coalesce((SELECT max(position) FROM tasks WHERE batch_id = b.id), 0)) AS position
  FROM batches b WHERE b.id = ?`

export function tasksTable(db: Database, changes: Changes) {
  const insert = db.prepare(INSERT)
  const inLine = db.prepare<[string], InLine>(IN_LINE)
  const claim = db.prepare<[number, EpochMs, string, EpochMs, string]>(CLAIM)
  const putBy = db.prepare<[number, GateId | null, TaskId]>(PUT_BY)
  const addCost = db.prepare<[number, TaskId]>('UPDATE tasks SET cost = cost + ? WHERE id = ?')
  const progress = db.prepare<[string, TaskId, number]>(PROGRESS)
  const succeed = db.prepare(SUCCEED)
  const settle = db.prepare(SETTLE)
  const due = db.prepare<
    [EpochMs, number],
    Place & { id: TaskId; state: 'scheduled' | 'backing_off'; priority: number }
  >(DUE)
  const queue = db.prepare<[TaskId]>(
    `UPDATE tasks SET state = 'queued', ready_at = run_at, run_at = NULL, version = version + 1 WHERE id = ?`,
  )
  const move = db.prepare(MOVE)
  const died = db.prepare<{ id: TaskId; cause: string }>(DIED)
  const calledAt = db.prepare<[TaskId], CalledAt>(CALLED_AT)
  const reuse = db.prepare<[EpochMs, TaskId]>(REUSE)
  const refund = db.prepare<[TaskId]>(REFUND)
  const clamp = db.prepare<[EpochMs, EpochMs], { id: TaskId }>(CLAMP)
  const dueAt = db.prepare<[], { at: number | null }>('SELECT min(run_at) AS at FROM tasks WHERE run_at IS NOT NULL')
  const running = db.prepare<[], RunningRow>(
    `SELECT id, attempts, revision, retries_used AS retriesUsed, boot, started_at AS startedAt, progress, reserved,
     coalesce((SELECT g.id FROM gates g WHERE g.id = way), gate_id) AS way, ${PLACE}
     FROM tasks WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM remote_batches r WHERE r.id = remote_batch AND r.state <> 'ended')
     ORDER BY id`,
  )
  const get = db.prepare<[number], TaskRow>(`${selectTasks} WHERE t.id = ?`)
  const runningViews = db.prepare<[], TaskRow>(
    `${selectTasks} WHERE t.state = 'running' AND t.remote_batch IS NULL ORDER BY t.id`,
  )
  const between = db.prepare<[number, number, number, string], TaskRow>(
    `${selectTasks} WHERE t.batch_id = ? AND t.position BETWEEN ? AND ? AND t.state IN (SELECT value FROM json_each(?)) ORDER BY t.position`,
  )
  const among = db.prepare<[string, string], TaskRow>(
    `${selectTasks} WHERE t.id IN (SELECT value FROM json_each(?)) AND t.state IN (SELECT value FROM json_each(?)) ORDER BY t.id`,
  )
  const lastPosition = db.prepare<[number], { position: number | null }>(LAST_POSITION)
  const byCustomId = db.prepare<[number, number | null], { id: TaskId; customId: string }>(
    'SELECT id, custom_id AS customId FROM tasks WHERE batch_id = ? AND custom_id IS NOT NULL AND variant IS ? ORDER BY position',
  )
  function causeIn(state: TaskState, where: () => CalledAt | null | undefined): string | null {
    if (state.kind !== 'dead') return null
    const at = where()
    if (!at) throw new Error('nobody knows where the call of a dead letter went')
    return causeOf(state.failure, at)
  }
  const requeueable = (place: Place, id: TaskId, priority: number) => {
    changes.queued({ batchId: place.batchId, lane: place.lane, gateId: place.gateId, id, priority })
  }

  return {
    insert(task: NewTask): TaskId {
      const { state, batchId, lane, gateId } = task
      const runAt = 'runAt' in state ? state.runAt : null
      const settledAt = 'settledAt' in state ? state.settledAt : null
      const failure = state.kind === 'dead' ? state.failure : null
      const id = Number(
        insert.run(
          ...[
            batchId,
            task.position,
            task.customId,
            task.title,
            lane,
            gateId,
            task.priority,
            task.createdAt,
            state.kind,
          ],
          ...[
            runAt,
            settledAt,
            failure?.code ?? null,
            failure?.message ?? null,
            task.row ?? null,
            task.variant ?? null,
          ],
        ).lastInsertRowid,
      ) as TaskId
      const cause = causeIn(state, () => calledAt.get(id))
      if (cause !== null) died.run({ id, cause })
      changes.moved(task, null, state.kind)
      return id
    },
    /** The tasks of a batch that have an id of their own, of one of its variants where it has some; of equal ones the last. Reads the whole
     *  batch. */
    byCustomId: (batchId: BatchId, variant?: number): Map<string, TaskId> =>
      new Map(byCustomId.all(batchId, variant ?? null).map(({ id, customId }) => [customId, id])),
    lastPosition: (batchId: BatchId): number => lastPosition.get(batchId)?.position ?? 0,
    get: (id: TaskId): TaskView | undefined => get.all(id).map(readTask)[0],
    /** Those of them that are queued. */
    inLine: (ids: readonly TaskId[]): Map<TaskId, InLine> =>
      new Map(inLine.all(JSON.stringify(ids)).map((row) => [row.id, row])),
    /** Makes queued tasks run. `boot` is the lease: only that process may settle them. Throws when one of them is not queued. */
    claim(ids: readonly TaskId[], boot: number, as: 'claimed' | 'sent', now: EpochMs): void {
      if (ids.length === 0) return
      const { changes: claimed } = claim.run(boot, now, as, now, JSON.stringify(ids))
      if (claimed !== ids.length) throw new Error(`${claimed} of ${ids.length} tasks were claimed`)
    },
    /** Of a task that a claim has just made run. */
    putBy: ({ id, reserved, way }: Claimed): void => void putBy.run(reserved, way, id),
    /** A late answer told what an attempt of it cost. */
    addCost: (id: TaskId, cost: number): void => void addCost.run(cost, id),
    /** What a claim means to all who count and watch. */
    runs(place: Place, id: TaskId): void {
      changes.moved(place, 'queued', 'running')
      changes.task(id)
    },
    progress: (id: TaskId, attempt: number, to: 'sent' | 'first_byte'): void => void progress.run(to, id, attempt),
    /** False when that attempt no longer runs: numbers only rise, so a late answer changes nothing. */
    settle(
      task: Lease,
      { state, retriesUsed, waitMs, answerMs, usage, fallback, cost, at, calledAt }: TaskEnd,
    ): boolean {
      const { id, attempt } = task
      const done =
        state.kind === 'succeeded'
          ? succeed.run(state.settledAt, answerMs, usage?.tokensIn ?? null, usage?.tokensOut ?? null, cost, id, attempt)
          : settle.run({
              ...stateColumns(state),
              cause: causeIn(state, () => calledAt),
              died: 1,
              taskId: id,
              attempt,
              retriesUsed,
              waitMs,
              answerMs,
              fallback,
              cost,
              at,
            })
      if (done.changes !== 1) return false
      changes.moved(task, 'running', state.kind)
      changes.task(id)
      if (state.kind === 'queued') requeueable(task, id, task.priority)
      return true
    },
    /** A queued task whose answer is that of an identical request: no attempt, no cost. */
    reuse(place: Place, id: TaskId, now: EpochMs): boolean {
      if (reuse.run(now, id).changes !== 1) return false
      changes.moved(place, 'queued', 'succeeded')
      changes.task(id)
      return true
    },
    /** Queues up to `limit` tasks whose time has come; how many. */
    releaseDue(now: EpochMs, limit: number): number {
      const released = due.all(now, limit)
      for (const { id, state, priority, ...place } of released) {
        queue.run(id)
        changes.moved(place, state, 'queued')
        changes.task(id)
        requeueable(place, id, priority)
      }
      return released.length
    },
    /** After the clock was set back: no backoff lasts longer than it was to last. */
    clampBackoffs(now: EpochMs): number {
      const clamped = clamp.all(now, now)
      for (const { id } of clamped) changes.task(id)
      return clamped.length
    },
    /** Gives back the retry that the last failure of a task spent, if it still backs off after it. */
    refundRetry(id: TaskId): void {
      if (refund.run(id).changes > 0) changes.task(id)
    },
    nextDueAt: (): EpochMs | null => dueAt.get()?.at ?? null,
    running: (): RunningRow[] => running.all(),
    runningViews: (): TaskView[] => runningViews.all().map(readTask),
    /** Those of some tasks that are in one of these states, by their ids: one statement for all of them. */
    among: (ids: readonly TaskId[], states: readonly StateKind[]): TaskView[] =>
      among.all(JSON.stringify(ids), JSON.stringify(states)).map(readTask),
    /** Those of a batch at positions from `first` to `last` that are in one of the states, in that order. */
    between: (batchId: BatchId, first: number, last: number, states: readonly StateKind[]): TaskView[] =>
      between.all(batchId, first, last, JSON.stringify(states)).map(readTask),
    /** A change to a task as it was seen, refused (false) when it moved on since. */
    move(task: TaskView, to: TaskState, { lane, gateId, priority, ...rest }: TaskChanges = {}): boolean {
      const { startedAt: _, ...columns } = stateColumns(to)
      const done = move.run({
        ...columns,
        ...{
          id: task.id,
          from: task.state.kind,
          version: task.version,
          lane: lane ?? null,
          gateId: gateId ?? null,
          priority: priority ?? null,
        },
        ...{ retriesUsed: rest.retriesUsed ?? null, revision: rest.revision ?? null, afresh: rest.afresh ? 1 : 0 },
        at: rest.at ?? null,
        ...{ cause: causeIn(to, () => calledAt.get(task.id)), died: rest.died ? 1 : 0 },
      })
      if (done.changes !== 1) return false
      const place = { ...task, lane: lane ?? task.lane, gateId: gateId ?? task.gateId }
      if (place.lane === task.lane && place.gateId === task.gateId) changes.moved(task, task.state.kind, to.kind)
      else {
        changes.moved(task, task.state.kind, null)
        changes.moved(place, null, to.kind)
      }
      changes.task(task.id)
      if (to.kind === 'queued') requeueable(place, task.id, priority ?? task.priority)
      return true
    },
  }
}

export type TasksTable = ReturnType<typeof tasksTable>

/** White space that is no single blank. */
const untidy = /[^\S ]| {2}/

/** The beginning of a prompt, on one line. */
export function titleOf(prompt: string): string {
  const beginning = prompt.slice(0, 400)
  const start = (untidy.test(beginning) ? beginning.replace(/\s+/g, ' ') : beginning).trim()
  const cut = start.length > 200 ? start.slice(0, 200) : start
  return cut.toWellFormed() || '(empty)'
}
