import { firstKeyId } from '#shared/gate'
import type { LaneName } from '#shared/lane'
import {
  type Attempt,
  type BatchId,
  type EpochMs,
  Failure,
  type OutcomeKind,
  type Progress,
  type TaskId,
  type Usage,
  Wait,
} from '#shared/task'
import type { Settlement } from '#shared/work'
import type { Database } from './database'

type Row = {
  number: number
  revision: number
  lane: LaneName
  model: string
  started_at: number
  ended_at: number | null
  progress: Progress
  outcome: OutcomeKind
  failure: string | null
  wait_reason: string | null
  wait_ms: number | null
  wait_until: number | null
  may_have_been_billed: number
  first_byte_ms: number | null
  tokens_in: number | null
  tokens_out: number | null
  provider_id: string | null
  key_id: string
  cached_in: number | null
  cache_write: number | null
  cost: number | null
  first_token_ms: number | null
  answer: string | null
}
/** What an attempt used and cost, as it is recorded. */
export type Bill = { readonly usage: Usage | null; readonly cost: number | null }
/** An attempt that was never answered, as its own row has it. */
export type Unanswered = {
  readonly providerId: string
  readonly model: string
  readonly batchId: BatchId
  readonly lane: LaneName
  readonly endedAt: EpochMs | null
  readonly cost: number | null
}

