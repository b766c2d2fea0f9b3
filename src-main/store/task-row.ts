import type { LaneName } from '#shared/lane'
import { PartOf, TaskLimits } from '#shared/letters'
import { assertNever } from '#shared/result'
import { Failure, type StateKind, type TaskState, type TaskView } from '#shared/task'

/** A row of `tasks` with the names it points at. */
export type TaskRow = {
  id: number
  batch_id: number
  batch_name: string
  position: number
  custom_id: string | null
  title: string
  lane: LaneName
  gate_id: number
  provider_id: string
  model: string
  state: StateKind
  version: number
  attempts: number
  retries_used: number
  revision: number
  created_at: number
  run_at: number | null
  started_at: number | null
  settled_at: number | null
  failure_code: string | null
  failure_status: number | null
  failure_provider_code: string | null
  failure_message: string | null
  failure_request_id: string | null
  answer_ms: number | null
  tokens_in: number | null
  tokens_out: number | null
  priority: number
  cached: number
  cost: number
  remote_since: number | null
  cause: string | null
  deaths: number
  row: number | null
  variant: number | null
  noted: number | null // its own id, where a person noted anything of it
  label: string | null
  note: string | null
  discarded_for: string | null
  snoozed_until: number | null
  limits: string | null
  part: string | null
}

export const selectTasks = `SELECT t.*, b.name AS batch_name, g.provider_id, g.model,
    iif(t.state = 'running' AND t.remote_batch IS NOT NULL, (SELECT r.created_at FROM remote_batches r WHERE r.id = t.remote_batch), NULL) AS remote_since,
    l.task_id AS noted, l.label, l.note, l.discarded_for, l.snoozed_until, l.limits, l.part
  FROM tasks t JOIN batches b ON b.id = t.batch_id JOIN gates g ON g.id = t.gate_id LEFT JOIN letters l ON l.task_id = t.id`

export function readTask(row: TaskRow): TaskView {
  return {
    id: row.id as TaskView['id'],
    version: row.version,
    batchId: row.batch_id as TaskView['batchId'],
    batchName: row.batch_name,
    position: row.position,
    customId: row.custom_id,
    title: row.title,
    lane: row.lane,
    providerId: row.provider_id,
    model: row.model,
    gateId: row.gate_id as TaskView['gateId'],
    state: readState(row),
    attempts: row.attempts,
    retriesUsed: row.retries_used,
    revision: row.revision,
    createdAt: row.created_at,
    answerMs: row.answer_ms,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    priority: row.priority,
    cached: row.cached === 1,
    cost: row.cost,
    remoteBatch: row.remote_since === null ? null : { since: row.remote_since },
    ...(row.cause === null ? {} : { cause: row.cause, ...(row.deaths > 1 ? { deaths: row.deaths } : {}) }),
    ...(row.row === null ? {} : { row: row.row, ...(row.variant === null ? {} : { variant: row.variant }) }),
    ...(row.noted === null ? {} : { letter: readMarks(row) }),
  }
}

const readMarks = (row: TaskRow): TaskView['letter'] => ({
  ...{ label: row.label, note: row.note, discardedFor: row.discarded_for, snoozedUntil: row.snoozed_until },
  limits: row.limits === null ? null : TaskLimits.parse(JSON.parse(row.limits)),
  part: row.part === null ? null : PartOf.parse(JSON.parse(row.part)),
})

function readState(row: TaskRow): TaskState {
  switch (row.state) {
    case 'scheduled':
    case 'backing_off':
      return { kind: row.state, runAt: moment(row.run_at) }
    case 'waiting':
    case 'queued':
      return { kind: row.state }
    case 'running':
      return { kind: row.state, startedAt: moment(row.started_at) }
    case 'succeeded':
      return { kind: row.state, settledAt: moment(row.settled_at) }
    case 'dead':
      return { kind: row.state, settledAt: moment(row.settled_at), failure: readFailure(row) }
    case 'cancelled':
      return {
        kind: row.state,
        settledAt: moment(row.settled_at),
        failure: row.failure_code === null ? null : readFailure(row),
      }
    default:
      return assertNever(row.state)
  }
}

const readFailure = (row: TaskRow): Failure =>
  Failure.parse({
    code: row.failure_code,
    status: row.failure_status,
    providerCode: row.failure_provider_code,
    message: row.failure_message,
    requestId: row.failure_request_id,
  })

/** The table's CHECKs promise it for these states. */
function moment(value: number | null): number {
  if (value === null) throw new Error('a task lacks the moment that its state needs')
  return value
}

/** The columns that a state fills; all others of them become NULL. */
export function stateColumns(state: TaskState) {
  const failure = state.kind === 'dead' || state.kind === 'cancelled' ? state.failure : null
  return {
    state: state.kind,
    runAt: 'runAt' in state ? state.runAt : null,
    startedAt: 'startedAt' in state ? state.startedAt : null,
    settledAt: 'settledAt' in state ? state.settledAt : null,
    failureCode: failure?.code ?? null,
    failureStatus: failure?.status ?? null,
    failureProviderCode: failure?.providerCode ?? null,
    failureMessage: failure?.message ?? null,
    failureRequestId: failure?.requestId ?? null,
  }
}
