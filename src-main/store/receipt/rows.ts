import type { LaneName } from '#shared/lane'
import type { Kept, ReceiptLine } from '#shared/receipt'
import type { BatchId, StateKind, Usage } from '#shared/task'
import type { Database } from '../database'
import { purgedRequest } from '../retention/purged'
import { sha256 } from './manifest'

/** A task of a batch, or what retention left of it, with what a check needs. */
export type BatchRow = {
  readonly id: number | null // null: only its hashes are left
  readonly position: number
  readonly customId: string | null
  readonly lane: LaneName | null
  readonly gateId: number | null
  readonly provider: string | null // its id
  readonly model: string | null
  readonly state: StateKind
  readonly cached: boolean | null // as gateId: null when only its hashes are left
  readonly tokens: Usage
  readonly attempts: number
  readonly revision: number
  readonly settledAt: number | null
  readonly code: string | null
  readonly input: Buffer | null // stored hash of the first request; null: there is no such row
  readonly sent: Buffer | null
  readonly request: string | null // of revision 1
  readonly result: ResultRow | null
  readonly attemptRows: number
  readonly lastAttempt: number
}
export type ResultRow = {
  readonly text: string | null // null: removed
  readonly hash: Buffer | null // as stored; null: it was not kept at the time
  readonly attempt: number | null
  readonly outcome: string | null // of that attempt
  readonly answeredBy: string | null
  readonly cutOff: boolean | null
  readonly tokens: Usage | null // null: only its hash is left
}

type TaskRow = {
  id: number
  position: number
  custom_id: string | null
  lane: LaneName
  gate_id: number
  provider_id: string | null
  model: string | null
  state: StateKind
  cached: number
  tokens_in: number | null
  tokens_out: number | null
  attempts: number
  revision: number
  settled_at: number | null
  failure_code: string | null
  input: Buffer | null
  request: string | null
  sent: Buffer | null
  result_id: number | null
  result_text: string | null
  result_hash: Buffer | null
  result_purged_at: number | null
  result_attempt: number | null
  result_outcome: string | null
  result_model: string | null
  result_cut_off: number | null
  result_tokens_in: number | null
  result_tokens_out: number | null
  attempt_rows: number
  last_attempt: number
}
type PurgedRow = {
  position: number
  input: Buffer
  revision: number
  sent: Buffer | null
  state: StateKind
  attempts: number
  result: Buffer
  tokens_in: number | null
  tokens_out: number | null
  settled_at: number
}

const TASKS = `SELECT t.id, t.position, t.custom_id, t.lane, t.gate_id, t.state, t.cached, t.attempts, t.revision, t.settled_at, t.failure_code,
    t.tokens_in, t.tokens_out, g.provider_id, g.model,
    p.hash AS input, p.request, s.hash AS sent,
    r.task_id AS result_id, r.text AS result_text, r.hash AS result_hash, r.purged_at AS result_purged_at, r.attempt AS result_attempt,
    r.model AS result_model, r.cut_off AS result_cut_off, r.tokens_in AS result_tokens_in, r.tokens_out AS result_tokens_out,
    (SELECT a.outcome FROM attempts a WHERE a.task_id = t.id AND a.number = r.attempt) AS result_outcome,
    (SELECT count(*) FROM attempts a WHERE a.task_id = t.id) AS attempt_rows,
    (SELECT coalesce(max(a.number), 0) FROM attempts a WHERE a.task_id = t.id) AS last_attempt
  FROM tasks t LEFT JOIN gates g ON g.id = t.gate_id LEFT JOIN payloads p ON p.task_id = t.id AND p.revision = 1
    LEFT JOIN payloads s ON t.revision > 1 AND s.task_id = t.id AND s.revision = t.revision
    LEFT JOIN results r ON r.task_id = t.id
  WHERE t.batch_id = ? ORDER BY t.position`
const PURGED = `SELECT position, input, revision, sent, state, attempts, result, tokens_in, tokens_out, settled_at FROM purged_tasks
  WHERE batch_id = ? ORDER BY position`

/** All rows of a batch by position, one at a time. The connection is the caller's alone until the last is read. */
export function* batchRows(db: Database, batchId: BatchId): Generator<BatchRow, void> {
  const tasks = db.prepare<[number], TaskRow>(TASKS).iterate(batchId)
  const purged = db.prepare<[number], PurgedRow>(PURGED).iterate(batchId)
  try {
    let task = tasks.next()
    let left = purged.next()
    while (!task.done || !left.done) {
      if (!task.done && (left.done || task.value.position <= left.value.position)) {
        yield ofTask(task.value)
        task = tasks.next()
      } else if (!left.done) {
        yield ofPurged(left.value)
        left = purged.next()
      }
    }
  } finally {
    tasks.return?.()
    purged.return?.()
  }
}

/** What a receipt says of a row. */
export function lineOf(row: BatchRow): ReceiptLine {
  const { position, customId, state, attempts, code, settledAt, revision, provider, model, cached } = row
  const result = row.result && (row.result.text === null ? row.result.hash : sha256(row.result.text))
  return {
    ...{ position, customId, state, attempts, code, settledAt, revision },
    input: (row.input ?? Buffer.alloc(32)).toString('hex'),
    result: result?.toString('hex') ?? null,
    sent: row.sent?.toString('hex') ?? null,
    kept: keptOf(row),
    ...{ provider, model, cached, ...row.tokens },
    ...{ answeredBy: row.result?.answeredBy ?? null, cutOff: row.result?.cutOff ?? null },
  }
}

export function keptOf(row: BatchRow): Kept {
  if (row.id === null) return 'hashes'
  return row.request === purgedRequest ? 'no_texts' : 'whole'
}

function ofTask(row: TaskRow): BatchRow {
  return {
    id: row.id,
    position: row.position,
    customId: row.custom_id,
    lane: row.lane,
    gateId: row.gate_id,
    provider: row.provider_id,
    model: row.model,
    state: row.state,
    cached: row.cached === 1,
    tokens: { tokensIn: row.tokens_in, tokensOut: row.tokens_out },
    attempts: row.attempts,
    revision: row.revision,
    settledAt: row.settled_at,
    code: row.failure_code,
    input: row.input,
    sent: row.sent,
    request: row.request,
    result: row.result_id === null ? null : resultOf(row),
    attemptRows: row.attempt_rows,
    lastAttempt: row.last_attempt,
  }
}

const resultOf = (row: TaskRow): ResultRow => ({
  text: row.result_purged_at === null ? row.result_text : null,
  hash: row.result_hash,
  attempt: row.result_attempt,
  outcome: row.result_outcome,
  answeredBy: row.result_model,
  cutOff: row.result_cut_off === 1,
  tokens: { tokensIn: row.result_tokens_in, tokensOut: row.result_tokens_out },
})

function ofPurged(row: PurgedRow): BatchRow {
  const { position, state, attempts, revision, input, sent } = row
  return {
    ...{ id: null, position, customId: null, lane: null, gateId: null, provider: null, model: null, cached: null },
    ...{ state, attempts, revision, settledAt: row.settled_at, code: null, input, sent, request: null },
    tokens: { tokensIn: row.tokens_in, tokensOut: row.tokens_out },
    result: {
      ...{ text: null, hash: row.result, attempt: null, outcome: null, answeredBy: null, cutOff: null, tokens: null },
    },
    ...{ attemptRows: attempts, lastAttempt: attempts },
  }
}
