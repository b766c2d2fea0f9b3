import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { z } from 'zod'
import { ask } from '../scripts/soak/ledger.mjs'
import { initial } from '../src-main/store/migrations/0001-initial'

const applicationId = 0x5472694c // "TriL", as src-main/store/open.ts sets it
const states = [
  { state: 'succeeded', started: null, settled: 30, failure: null, outcome: 'succeeded', progress: 'done' },
  { state: 'running', started: 20, settled: null, failure: null, outcome: null, progress: 'sent' },
  { state: 'queued', started: null, settled: null, failure: null, outcome: null, progress: null },
  { state: 'dead', started: null, settled: 40, failure: 'bad_request', outcome: 'permanent', progress: 'done' },
] as const

/** A data folder as the first version left it when its process died: one task that succeeded, one that ran, one that waits, one that is dead. */
export function oldData(dataDir: string) {
  const db = new BetterSqlite3(join(dataDir, 'trilane.db'))
  db.pragma('journal_mode = WAL')
  db.pragma(`application_id = ${applicationId}`)
  db.exec(initial)
  db.pragma('user_version = 1')
  db.exec(`INSERT INTO meta VALUES ('clean', '0');
    INSERT INTO providers (id, kind, name, base_url, default_model, created_at) VALUES ('old', 'openai-compatible', 'Old', 'http://127.0.0.1:9/v1', 'm', 1);
    INSERT INTO gates (id, provider_id, model) VALUES (1, 'old', 'm');
    INSERT INTO batches (id, name, kind, state, created_at) VALUES (1, 'Old', 'import', 'open', 1)`)
  const task =
    db.prepare(`INSERT INTO tasks (id, batch_id, position, title, lane, gate_id, state, attempts, created_at, started_at, settled_at,
    failure_code) VALUES (@id, 1, @id, 'Old', 'fast', 1, @state, @attempts, 1, @started, @settled, @failure)`)
  const payload = db.prepare(
    'INSERT INTO payloads (task_id, revision, request, created_at) VALUES (@id, 1, @request, 1)',
  )
  const attempt =
    db.prepare(`INSERT INTO attempts (task_id, number, revision, lane, model, boot_id, started_at, ended_at, progress, outcome)
    VALUES (@id, 1, 1, 'fast', 'm', 'old', 20, @settled, @progress, @outcome)`)
  states.forEach((each, index) => {
    const id = index + 1
    const request = JSON.stringify({ kind: 'chat', messages: [{ role: 'user', content: `Old prompt ${id}` }] })
    task.run({ ...each, id, attempts: each.progress === null ? 0 : 1 })
    payload.run({ id, request })
    if (each.progress !== null) attempt.run({ ...each, id })
  })
  db.exec(
    `INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at) VALUES (1, 1, 'text', 'Old answer', 0, 'm', 30)`,
  )
  db.close()
}

const Rows = z.array(z.object({ id: z.int(), state: z.string(), prompt: z.string(), answer: z.string().nullable() }))

/** The prompts of the old batch, each with its state and its answer. */
export const promptsOf = (dataDir: string) =>
  Rows.parse(
    ask(
      dataDir,
      `SELECT t.id, t.state, json_extract(p.request, '$.messages[0].content') AS prompt, r.text AS answer FROM tasks t
        JOIN payloads p ON p.task_id = t.id LEFT JOIN results r ON r.task_id = t.id WHERE t.batch_id = 1 ORDER BY t.id`,
    ),
  )
