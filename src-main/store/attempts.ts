import type { LaneName } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import { type Attempt, type EpochMs, Failure, type OutcomeKind, type Progress, type TaskId, Wait } from '#shared/task'
import type { Database } from './database'

type Row = {
  number: number
  revision: number
  lane: LaneName
  model: string
  started_at: number
  ended_at: number | null
  progress: Progress
  outcome: OutcomeKind | null
  failure: string | null
  wait_reason: string | null
  wait_ms: number | null
  wait_until: number | null
  may_have_been_billed: number
  first_byte_ms: number | null
  tokens_in: number | null
  tokens_out: number | null
}
export type AttemptStart = {
  taskId: TaskId
  number: number
  revision: number
  lane: LaneName
  model: string
  bootId: string
  startedAt: EpochMs
}
export type AttemptEnd = {
  readonly taskId: TaskId
  readonly attempt: number
  readonly outcome: Outcome
  readonly endedAt: EpochMs | null
  readonly progress: Progress
  readonly wait: Wait | null
  readonly mayHaveBeenBilled: boolean
  readonly firstByteMs: number | null
}

const START = `INSERT INTO attempts (task_id, number, revision, lane, model, boot_id, started_at, progress)
  VALUES (@taskId, @number, @revision, @lane, @model, @bootId, @startedAt, 'claimed')`
const PROGRESS = `UPDATE attempts SET progress = @progress WHERE task_id = @taskId AND number = @attempt AND outcome IS NULL`
const END = `UPDATE attempts SET ended_at = @endedAt, progress = @progress, outcome = @outcome, failure = @failure, wait_reason = @waitReason,
    wait_ms = @waitMs, wait_until = @waitUntil, may_have_been_billed = @mayHaveBeenBilled, first_byte_ms = @firstByteMs,
    tokens_in = @tokensIn, tokens_out = @tokensOut
  WHERE task_id = @taskId AND number = @attempt AND outcome IS NULL`
const UNANSWERED = `SELECT count(*) AS n FROM attempts a JOIN tasks t ON t.id = a.task_id JOIN gates g ON g.id = t.gate_id
  WHERE a.may_have_been_billed = 1 AND g.provider_id <> ?`

export function attemptsTable(db: Database) {
  const start = db.prepare<AttemptStart>(START)
  const progress = db.prepare<{ taskId: TaskId; attempt: number; progress: Progress }>(PROGRESS)
  const end = db.prepare(END)
  const ofTask = db.prepare<[number], Row>('SELECT * FROM attempts WHERE task_id = ? ORDER BY number')
  const latest = db.prepare<[number], Row>('SELECT * FROM attempts WHERE task_id = ? ORDER BY number DESC LIMIT 1')
  const unanswered = db.prepare<[string], { n: number }>(UNANSWERED)
  return {
    start: (attempt: AttemptStart): void => void start.run(attempt),
    /** Durable before the call goes out, so that a crash cannot hide that it may have been billed. */
    progress: (taskId: TaskId, attempt: number, to: Progress): void =>
      void progress.run({ taskId, attempt, progress: to }),
    /** False when that attempt had already ended: a late answer. */
    end({ outcome, wait, ...rest }: AttemptEnd): boolean {
      const usage = outcome.kind === 'succeeded' ? outcome.result.usage : null
      const { changes } = end.run({
        ...rest,
        outcome: outcome.kind,
        failure: 'failure' in outcome ? JSON.stringify(outcome.failure) : null,
        waitReason: wait?.reason ?? null,
        waitMs: wait?.ms ?? null,
        waitUntil: wait?.until ?? null,
        mayHaveBeenBilled: rest.mayHaveBeenBilled ? 1 : 0,
        tokensIn: usage?.tokensIn ?? null,
        tokensOut: usage?.tokensOut ?? null,
      })
      return changes === 1
    },
    ofTask: (taskId: TaskId): Attempt[] => ofTask.all(taskId).map(readAttempt),
    latest: (taskId: TaskId): Attempt | undefined => latest.all(taskId).map(readAttempt)[0],
    /** Attempts that were sent and never answered, and so may have been billed. That provider, which bills nobody, is left out. */
    unanswered: (exceptProviderId: string): number => unanswered.get(exceptProviderId)?.n ?? 0,
  }
}

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
  }
}
