import { join } from 'node:path'
import type { Database } from '#store/database'
import { openDatabase } from '#store/open'
import { type Checkpointing, rawCheckpoints } from './raw-checkpoints'

/** A database with the store's schema and pragmas, and nothing of the store in front of it. */
export const openRaw = (dataDir: string): Database => openDatabase(join(dataDir, 'trilane.db'))

type Value = string | number | Buffer | null
/** The rows that an enqueue leaves: one of `tasks` and one of `payloads` for each. */
export type QueuedRow = { readonly task: Value[]; readonly payload: Value[] }

const taskColumns = ['batch_id', 'position', 'title', 'lane', 'gate_id', 'state', 'created_at']
const payloadColumns = ['task_id', 'revision', 'request', 'hash', 'created_at']

/** Reads what the engine wrote. */
export function readQueued(dataDir: string): QueuedRow[] {
  const db = openRaw(dataDir)
  const tasks = db.prepare<[], Value[]>(`SELECT ${taskColumns} FROM tasks ORDER BY id`).raw().all()
  const payloads = db.prepare<[], Value[]>(`SELECT ${payloadColumns} FROM payloads ORDER BY task_id`).raw().all()
  db.close()
  return tasks.map((task, index) => ({ task, payload: payloads[index] ?? [] }))
}

/** Per transaction, as the store: the batch's total and manifest, one counter, one event. */
function perCommit(db: Database) {
  const accept = db.prepare('UPDATE batches SET accepted = accepted + ?, manifest = ? WHERE id = ?')
  const counter = db.prepare(
    `INSERT OR IGNORE INTO task_counts (batch_id, lane, gate_id, state, n) VALUES (1, 'fast', 1, ?, 0)`,
  )
  for (const state of ['queued', 'running', 'succeeded']) counter.run(state)
  const count = db.prepare(
    `UPDATE task_counts SET n = n + ? WHERE batch_id = 1 AND lane = 'fast' AND gate_id = 1 AND state = ?`,
  )
  const event = db.prepare(`INSERT INTO events (at, kind, ids) VALUES (?, 'tasks', ?)`)
  return { accept, count, event }
}

const CLAIM = `UPDATE tasks SET state = 'running', attempts = attempts + 1, boot = 99, started_at = ?, progress = 'sent',
  version = version + 1 WHERE id = ? AND state = 'queued'`

const insertInto = (db: Database, table: string, columns: readonly string[]) =>
  db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)

/** What the rows of a task refer to. */
function prepareFor(db: Database) {
  db.exec(`
    INSERT INTO providers (id, protocol, preset, name, default_model, created_at) VALUES ('practice', 'openai-chat', 'practice', 'Practice', 'm', 0);
    INSERT INTO gates (id, provider_id, model) VALUES (1, 'practice', 'm');
    INSERT INTO batches (id, name, kind, state, created_at) VALUES (1, 'raw', 'import', 'open', 0);
    INSERT INTO boots (id, boot_id, machine, started_at) VALUES (99, 'raw', 'raw', 0)`)
}

/** Inserts the rows into a fresh database in transactions of `group`. Milliseconds until the last of them is in the -wal. */
export async function rawEnqueue(
  dataDir: string,
  rows: readonly QueuedRow[],
  group: number,
  whose: Checkpointing,
): Promise<number> {
  const db = openRaw(dataDir)
  prepareFor(db)
  const task = insertInto(db, 'tasks', taskColumns)
  const payload = insertInto(db, 'payloads', payloadColumns)
  const { accept, count, event } = perCommit(db)
  const manifest = Buffer.alloc(32)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const checkpoints = rawCheckpoints(db, whose)

  const start = performance.now()
  for (let from = 0; from < rows.length; from += group) {
    begin.run()
    const slice = rows.slice(from, from + group)
    for (const row of slice) {
      task.run(row.task)
      payload.run(row.payload)
    }
    accept.run(slice.length, manifest, 1)
    count.run(slice.length, 'queued')
    event.run(Date.now(), '[]')
    commit.run()
    await checkpoints.afterCommit()
  }
  const took = performance.now() - start
  checkpoints.stop()
  db.close()
  return took
}

