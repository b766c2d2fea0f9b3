import type { LaneName } from '#shared/lane'
import type { Transition } from '#shared/outcome'
import type { BatchId, EpochMs, GateId, TaskId, TaskState, TaskView, Usage } from '#shared/task'
import type { Database } from './database'
import { readTask, selectTasks, stateColumns, type TaskRow } from './task-row'

export type NewTask = {
  batchId: BatchId
  position: number
  customId: string | null
  title: string
  lane: LaneName
  gateId: GateId
  createdAt: EpochMs
}
type Settlement = { taskId: TaskId; attempt: number; next: Transition; answerMs: number | null; usage: Usage | null }
/** What a claim changed, and what a call needs to know of its task. */
export type Claimed = {
  id: TaskId
  attempts: number
  retriesUsed: number
  revision: number
  batchId: BatchId
  gateId: GateId
  model: string
  providerId: string
}

const INSERT = `INSERT INTO tasks (batch_id, position, custom_id, title, lane, gate_id, state, created_at)
  VALUES (@batchId, @position, @customId, @title, @lane, @gateId, 'queued', @createdAt)`
const CLAIM = `UPDATE tasks SET state = 'running', attempts = attempts + 1, started_at = @now, version = version + 1
  WHERE id = @id AND state = 'queued'
  RETURNING id, attempts, retries_used AS retriesUsed, revision, batch_id AS batchId, gate_id AS gateId,
    (SELECT model FROM gates WHERE id = gate_id) AS model, (SELECT provider_id FROM gates WHERE id = gate_id) AS providerId`
const SET_STATE = `state = @state, run_at = @runAt, started_at = @startedAt, settled_at = @settledAt, failure_code = @failureCode,
  failure_status = @failureStatus, failure_provider_code = @failureProviderCode, failure_message = @failureMessage,
  failure_request_id = @failureRequestId, version = version + 1`
const SETTLE = `UPDATE tasks SET ${SET_STATE}, retries_used = @retriesUsed, answer_ms = @answerMs,
    tokens_in = coalesce(@tokensIn, tokens_in), tokens_out = coalesce(@tokensOut, tokens_out)
  WHERE id = @taskId AND state = 'running' AND attempts = @attempt RETURNING batch_id AS batchId`
const RELEASE = `UPDATE tasks SET state = 'queued', run_at = NULL, version = version + 1
  WHERE id IN (SELECT id FROM tasks WHERE run_at IS NOT NULL AND run_at <= @now ORDER BY run_at LIMIT @limit)
  RETURNING id, batch_id AS batchId`
const MOVE = `UPDATE tasks SET ${SET_STATE}, retries_used = coalesce(@retriesUsed, retries_used), revision = coalesce(@revision, revision)
  WHERE id = @id AND state = @from AND version = @version RETURNING batch_id AS batchId`

export function tasksTable(db: Database) {
  const insert = db.prepare<NewTask>(INSERT)
  const claim = db.prepare<{ id: TaskId; now: EpochMs }, Claimed>(CLAIM)
  const settle = db.prepare(SETTLE)
  const release = db.prepare<{ now: EpochMs; limit: number }, { id: TaskId; batchId: BatchId }>(RELEASE)
  const move = db.prepare(MOVE)
  const dueAt = db.prepare<[], { at: number | null }>('SELECT min(run_at) AS at FROM tasks WHERE run_at IS NOT NULL')
  const running = db.prepare<[], { id: TaskId; attempts: number }>(
    `SELECT id, attempts FROM tasks WHERE state = 'running' ORDER BY id`,
  )
  const get = db.prepare<[number], TaskRow>(`${selectTasks} WHERE t.id = ?`)
  const lastPosition = db.prepare<[number], { position: number | null }>(
    'SELECT max(position) AS position FROM tasks WHERE batch_id = ?',
  )
  return {
    insert: (task: NewTask): TaskId => Number(insert.run(task).lastInsertRowid) as TaskId,
    lastPosition: (batchId: BatchId): number => lastPosition.get(batchId)?.position ?? 0,
    get: (id: TaskId): TaskView | undefined => get.all(id).map(readTask)[0],
    /** Undefined when it is no longer queued. */
    claim: (id: TaskId, now: EpochMs): Claimed | undefined => claim.get({ id, now }),
    /** Its batch, or undefined when that attempt no longer runs: numbers only rise, so a late answer changes nothing. */
    settle({ taskId, attempt, next, answerMs, usage }: Settlement): BatchId | undefined {
      const row = settle.get({
        ...stateColumns(next.state),
        taskId,
        attempt,
        retriesUsed: next.retriesUsed,
        answerMs,
        tokensIn: usage?.tokensIn ?? null,
        tokensOut: usage?.tokensOut ?? null,
      }) as { batchId: BatchId } | undefined
      return row?.batchId
    },
    /** Queues up to `limit` tasks whose time has come. */
    releaseDue: (now: EpochMs, limit: number) => release.all({ now, limit }),
    nextDueAt: (): EpochMs | null => dueAt.get()?.at ?? null,
    running: () => running.all(),
    /** A person's change, refused (undefined) when the task moved on since they saw it. */
    move(
      task: TaskView,
      to: TaskState,
      changes: { retriesUsed?: number; revision?: number } = {},
    ): BatchId | undefined {
      const row = move.get({
        ...stateColumns(to),
        id: task.id,
        from: task.state.kind,
        version: task.version,
        retriesUsed: changes.retriesUsed ?? null,
        revision: changes.revision ?? null,
      }) as { batchId: BatchId } | undefined
      return row?.batchId
    },
  }
}
export type TasksTable = ReturnType<typeof tasksTable>

/** The beginning of a prompt, on one line. */
export function titleOf(prompt: string): string {
  const start = prompt.slice(0, 400).replace(/\s+/g, ' ').trim()
  const cut = start.length > 200 ? start.slice(0, 200) : start
  return cut.toWellFormed() || '(empty)'
}
