import type { GateId, TaskId } from '#shared/task'
import type { Database } from './database'
import type { metaTable } from './meta'

const INSERT =
  'INSERT INTO answers (hash, gate_id, task_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET task_id = excluded.task_id'
// Only what is still an answer: its task may have been requeued, edited or purged since.
const FIND = `SELECT t.id FROM answers a JOIN tasks t ON t.id = a.task_id JOIN results r ON r.task_id = t.id
  WHERE a.hash = ? AND a.gate_id = ? AND t.state = 'succeeded' AND t.gate_id = a.gate_id AND r.purged_at IS NULL`
const OLDER = `SELECT t.id, t.gate_id AS gateId, p.hash FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision
  WHERE t.id > ? AND t.id <= ? AND t.state = 'succeeded'`
/** Task ids looked at in one transaction: a few milliseconds. */
const slice = 1_000

/**
 * Stored answers by the hash of what was asked. Nothing is kept here before a batch first asks for reuse; then the older answers are added in
 * slices, and each new one as it is settled.
 */
export function answersTable(db: Database, meta: ReturnType<typeof metaTable>) {
  const insert = db.prepare<[Buffer, GateId, TaskId]>(INSERT)
  const find = db.prepare<[Buffer, GateId], { id: TaskId }>(FIND)
  const older = db.prepare<[number, number], { id: TaskId; gateId: GateId; hash: Buffer }>(OLDER)
  const newest = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM tasks')
  let active = meta.get('answers_to') !== undefined
  return {
    /** Whether new answers are to be added. */
    active: () => active,
    add: (digest: Buffer, gateId: GateId, taskId: TaskId): void => void insert.run(digest, gateId, taskId),
    find: (digest: Buffer, gateId: GateId): TaskId | undefined => find.get(digest, gateId)?.id,
    /** Adds some of the older answers, in the transaction in hand; false when all are there. */
    addOlder(): boolean {
      active = true
      const seen = meta.get('answers_to')
      if (seen === 'all') return false
      const from = Number(seen ?? 0)
      for (const { id, gateId, hash } of older.all(from, from + slice)) insert.run(hash, gateId, id)
      const more = from + slice < (newest.get()?.id ?? 0)
      meta.set('answers_to', more ? String(from + slice) : 'all')
      return more
    },
  }
}
export type AnswersTable = ReturnType<typeof answersTable>
