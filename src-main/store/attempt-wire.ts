import type { TaskId } from '#shared/task'
import { WireAnswer } from '#shared/wire'
import type { Database } from './database'

type Row = { status: number; headers: string; body: string | null; cut: number }

/** What came back for attempts that failed. Its rows go with their attempts. */
export function attemptWireTable(db: Database) {
  const insert = db.prepare(
    'INSERT INTO attempt_wire (task_id, number, status, headers, body, cut) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const get = db.prepare<[number, number], Row>(
    'SELECT status, headers, body, cut FROM attempt_wire WHERE task_id = ? AND number = ?',
  )
  return {
    /** After its attempt was written. */
    insert(taskId: TaskId, number: number, { status, headers, body, cut }: WireAnswer): void {
      insert.run(taskId, number, status, JSON.stringify(headers), body, cut ? 1 : 0)
    },
    /** Null where no answer came, or none was kept. */
    get(taskId: TaskId, number: number): WireAnswer | null {
      const row = get.get(taskId, number)
      return row ? WireAnswer.parse({ ...row, headers: JSON.parse(row.headers), cut: row.cut === 1 }) : null
    },
  }
}
