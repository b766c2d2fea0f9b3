import { z } from 'zod'
import { type AttemptThen, GateThen, RulesThen } from '#shared/attempt-then'
import type { TaskId } from '#shared/task'
import type { Database } from './database'
import { sha256 } from './payloads'

type Row = { rules: string | null; retriesUsed: number; gates: string }
const Gates = z.array(GateThen)

const GET = `SELECT r.rules, a.retries_used AS retriesUsed, a.gates
  FROM attempt_then a LEFT JOIN rules_then r ON r.hash = a.rules WHERE a.task_id = ? AND a.number = ?`

/** What held when attempts were made that did not succeed. Its rows go with their attempts; rules are kept once, by their content. */
export function attemptThenTable(db: Database) {
  const keepRules = db.prepare<[Buffer, string]>('INSERT OR IGNORE INTO rules_then (hash, rules) VALUES (?, ?)')
  const insert = db.prepare<[number, number, Buffer, number, string]>(
    'INSERT INTO attempt_then (task_id, number, rules, retries_used, gates) VALUES (?, ?, ?, ?, ?)',
  )
  const get = db.prepare<[number, number], Row>(GET)
  return {
    /** After its attempt was written. */
    insert(taskId: TaskId, number: number, { rules, retriesUsed, gates }: AttemptThen): void {
      const text = JSON.stringify(rules)
      const hash = sha256(text)
      keepRules.run(hash, text)
      insert.run(taskId, number, hash, retriesUsed, JSON.stringify(gates))
    },
    /** Null where it was not kept, or cannot be read any more. */
    get(taskId: TaskId, number: number): AttemptThen | null {
      const row = get.get(taskId, number)
      if (!row) return null
      const rules = row.rules === null ? null : RulesThen.nullable().parse(JSON.parse(row.rules))
      return { rules, retriesUsed: row.retriesUsed, gates: Gates.parse(JSON.parse(row.gates)) }
    },
  }
}