/** Inserts one task and claims it, in one transaction. The database is a fresh one. */
export function rawOne(db: Database): (row: QueuedRow) => void {
  prepareFor(db)
  const task = insertInto(db, 'tasks', taskColumns)
  const payload = insertInto(db, 'payloads', payloadColumns)
  const claim = db.prepare(CLAIM)
  const { accept, count, event } = perCommit(db)
  const manifest = Buffer.alloc(32)
  return (row) =>
    db
      .transaction(() => {
        const { lastInsertRowid: id } = task.run(row.task)
        payload.run(row.payload)
        accept.run(1, manifest, 1)
        claim.run(Date.now(), id)
        count.run(1, 'running')
        event.run(Date.now(), `[${id}]`)
      })
      .immediate()
}

/** Inserts tasks one at a time, as rows that nothing else was computed for. The database is a fresh one. */
export function rawInserter(db: Database): (index: number, prompt: string) => void {
  prepareFor(db)
  const task = insertInto(db, 'tasks', taskColumns)
  const payload = insertInto(db, 'payloads', payloadColumns)
  const hash = Buffer.alloc(32)
  return (index, prompt) => {
    const { lastInsertRowid: id } = task.run([1, index + 1, prompt.slice(0, 200), 'fast', 1, 'queued', 0])
    payload.run([Number(id), 1, JSON.stringify(prompt), hash, 0])
  }
}

/** The rows that a drain leaves: for each task its last values, its attempt and its result. */
export type DrainedRow = { readonly task: Value[]; readonly attempt: Value[]; readonly result: Value[] }

const settledColumns = ['settled_at', 'answer_ms', 'tokens_in', 'tokens_out']

/** Reads what the engine wrote; every task succeeded at its first attempt. */
export function readDrained(dataDir: string): DrainedRow[] {
  const db = openRaw(dataDir)
  const tasks = db.prepare<[], Value[]>(`SELECT ${settledColumns}, id FROM tasks ORDER BY id`).raw().all()
  const attempts = db.prepare<[], Value[]>('SELECT * FROM attempts ORDER BY task_id').raw().all()
  const results = db.prepare<[], Value[]>('SELECT * FROM results ORDER BY task_id').raw().all()
  db.close()
  return tasks.map((task, index) => ({ task, attempt: attempts[index] ?? [], result: results[index] ?? [] }))
}

/**
 * Drains a queued database by hand: each transaction settles one group and claims the next, so that every claim is on disk before its call
 * and every answer after it. Milliseconds until the last answer is in the -wal.
 */
export async function rawDrain(
  dataDir: string,
  rows: readonly DrainedRow[],
  group: number,
  whose: Checkpointing,
): Promise<number> {
  const db = openRaw(dataDir)
  db.prepare(`INSERT INTO boots (id, boot_id, machine, started_at) VALUES (99, 'raw', 'raw', 0)`).run()
  const attemptColumns = db.pragma('table_info(attempts)') as { name: string }[]
  const resultColumns = db.pragma('table_info(results)') as { name: string }[]
  const claim = db.prepare(CLAIM)
  const settle =
    db.prepare(`UPDATE tasks SET state = 'succeeded', boot = NULL, started_at = NULL, progress = NULL, settled_at = ?,
    answer_ms = ?, tokens_in = ?, tokens_out = ?, version = version + 1 WHERE id = ? AND state = 'running' AND attempts = 1`)
  const attempt = insertInto(
    db,
    'attempts',
    attemptColumns.map(({ name }) => name),
  )
  const result = insertInto(
    db,
    'results',
    resultColumns.map(({ name }) => name),
  )
  const { count, event } = perCommit(db)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const checkpoints = rawCheckpoints(db, whose)
  const idOf = ({ task }: DrainedRow) => task.at(-1) ?? null
  const bootAt = attemptColumns.findIndex(({ name }) => name === 'boot')
  for (const row of rows) if (bootAt >= 0) row.attempt[bootAt] = 99

  const start = performance.now()
  let running: readonly DrainedRow[] = []
  for (let from = 0; from < rows.length || running.length > 0; from += group) {
    begin.run()
    for (const row of running) {
      settle.run(row.task)
      attempt.run(row.attempt)
      result.run(row.result)
    }
    const next = rows.slice(from, from + group)
    for (const row of next) claim.run(Date.now(), idOf(row))
    if (running.length > 0) count.run(running.length, 'succeeded')
    if (next.length !== running.length) count.run(next.length - running.length, 'running')
    if (next.length > 0) count.run(-next.length, 'queued')
    event.run(Date.now(), `[${[...running, ...next].map(idOf)}]`)
    commit.run()
    await checkpoints.afterCommit()
    running = next
  }
  const took = performance.now() - start
  checkpoints.stop()
  db.close()
  return took
}