const INSERT = `INSERT INTO attempts (task_id, number, revision, lane, model, boot, started_at, ended_at, progress, outcome, failure,
    wait_reason, wait_ms, wait_until, may_have_been_billed, first_byte_ms, tokens_in, tokens_out, provider_id, key_id, cached_in, cache_write,
    cost, first_token_ms, answer)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
// Nearly all are answered calls: every value that is bound costs.
const INSERT_ANSWERED = `INSERT INTO attempts (task_id, number, revision, lane, model, boot, started_at, ended_at, first_byte_ms, tokens_in,
    tokens_out, provider_id, key_id, cached_in, cache_write, cost, first_token_ms, progress, outcome, may_have_been_billed)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'done', 'succeeded', 0)`
/** Of an attempt `a`: it was sent and never answered, not even late, so it may have been billed for nothing. */
export const NEVER_ANSWERED = `(a.may_have_been_billed = 1
  AND NOT EXISTS (SELECT 1 FROM late_answers l WHERE l.task_id = a.task_id AND l.attempt = a.number))`
/** CROSS JOIN: in that order. Left to itself SQLite begins with the tasks, and each start reads all of them to find the few such attempts. */
export const UNANSWERED = `SELECT count(*) FROM attempts a CROSS JOIN tasks t ON t.id = a.task_id CROSS JOIN gates g ON g.id = t.gate_id
  WHERE a.may_have_been_billed = 1 AND ${NEVER_ANSWERED} AND coalesce(a.provider_id, g.provider_id) <> @exceptProviderId`
const ONE_UNANSWERED = `SELECT coalesce(a.provider_id, g.provider_id) AS providerId, a.model, t.batch_id AS batchId, a.lane,
    a.ended_at AS endedAt, a.cost
  FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN gates g ON g.id = t.gate_id
  WHERE a.task_id = ? AND a.number = ? AND ${NEVER_ANSWERED}`
const PURGED = 'SELECT coalesce(sum(purged), 0) FROM batches'
const RUNNING = `SELECT t.attempts AS number, t.revision, t.lane, t.started_at AS startedAt, t.progress, g.model,
    g.provider_id AS providerId, g.key_id AS keyId
  FROM tasks t JOIN gates g ON g.id = coalesce(t.way, t.gate_id) WHERE t.id = ? AND t.state = 'running'`

/** The history of calls. A row is written once, when its attempt ends; what runs stands in its task. */
export function attemptsTable(db: Database) {
  const insert = db.prepare(INSERT)
  const insertAnswered = db.prepare(INSERT_ANSWERED)
  const ofTask = db.prepare<[number], Row>('SELECT * FROM attempts WHERE task_id = ? ORDER BY number')
  const unanswered = db.prepare<{ exceptProviderId: string }, number>(UNANSWERED).pluck()
  const purged = db.prepare<[], number>(PURGED).pluck()
  /** Counted anew once it may have changed: also by a transaction that is rolled back in the end. */
  let counted: { readonly exceptProviderId: string; readonly purged: number; readonly n: number } | null = null
  const running = db.prepare<
    [number],
    Pick<Attempt, 'number' | 'revision' | 'lane' | 'startedAt' | 'progress' | 'model' | 'providerId' | 'keyId'>
  >(RUNNING)
  const oneUnanswered = db.prepare<[number, number], Unanswered>(ONE_UNANSWERED)
  const setCost = db.prepare<[number | null, number, number]>(
    'UPDATE attempts SET cost = ? WHERE task_id = ? AND number = ?',
  )
  const setUnbilled = db.prepare<[number, number]>(
    'UPDATE attempts SET may_have_been_billed = 0, cost = NULL WHERE task_id = ? AND number = ?',
  )
  const lastFailure = db.prepare<[number], { failure: string }>(
    'SELECT failure FROM attempts WHERE task_id = ? AND failure IS NOT NULL ORDER BY number DESC LIMIT 1',
  )
  return {
    /** Why it failed when it last did. */
    lastFailure(taskId: TaskId): Failure | null {
      const row = lastFailure.get(taskId)
      return row ? Failure.parse(JSON.parse(row.failure)) : null
    },
    /** @param boot of the process that runs; an orphan names that of its own */
    insert(settlement: Settlement, { usage, cost }: Bill, boot: number): void {
      const { task, outcome, wait, endedAt, progress, mayHaveBeenBilled, firstByteMs } = settlement
      if (mayHaveBeenBilled) counted = null
      const { attempt, revision, lane, model, startedAt, way } = task
      const providerId = way?.providerId ?? null
      const keyId = way?.keyId ?? firstKeyId
      const ranIn = task.boot ?? boot
      const tokensIn = usage?.tokensIn ?? null
      const tokensOut = usage?.tokensOut ?? null
      const cachedIn = usage?.cachedIn ?? null
      const cacheWrite = usage?.cacheWrite ?? null
      const firstTokenMs = settlement.firstTokenMs ?? null
      // One by one: an array of them would cost as much again.
      if (outcome.kind === 'succeeded' && progress === 'done' && wait === null && !mayHaveBeenBilled)
        insertAnswered.run(
          task.id,
          attempt,
          revision,
          lane,
          model,
          ranIn,
          startedAt,
          endedAt,
          firstByteMs,
          tokensIn,
          tokensOut,
          providerId,
          keyId,
          cachedIn,
          cacheWrite,
          cost,
          firstTokenMs,
        )
      else
        insert.run(
          ...[task.id, attempt, revision, lane, model, ranIn, startedAt, endedAt, progress, outcome.kind],
          ...['failure' in outcome ? JSON.stringify(outcome.failure) : null],
          ...[wait?.reason ?? null, wait?.ms ?? null, wait?.until ?? null, mayHaveBeenBilled ? 1 : 0, firstByteMs],
          ...[tokensIn, tokensOut, providerId, keyId, cachedIn, cacheWrite, cost, firstTokenMs],
          ...['answer' in outcome ? (outcome.answer?.text ?? null) : null],
        )
    },
    /** All of a task's, the one that runs last. */
    ofTask: (taskId: TaskId): Attempt[] => [
      ...ofTask.all(taskId).map(readAttempt),
      ...running.all(taskId).map((row) => ({ ...row, ...notEnded })),
    ],
    /** Attempts that were sent and never answered, not even late, and so may have been billed. That provider, which bills nobody, is left out. */
    unanswered(exceptProviderId: string): number {
      const gone = purged.get() ?? 0
      if (counted?.exceptProviderId !== exceptProviderId || counted.purged !== gone)
        counted = { exceptProviderId, purged: gone, n: unanswered.get({ exceptProviderId }) ?? 0 }
      return counted.n
    },
    /** Undefined for one that was answered, if only late, and for one that is not there. */
    neverAnswered: (taskId: TaskId, attempt: number): Unanswered | undefined => oneUnanswered.get(taskId, attempt),
    /** An answer came late and told what it cost: one attempt fewer was never answered. */
    answeredLate(taskId: TaskId, attempt: number, cost: number | null): void {
      counted = null
      setCost.run(cost, taskId, attempt)
    },
    /** It certainly cost nothing. */
    unbilled(taskId: TaskId, attempt: number): void {
      counted = null
      setUnbilled.run(taskId, attempt)
    },
  }
}

const notEnded = {
  ...{ endedAt: null, outcome: null, failure: null, wait: null, mayHaveBeenBilled: false },
  ...{ firstByteMs: null, tokensIn: null, tokensOut: null, cachedIn: null, cacheWrite: null, costNano: null },
  ...{ firstTokenMs: null, answer: null },
} as const

function readAttempt(row: Row): Attempt {
  return {
    number: row.number,
    revision: row.revision,
    lane: row.lane,
    model: row.model,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    progress: row.progress,
    outcome: row.outcome,
    failure: row.failure === null ? null : Failure.parse(JSON.parse(row.failure)),
    wait:
      row.wait_reason === null ? null : Wait.parse({ reason: row.wait_reason, ms: row.wait_ms, until: row.wait_until }),
    mayHaveBeenBilled: row.may_have_been_billed === 1,
    firstByteMs: row.first_byte_ms,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    ...(row.provider_id === null ? {} : { providerId: row.provider_id }),
    keyId: row.key_id,
    cachedIn: row.cached_in,
    cacheWrite: row.cache_write,
    costNano: row.cost,
    firstTokenMs: row.first_token_ms,
    answer: row.answer,
  }
}
