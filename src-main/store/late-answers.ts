import type { Outcome } from '#shared/outcome'
import type { EpochMs, LateAnswer, TaskId } from '#shared/task'
import { answerOf } from './bill'
import type { Database } from './database'

const INSERT = `INSERT INTO late_answers (task_id, attempt, at, outcome, text, model, request_id, tokens_in, tokens_out,
    cost)
  VALUES (@taskId, @attempt, @at, @outcome, @text, @model, @requestId, @tokensIn, @tokensOut, @cost)`
const OF_TASK = `SELECT attempt, at, outcome, text, tokens_in AS tokensIn, tokens_out AS tokensOut,
    cost AS costNano
  FROM late_answers WHERE task_id = ? ORDER BY id`

/** Answers to attempts that had been given up: kept with what they cost. */
export function lateAnswersTable(db: Database) {
  const insert = db.prepare(INSERT)
  const ofTask = db.prepare<[number], LateAnswer>(OF_TASK)
  return {
    insert(taskId: TaskId, attempt: number, outcome: Outcome, at: EpochMs, cost: number | null): void {
      const result = answerOf(outcome)
      insert.run({
        ...{ taskId, attempt, at, outcome: outcome.kind, cost },
        text: result?.text ?? null,
        model: result?.model ?? null,
        requestId: result?.requestId ?? null,
        tokensIn: result?.usage.tokensIn ?? null,
        tokensOut: result?.usage.tokensOut ?? null,
      })
    },
    ofTask: (taskId: TaskId): LateAnswer[] => ofTask.all(taskId),
  }
}
