import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { laneDefaults } from '#shared/lane'
import { chat } from '#shared/request'
import { connect, type Database } from '../database'
import { closeDatabase, openDatabase } from '../open'
import { databaseFile } from './files'

/** For tests: a data folder of its own. */
export function tempDir() {
  const dir = mkdtempSync(join(tmpdir(), 'trilane-safety-'))
  return { dir, file: databaseFile(dir), remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** For tests: what the app would have stored for `count` tasks; every third has succeeded, with an answer and an attempt. */
export function fill(
  db: Database,
  count: number,
  { firstId = 1, version = 5 }: { firstId?: number; version?: number } = {},
) {
  const hashed = version >= 2
  const put = (sql: string) => db.prepare(sql)
  db.transaction(() => {
    put(
      version >= 5
        ? `INSERT OR IGNORE INTO providers (id, protocol, preset, name, default_model, created_at)
            VALUES ('practice', 'openai-chat', 'practice', 'Practice', 'practice-mini', 1)`
        : `INSERT OR IGNORE INTO providers (id, kind, name, default_model, created_at)
            VALUES ('practice', 'practice', 'Practice', 'practice-mini', 1)`,
    ).run()
    for (const [lane, policy] of Object.entries(laneDefaults))
      put('INSERT OR IGNORE INTO lanes (name, policy) VALUES (?, ?)').run(lane, JSON.stringify(policy))
    put(`INSERT OR IGNORE INTO gates (id, provider_id, model) VALUES (1, 'practice', 'practice-mini')`).run()
    put(
      `INSERT OR IGNORE INTO batches (id, name, kind, state, created_at) VALUES (1, 'test', 'import', 'open', 1)`,
    ).run()
    const task =
      put(`INSERT INTO tasks (id, batch_id, position, title, lane, gate_id, state, attempts, created_at, settled_at)
      VALUES (@id, 1, @id, @title, 'fast', 1, @state, @attempts, 5, @settledAt)`)
    const payload = put(
      hashed
        ? 'INSERT INTO payloads (task_id, revision, request, hash, created_at) VALUES (@id, 1, @request, @hash, 5)'
        : 'INSERT INTO payloads (task_id, revision, request, created_at) VALUES (@id, 1, @request, 5)',
    )
    const attempt = put(
      hashed
        ? `INSERT INTO attempts (task_id, number, revision, lane, model, started_at, ended_at, progress, outcome)
            VALUES (@id, 1, 1, 'fast', 'practice-mini', 6, 7, 'done', 'succeeded')`
        : `INSERT INTO attempts (task_id, number, revision, lane, model, boot_id, started_at, ended_at, progress, outcome)
            VALUES (@id, 1, 1, 'fast', 'practice-mini', 'boot', 6, 7, 'done', 'succeeded')`,
    )
    const result = put(
      version >= 3
        ? `INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at, hash) VALUES (@id, 1, 'text', @text, 0, 'm', 7, @hash)`
        : `INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at) VALUES (@id, 1, 'text', @text, 0, 'm', 7)`,
    )
    for (let id = firstId; id < firstId + count; id++) {
      const done = id % 3 === 0
      task.run({
        id,
        title: `task ${id}`,
        state: done ? 'succeeded' : 'queued',
        attempts: done ? 1 : 0,
        settledAt: done ? 7 : null,
      })
      const request = requestOf(id)
      payload.run({ id, request, ...(hashed ? { hash: sha256(request) } : {}) })
      if (!done) continue
      attempt.run({ id })
      result.run({ id, text: answerOf(id), ...(version >= 3 ? { hash: sha256(answerOf(id)) } : {}) })
    }
    put('DELETE FROM task_counts').run()
    put(`INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
      SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`).run()
    if (hashed) put(`INSERT INTO events (at, kind) VALUES (1, 'tasks')`).run()
    else put(`INSERT INTO events (at, kind) VALUES (1, 'task')`).run()
  })()
}

/** For tests: a database with so many tasks, closed cleanly. */
export function filled(file: string, count: number) {
  const db = openDatabase(file)
  fill(db, count)
  closeDatabase(db)
}

/** For tests: overwrites the page in which a table or an index begins, in a file that nobody has open. */
export function damageTree(file: string, name: string) {
  const db = connect(file, { timeoutMs: 0 })
  const page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name))
  db.close()
  const bytes = readFileSync(file)
  bytes.fill(0xee, (page - 1) * 4_096, page * 4_096)
  writeFileSync(file, bytes)
}

/** For tests: from now on what is read of a table or an index is damaged, while the database is in use. */
export function damageInUse(db: Database, name: string) {
  db.unsafeMode(true)
  db.pragma('writable_schema = ON')
  db.prepare(
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'tasks') WHERE name = ?",
  ).run(name)
  db.pragma(`schema_version = ${Number(db.pragma('schema_version', { simple: true })) + 1}`)
  db.pragma('writable_schema = OFF')
  db.unsafeMode(false)
}

export const requestOf = (id: number) => JSON.stringify(chat(`prompt ${id} ${'x'.repeat((id * 37) % 400)}`))
export const answerOf = (id: number) => `answer ${id} ${'y'.repeat((id * 53) % 300)}`
export const sha256 = (text: string) => hash('sha256', text, 'buffer')
