import type { EpochMs, TaskId, TaskResult, Usage } from '#shared/task'
import type { Database } from './database'
import { sha256 } from './payloads'

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
  cached_in: number | null
  cache_write: number | null
}

const INSERT = `INSERT INTO results (task_id, attempt, kind, text, cut_off, finish_reason, model, request_id, tokens_in, tokens_out, settled_at, hash,
    cached_in, cache_write, headers)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const COPY = `INSERT INTO results (task_id, attempt, kind, text, cut_off, finish_reason, model, request_id, tokens_in, tokens_out, settled_at, hash)
  SELECT ?, 0, kind, text, cut_off, finish_reason, model, request_id, tokens_in, tokens_out, ?, hash FROM results WHERE task_id = ?`

/** One answer per task: it settles once. One whose text retention removed is no answer any more. */
export function resultsTable(db: Database) {
  const insert = db.prepare(INSERT)
  const copy = db.prepare<[TaskId, EpochMs, TaskId]>(COPY)
  const get = db.prepare<[number], Row>('SELECT * FROM results WHERE task_id = ? AND purged_at IS NULL')
  const text = db.prepare<[number], { text: string }>(
    'SELECT text FROM results WHERE task_id = ? AND purged_at IS NULL',
  )
  return {
    /** headers: what came with it, as `answeredHeaders` writes them. */
    insert(
      { usage, ...result }: TaskResult,
      taskId: TaskId,
      attempt: number,
      settledAt: EpochMs,
      headers: string | null = null,
    ): void {
      // One by one: an array of them would cost as much again.
      insert.run(
        taskId,
        attempt,
        result.kind,
        result.text,
        result.cutOff ? 1 : 0,
        result.finishReason,
        result.model,
        result.requestId,
        usage.tokensIn,
        usage.tokensOut,
        settledAt,
        sha256(result.text),
        usage.cachedIn ?? null,
        usage.cacheWrite ?? null,
        headers,
      )
    },
    /** The answer of another task becomes this one's too; its attempt is 0, since none was made for it. */
    copy: (from: TaskId, to: TaskId, settledAt: EpochMs): boolean => copy.run(to, settledAt, from).changes === 1,
    text: (taskId: TaskId): string | undefined => text.get(taskId)?.text,
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
        usage: readUsage(row),
      }
    },
  }
}

/** What a provider does not say of its cache is left out. */
const readUsage = (row: Row): Usage => ({
  tokensIn: row.tokens_in,
  tokensOut: row.tokens_out,
  ...(row.cached_in === null ? {} : { cachedIn: row.cached_in }),
  ...(row.cache_write === null ? {} : { cacheWrite: row.cache_write }),
})
