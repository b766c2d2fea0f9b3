import type { RuleLogEntry } from '#shared/rule'
import type { Database } from './database'

/** So many entries stay. */
const kept = 10_000

/** What rules did to which task and when, the newest of it. */
export function ruleLog(db: Database) {
  const add = db.prepare<Omit<RuleLogEntry, 'id'>>(
    `INSERT INTO rule_log (at, rule_id, rule_name, task_id, what, detail) VALUES (@at, @ruleId, @ruleName, @taskId, @what, @detail)`,
  )
  const prune = db.prepare<[number]>('DELETE FROM rule_log WHERE id <= ?')
  const columns = 'id, at, rule_id AS ruleId, rule_name AS ruleName, task_id AS taskId, what, detail'
  const all = db.prepare<{ before: number; limit: number }, RuleLogEntry>(
    `SELECT ${columns} FROM rule_log WHERE id < @before ORDER BY id DESC LIMIT @limit`,
  )
  const ofRule = db.prepare<{ ruleId: number; before: number; limit: number }, RuleLogEntry>(
    `SELECT ${columns} FROM rule_log WHERE rule_id = @ruleId AND id < @before ORDER BY id DESC LIMIT @limit`,
  )
  return {
    add(entry: Omit<RuleLogEntry, 'id'>): void {
      const id = Number(add.run(entry).lastInsertRowid)
      if (id % 100 === 0) prune.run(id - kept)
    },
    /** The newest first; of one rule, or of all. before: an entry's id, for the next page. */
    read(ruleId: number | null, before: number | null, limit: number): RuleLogEntry[] {
      const page = { before: before ?? Number.MAX_SAFE_INTEGER, limit }
      return ruleId === null ? all.all(page) : ofRule.all({ ...page, ruleId })
    },
  }
}
