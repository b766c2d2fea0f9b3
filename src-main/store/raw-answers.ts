import { keepNoRawAnswers, RawAnswers } from '#shared/retention'
import type { TaskId } from '#shared/task'
import { WireAnswer } from '#shared/wire'
import type { Database } from './database'
import type { metaTable } from './meta'

type Row = { status: number; headers: string; body: string; cut: number }

const setting = 'raw_answers'
const bytesOfMb = 1024 * 1024
/** How many an answer may push out at once: more than come in, so that a smaller size is reached, and no more than a settle can wait for. */
const mostPushedOut = 20

/**
 * The bodies of answers that succeeded, as they came: kept only where a person asks for it. They are the newest so many bytes of all that
 * were kept: what was removed in between counts as well, so the room that they take is never more than that, and often less.
 */
export function rawAnswersTable(db: Database, meta: ReturnType<typeof metaTable>) {
  const insert = db.prepare(
    'INSERT INTO raw_answers (upto, task_id, number, bytes, status, cut, headers, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const newest = db.prepare<[], { upto: number | null }>('SELECT max(upto) AS upto FROM raw_answers')
  const get = db.prepare<[number, number], Row>(
    'SELECT status, headers, body, cut FROM raw_answers WHERE task_id = ? AND number = ?',
  )
  const pushOut = db.prepare<[number, number]>(
    'DELETE FROM raw_answers WHERE upto IN (SELECT upto FROM raw_answers WHERE upto <= ? ORDER BY upto LIMIT ?)',
  )
  let known: RawAnswers | null = null
  const chosen = (): RawAnswers => {
    known ??= read(meta.get(setting))
    return known
  }
  const tooOld = () => (newest.get()?.upto ?? 0) - chosen().maxMb * bytesOfMb
  return {
    chosen,
    /** Inside a transaction, as all that follow. */
    choose(next: RawAnswers): void {
      meta.set(setting, JSON.stringify(next))
      known = null
    },
    /** What was chosen is read anew: a transaction that may have changed it was rolled back. */
    forget(): void {
      known = null
    },
    /** After its attempt was written. One without a body is none. */
    insert(taskId: TaskId, number: number, { status, headers, body, cut }: WireAnswer): void {
      if (body === null) return
      const came = JSON.stringify(headers)
      const size = Buffer.byteLength(body) + Buffer.byteLength(came)
      insert.run((newest.get()?.upto ?? 0) + size, taskId, number, size, status, cut ? 1 : 0, came, body)
      pushOut.run(tooOld(), mostPushedOut)
    },
    /** Removes the oldest of those that are too many now; false when there were none. */
    trim: (limit: number): boolean => pushOut.run(tooOld(), limit).changes > 0,
    /** Removes some, whatever their age; false when there were none. */
    drop: (limit: number): boolean => pushOut.run(Number.MAX_SAFE_INTEGER, limit).changes > 0,
    /** Null where none was kept. */
    get(taskId: TaskId, number: number): WireAnswer | null {
      const row = get.get(taskId, number)
      return row ? WireAnswer.parse({ ...row, headers: JSON.parse(row.headers), cut: row.cut === 1 }) : null
    },
  }
}
export type RawAnswersTable = ReturnType<typeof rawAnswersTable>

/** Nothing is kept where a salvaged file has something else there. */
function read(text: string | undefined): RawAnswers {
  if (text === undefined) return keepNoRawAnswers
  try {
    return RawAnswers.parse(JSON.parse(text))
  } catch {
    return keepNoRawAnswers
  }
}
