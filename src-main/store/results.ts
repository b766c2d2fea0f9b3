import type { EpochMs, TaskId, TaskResult } from '#shared/task'
import type { Database } from './database'

type Row = {
  attempt: number
  kind: 'text' | 'embedding'
  text: string
  cut_off: number
  finish_reason: string | null
  model: string
  request_id: string | null
  tokens_in: number | null
  tokens_out: number | null
}

const INSERT = `INSERT INTO results (task_id, attempt, kind, text, cut_off, finish_reason, model, request_id, tokens_in, tokens_out, settled_at)
  VALUES (@taskId, @attempt, @kind, @text, @cutOff, @finishReason, @model, @requestId, @tokensIn, @tokensOut, @settledAt)`

/** One answer per task: it settles once. */
export function resultsTable(db: Database) {
  const insert = db.prepare(INSERT)
  const get = db.prepare<[number], Row>('SELECT * FROM results WHERE task_id = ?')
  return {
    insert({ usage, cutOff, ...result }: TaskResult, taskId: TaskId, attempt: number, settledAt: EpochMs): void {
      insert.run({ ...result, ...usage, cutOff: cutOff ? 1 : 0, taskId, attempt, settledAt })
    },
    get(taskId: TaskId): TaskResult | null {
      const row = get.get(taskId)
      if (!row) return null
      return {
        kind: row.kind,
        text: row.text,
        cutOff: row.cut_off === 1,
        finishReason: row.finish_reason,
        model: row.model,
        requestId: row.request_id,
        usage: { tokensIn: row.tokens_in, tokensOut: row.tokens_out },
      }
    },
  }
}
