import type { TaskId } from '#shared/task'
import { WireAnswer } from '#shared/wire'
import type { Database } from './database'
import type { RawAnswersTable } from './raw-answers'

type Row = { status: number; headers: string; body: string | null; cut: number }

/** Of an answer: the status as HTTP/2 names it, then its headers. Null where there are none to keep. */
export const answeredHeaders = ({ status, headers }: WireAnswer): string | null =>
  headers.length === 0 ? null : JSON.stringify([[statusName, String(status)], ...headers])
const statusName = ':status'

/** None where a salvaged file has something else there. */
function pairsIn(text: string): WireAnswer['headers'] {
  try {
    return WireAnswer.shape.headers.parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** What came back for attempts. Its rows go with their attempts; what came with an answer lies with the answer, or raw where that is wanted. */
export function attemptWireTable(db: Database, raw: Pick<RawAnswersTable, 'get'>) {
  const insert = db.prepare(
    'INSERT INTO attempt_wire (task_id, number, status, headers, body, cut) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const get = db.prepare<[number, number], Row>(
    'SELECT status, headers, body, cut FROM attempt_wire WHERE task_id = ? AND number = ?',
  )
  const ofAnswer = db.prepare<[number, number], { headers: string }>(
    'SELECT headers FROM results WHERE task_id = ? AND attempt = ? AND headers IS NOT NULL',
  )
  function answered(taskId: TaskId, number: number): WireAnswer | null {
    const row = ofAnswer.get(taskId, number)
    if (!row) return null
    const [[, status] = [], ...headers] = pairsIn(row.headers)
    const answer = WireAnswer.safeParse({ status: Number(status), headers, body: null, cut: false })
    return answer.success ? answer.data : null
  }
  return {
    /** After its attempt was written. */
    insert(taskId: TaskId, number: number, { status, headers, body, cut }: WireAnswer): void {
      insert.run(taskId, number, status, JSON.stringify(headers), body, cut ? 1 : 0)
    },
    /** Null where no answer came, or none was kept. */
    get(taskId: TaskId, number: number): WireAnswer | null {
      const row = get.get(taskId, number)
      return row
        ? WireAnswer.parse({ ...row, headers: JSON.parse(row.headers), cut: row.cut === 1 })
        : (raw.get(taskId, number) ?? answered(taskId, number))
    },
  }
}
