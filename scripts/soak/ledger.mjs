import { existsSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { taskOf } from './prompt.mjs'

/**
 * What the data folder says, read with a connection that writes nothing, while no Trilane has it open.
 * @typedef {{ id: number, task: number, state: string, failureCode: string | null, answer: string | null, answeredBy: number | null }} Row
 * @typedef {{ task: number, number: number, startedAt: number, progress: string, outcome: string, mayHaveBeenBilled: boolean }} Attempt
 * @typedef {{ rows: Row[], attempts: Attempt[], integrity: string }} Ledger
 */

/** Tasks of batches that can be seen: what an import had not finished is not there. A prompt names its task. */
const rowsSql = `SELECT t.id, json_extract(p.request, '$.messages[0].content') AS prompt, t.state, t.failure_code AS failureCode,
    r.text AS answer, r.attempt AS answeredBy
  FROM tasks t JOIN batches b ON b.id = t.batch_id AND b.state = 'open'
  JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision LEFT JOIN results r ON r.task_id = t.id`
const attemptsSql = `SELECT task_id AS taskId, number, started_at AS startedAt, progress, outcome,
    may_have_been_billed AS billed FROM attempts WHERE outcome IS NOT NULL ORDER BY task_id, number`

/** @template T @param {string} dataDir @param {(db: BetterSqlite3.Database) => T} read @returns {T | null} null where there is no database yet */
function withDatabase(dataDir, read) {
  const file = join(dataDir, 'trilane.db')
  if (!existsSync(file)) return null
  const db = new BetterSqlite3(file, { readonly: true })
  try {
    const made = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'results'").get()
    return made ? read(db) : null
  } finally {
    db.close()
  }
}

/** @param {BetterSqlite3.Database} db @returns {Row[]} */
function rowsOf(db) {
  const rows = /** @type {(Omit<Row, 'task'> & { prompt: string })[]} */ (db.prepare(rowsSql).all())
  return rows.map(({ prompt, ...row }) => ({ ...row, task: taskOf(prompt) }))
}

/** The tasks as they are on disk. @param {string} dataDir @returns {Row[]} */
export const readRows = (dataDir) => withDatabase(dataDir, rowsOf) ?? []

/** What one question to the database says, as plain rows. @param {string} dataDir @param {string} sql @returns {unknown[]} */
export const ask = (dataDir, sql) => withDatabase(dataDir, (db) => db.prepare(sql).all()) ?? []

/** Everything that the account needs, and whether SQLite finds the file whole. @param {string} dataDir @returns {Ledger} */
export function readLedger(dataDir) {
  const none = { rows: [], attempts: [], integrity: 'there is no database' }
  return withDatabase(dataDir, (db) => ({ rows: rowsOf(db), attempts: attemptsOf(db), integrity: check(db) })) ?? none
}

/** @param {BetterSqlite3.Database} db @returns {Attempt[]} */
function attemptsOf(db) {
  const tasks = new Map(rowsOf(db).map(({ id, task }) => [id, task]))
  const rows = /** @type {(Omit<Attempt, 'task' | 'mayHaveBeenBilled'> & { taskId: number, billed: number })[]} */ (
    db.prepare(attemptsSql).all()
  )
  return rows.map(({ taskId, billed, ...row }) => ({
    ...row,
    task: tasks.get(taskId) ?? 0,
    mayHaveBeenBilled: billed === 1,
  }))
}

/** @param {BetterSqlite3.Database} db */
function check(db) {
  const found = /** @type {{ integrity_check: string }[]} */ (db.pragma('integrity_check')).map(
    (row) => row.integrity_check,
  )
  const orphans = /** @type {{ table: string }[]} */ (db.pragma('foreign_key_check'))
  const words = found.filter((word) => word !== 'ok').concat(orphans.map(({ table }) => `${table} points at nothing`))
  return words.length === 0 ? 'ok' : words.join('; ')
}
