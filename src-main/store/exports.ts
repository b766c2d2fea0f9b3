import { ExportOptions, type LiveExport } from '#shared/export'
import type { BatchId, EpochMs, TaskId } from '#shared/task'
import type { Database } from './database'

type Row = Omit<LiveExport, 'options' | 'notes' | 'newer'> & {
  options: string
  notes: string
  head: string | null
  length: number
  run: number
  upto: number
}
/** An export as it is kept. */
export type StoredExport = Omit<Row, 'options' | 'notes'> & {
  readonly options: ExportOptions
  readonly notes: readonly string[]
}
/** What of the file is on disk after some lines were added to it. */
export type Grown = {
  readonly tasks: readonly { readonly id: TaskId; readonly version: number }[]
  readonly head: string
  readonly length: number // bytes in all
  readonly rows: number // in all
  readonly upto: number
}
export type WrittenRow = { readonly taskId: TaskId; readonly version: number; readonly now: number | null }

const COLUMNS = `id, batch_id AS batchId, path, partial, options, state, created_at AS createdAt, ended_at AS endedAt, head, length, rows,
  run, upto, trouble, notes`
const GROW =
  'UPDATE exports SET head = @head, length = @length, rows = @rows, upto = @upto, trouble = NULL WHERE id = @id'
const ANEW = `UPDATE exports SET state = 'following', head = NULL, length = 0, rows = 0, upto = 0, run = run + 1 WHERE id = ?`
export const UNWRITTEN = `SELECT j.value FROM json_each(?) j WHERE NOT EXISTS
  (SELECT 1 FROM export_rows r WHERE r.export_id = ? AND r.run = ? AND r.task_id = j.value)`
export const WRITTEN = `SELECT r.task_id AS taskId, r.version, (SELECT t.version FROM tasks t WHERE t.id = r.task_id) AS now
  FROM export_rows r WHERE r.export_id = ? AND r.run = ? AND r.task_id > ? ORDER BY r.task_id LIMIT ?`
// What no run needs any more: the rows of one that has ended, or was begun anew.
export const SPENT_ROWS = `SELECT r.export_id, r.run, r.task_id FROM exports e CROSS JOIN export_rows r ON r.export_id = e.id WHERE e.ended_at IS NOT NULL
  UNION ALL SELECT r.export_id, r.run, r.task_id FROM exports e CROSS JOIN export_rows r ON r.export_id = e.id AND r.run < e.run`
const SPENT = `DELETE FROM export_rows WHERE (export_id, run, task_id) IN (${SPENT_ROWS} LIMIT ?)`
const isThere = `SELECT 1 FROM exports WHERE ended_at IS NULL AND (path = @path OR partial = @path)`
/** So many that have ended stay in the list. */
const endedKept = 50

/** Files that results go to as they settle. What writes is called in the transaction in hand. */
export function exportsTable(db: Database, news: () => void) {
  const insert = db.prepare(
    `INSERT INTO exports (batch_id, path, partial, options, state, created_at) VALUES (@batchId, @path, @partial, @options, 'following', @now)`,
  )
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM exports WHERE id = ?`)
  const newest = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM exports ORDER BY id DESC LIMIT ?`)
  const living = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM exports WHERE ended_at IS NULL ORDER BY id`)
  const taken = db.prepare<{ path: string }, unknown>(isThere)
  const grow = db.prepare(GROW)
  const mark = db.prepare<[number, number, TaskId, number]>(
    'INSERT INTO export_rows (export_id, run, task_id, version) VALUES (?, ?, ?, ?)',
  )
  const unwritten = db.prepare<[string, number, number], TaskId>(UNWRITTEN).pluck()
  const written = db.prepare<[number, number, number, number], WrittenRow>(WRITTEN)
  const anew = db.prepare<[number]>(ANEW)
  const write = db.prepare<[number]>(`UPDATE exports SET state = 'writing' WHERE id = ?`)
  const place = db.prepare(
    `UPDATE exports SET state = 'placing', length = @length, rows = @rows, notes = @notes, trouble = NULL WHERE id = @id`,
  )
  const end = db.prepare<[string, EpochMs, number]>(
    'UPDATE exports SET state = ?, ended_at = ?, trouble = NULL WHERE id = ? AND ended_at IS NULL',
  )
  const trouble = db.prepare<[string, number, string]>(
    'UPDATE exports SET trouble = ? WHERE id = ? AND trouble IS NOT ?',
  )
  const spent = db.prepare<[number]>(SPENT)
  const hasSpent = db.prepare<[], number>(`SELECT EXISTS (${SPENT_ROWS})`).pluck()
  const old = db.prepare(
    `DELETE FROM exports WHERE id IN (SELECT id FROM exports WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ${endedKept})
       AND NOT EXISTS (SELECT 1 FROM export_rows r WHERE r.export_id = exports.id)`,
  )
  const told = <T>(value: T): T => {
    news()
    return value
  }

  return {
    /** @returns its id */
    insert: (made: { batchId: BatchId; path: string; partial: string; options: ExportOptions; now: EpochMs }): number =>
      told(Number(insert.run({ ...made, options: JSON.stringify(made.options) }).lastInsertRowid)),
    get: (id: number): StoredExport | undefined => get.all(id).map(read)[0],
    /** The newest first. */
    list: (limit: number): StoredExport[] => newest.all(limit).map(read),
    living: (): StoredExport[] => living.all().map(read),
    /** Whether one that goes on writes to that file. */
    isTaken: (path: string): boolean => taken.get({ path }) !== undefined,
    /** Those of some tasks that its run has not written yet, in their order. */
    unwritten({ id, run }: StoredExport, ids: readonly TaskId[]): TaskId[] {
      const left = new Set(unwritten.all(JSON.stringify(ids), id, run))
      return ids.filter((each) => left.has(each))
    },
    /** Its lines by the ids of their tasks, with the versions that the tasks have now; null for one that is gone. */
    written: ({ id, run }: StoredExport, after: number, limit: number): WrittenRow[] =>
      written.all(id, run, after, limit),
    /** Once the lines are on disk, and not before. */
    grow({ id, run }: StoredExport, { tasks, ...grown }: Grown): void {
      for (const task of tasks) mark.run(id, run, task.id, task.version)
      grow.run({ ...grown, id })
      news()
    },
    /** Nothing of it is written any more. */
    anew: (id: number): void => told(void anew.run(id)),
    writing: (id: number): void => told(void write.run(id)),
    /** All of it is on disk, and takes its name. */
    placing: (id: number, whole: { length: number; rows: number; notes: readonly string[] }): void =>
      told(void place.run({ ...whole, notes: JSON.stringify(whole.notes), id })),
    end(id: number, state: 'done' | 'stopped', now: EpochMs): void {
      end.run(state, now, id)
      news()
    },
    /** Why it cannot be written just now; false when that was known. */
    trouble(id: number, why: string): boolean {
      const isNew = trouble.run(why, id, why).changes > 0
      if (isNew) news()
      return isNew
    },
    /** Whether there are rows that nothing needs. */
    hasSpent: (): boolean => hasSpent.get() === 1,
    /** Removes up to `limit` rows that nothing needs; how many. */
    clear(limit: number): number {
      const { changes } = spent.run(limit)
      if (changes < limit) old.run()
      return changes
    },
  }
}
const read = ({ options, notes, ...row }: Row): StoredExport => ({
  ...row,
  options: ExportOptions.parse(JSON.parse(options)),
  notes: JSON.parse(notes),
})
