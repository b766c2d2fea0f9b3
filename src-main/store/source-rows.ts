import { z } from 'zod'
import type { Cell, Columns } from '#shared/rows'
import type { BatchId } from '#shared/task'
import type { NewRow } from '#shared/work'
import type { Database } from './database'

/** A row of a batch's source as it is kept. Its columns are the batch's; cells that it ends before are null. */
export type SourceRow = {
  readonly row: number // from 1, in the order in which rows came
  readonly cells: readonly Cell[]
  readonly file: string
  readonly line: number
}
type Stored = Omit<SourceRow, 'cells'> & { cells: string }

const Names = z.array(z.string())
const Cells = z.custom<Cell[]>(Array.isArray) // what JSON.parse made: what is in it is JSON
const COLUMNS = 'row, cells, file, line'
const ROW_OF = `SELECT t.batch_id AS batchId, t.row FROM tasks t WHERE t.id = ? AND t.row IS NOT NULL`
/**
 * Removes the cells of a task whose texts are removed; run it while the task is still there. Of a row under several variants they stay as
 * long as one of its tasks has its texts, and a part takes nothing along: what it is a part of was set aside, and stays.
 */
export const FORGET_CELLS = `DELETE FROM source_rows WHERE (batch_id, row) = (SELECT t.batch_id, t.row FROM tasks t WHERE t.id = @id
    AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.task_id = t.id AND l.part IS NOT NULL))
  AND NOT EXISTS (SELECT 1 FROM tasks o WHERE o.batch_id = source_rows.batch_id AND o.row = source_rows.row AND o.variant IS NOT NULL
    AND o.id <> @id AND NOT EXISTS (SELECT 1 FROM results r WHERE r.task_id = o.id AND r.purged_at IS NOT NULL))`

/** What the rows of a batch's files held, cell by cell. Texts of a person, as prompts are: retention removes them with those. */
export function sourceRowsTable(db: Database) {
  const insert = db.prepare<[number, number, string, string, number]>(
    'INSERT INTO source_rows (batch_id, row, cells, file, line) VALUES (?, ?, ?, ?, ?)',
  )
  const columns = db.prepare<[number], string | null>('SELECT columns FROM batches WHERE id = ?').pluck()
  const saveColumns = db.prepare<[string, number]>('UPDATE batches SET columns = ? WHERE id = ?')
  const get = db.prepare<[number, number], Stored>(`SELECT ${COLUMNS} FROM source_rows WHERE batch_id = ? AND row = ?`)
  const between = db.prepare<[number, number, number], Stored>(
    `SELECT ${COLUMNS} FROM source_rows WHERE batch_id = ? AND row BETWEEN ? AND ? ORDER BY row`,
  )
  const rowOf = db.prepare<[number], { batchId: BatchId; row: number }>(ROW_OF)
  // Of tasks, since a row without cells is only there. By position: rows are only added at the end.
  const last = db
    .prepare<[number], number>(
      'SELECT row FROM tasks WHERE batch_id = ? AND row IS NOT NULL ORDER BY position DESC LIMIT 1',
    )
    .pluck()
  const drop = db.prepare<[number, number]>(
    'DELETE FROM source_rows WHERE (batch_id, row) IN (SELECT batch_id, row FROM source_rows WHERE batch_id = ? LIMIT ?)',
  )
  const known = new Map<BatchId, Columns>()
  const read = ({ cells, ...rest }: Stored): SourceRow => ({ ...rest, cells: Cells.parse(JSON.parse(cells)) })

  return {
    /** In the transaction that writes the rows' tasks. Their columns become the batch's where they are more than it had. */
    add(batchId: BatchId, rows: readonly NewRow[]): void {
      const named = rows.at(-1)?.columns
      if (named && known.get(batchId) !== named) {
        saveColumns.run(JSON.stringify(named), batchId)
        known.clear() // one import at a time, nearly always
        known.set(batchId, named)
      }
      for (const { row, cells, file, line } of rows) insert.run(batchId, row, JSON.stringify(cells), file, line)
    },
    /** What `add` saved may have been rolled back. */
    forgetKnown: (): void => known.clear(),
    /** Null where the batch has no cells. */
    columns(batchId: BatchId): Columns | null {
      const stored = columns.get(batchId)
      return stored == null ? null : Names.parse(JSON.parse(stored))
    },
    /** Undefined where that row has no cells, or retention removed them. */
    get: (batchId: BatchId, row: number): SourceRow | undefined => get.all(batchId, row).map(read)[0],
    /** Those from `first` to `last` that have cells, in their order. */
    between: (batchId: BatchId, first: number, last: number): SourceRow[] =>
      between.all(batchId, first, last).map(read),
    /** The row that a task was made of; of a part, that of its whole. Undefined where it has none. */
    ofTask(id: number): SourceRow | undefined {
      const of = rowOf.get(id)
      return of && get.all(of.batchId, of.row).map(read)[0]
    },
    /** 0 where there is none. */
    lastRow: (batchId: BatchId): number => last.get(batchId) ?? 0,
    /** Deletes up to `limit` of a batch that never appeared; how many. */
    drop: (batchId: BatchId, limit: number): number => drop.run(batchId, limit).changes,
  }
}
