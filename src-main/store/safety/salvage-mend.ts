import { hash } from 'node:crypto'
import { chat } from '#shared/request'
import type { EpochMs } from '#shared/task'
import type { Database } from '../database'

/** What a salvaged task that has lost a part of itself is made into, so that every task there is can be shown and decided about. */
export type Mended = {
  readonly promptsLost: number // their answers are kept, under a note in the prompt's place
  readonly answersLost: number // they are dead letters now: asking again is for a person to decide
  readonly tasksDropped: number // neither prompt nor answer was left
}

const lostPrompt = JSON.stringify(chat('(This prompt was in a part of the damaged database that could not be read.)'))
const answerMessage =
  'The answer was in a part of the damaged database that could not be read. The prompt is kept; requeue it to ask again.'
const editMessage =
  'The edited prompt was in a part of the damaged database that could not be read. The prompt as it was before the edit is kept.'

const noPayload = 'NOT EXISTS (SELECT 1 FROM payloads p WHERE p.task_id = tasks.id)'
const hasResult = 'EXISTS (SELECT 1 FROM results r WHERE r.task_id = tasks.id)'
const toDead = `UPDATE tasks SET state = 'dead', version = version + 1, failure_code = 'invalid_answer', failure_message = @message,
  run_at = NULL, reserved = 0, started_at = NULL, boot = NULL, progress = NULL, settled_at = coalesce(settled_at, @now)`

/** Makes the salvaged rows whole, in the newest schema. In one transaction of the caller's. */
export function mend(db: Database, now: EpochMs): Mended {
  const run = (sql: string, params: Record<string, unknown> = {}) => db.prepare(sql).run(params).changes
  // Only what succeeded has an answer: beside any other task it is that of one whose number was damaged.
  run("DELETE FROM results WHERE task_id IN (SELECT id FROM tasks WHERE state <> 'succeeded')")
  const promptsLost = run(
    `INSERT INTO payloads (task_id, revision, request, hash, created_at)
       SELECT id, revision, @request, @hash, created_at FROM tasks WHERE ${noPayload} AND ${hasResult}`,
    { request: lostPrompt, hash: hash('sha256', lostPrompt, 'buffer') },
  )
  const tasksDropped = run(`DELETE FROM tasks WHERE ${noPayload}`)
  run(
    `${toDead}, revision = (SELECT max(p.revision) FROM payloads p WHERE p.task_id = tasks.id)
       WHERE NOT EXISTS (SELECT 1 FROM payloads p WHERE p.task_id = tasks.id AND p.revision = tasks.revision)`,
    { message: editMessage, now },
  )
  // The first revision is what a receipt and every screen begin with.
  run(
    `INSERT OR IGNORE INTO payloads (task_id, revision, request, hash, created_at)
       SELECT id, 1, @request, @hash, created_at FROM tasks
       WHERE NOT EXISTS (SELECT 1 FROM payloads p WHERE p.task_id = tasks.id AND p.revision = 1)`,
    { request: lostPrompt, hash: hash('sha256', lostPrompt, 'buffer') },
  )
  const answersLost = run(`${toDead} WHERE state = 'succeeded' AND NOT ${hasResult}`, { message: answerMessage, now })
  return { promptsLost, answersLost, tasksDropped }
}
