import type { Database } from '#store/database'
import { openRaw } from '../engine/raw'

type Value = string | number | Buffer | null
/** As importBatch commits them. */
const rowsPerCommit = 200
const rowsAtOnce = 20_000

const columnsOf = (db: Database, table: string): string[] =>
  db
    .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => name)

/**
 * Inserts the rows that an import left, with better-sqlite3 alone: same schema, pragmas and transactions, rows read beforehand.
 * @returns ms that the inserts and commits took, and nothing else
 */
export async function rawInserts(reference: string, dataDir: string, rows: number): Promise<{ took: number }> {
  const from = openRaw(reference)
  const db = openRaw(dataDir)
  const insert = (table: string) => {
    const columns = columnsOf(from, table)
    return db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
  }
  const read = (table: string, key: string) =>
    from.prepare<[number, number], Value[]>(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`).raw()
  db.pragma('foreign_keys = OFF') // what rows refer to is copied first, whole
  for (const table of ['providers', 'gates', 'batches']) {
    db.exec(`DELETE FROM ${table}`)
    for (const row of from.prepare<[], Value[]>(`SELECT * FROM ${table}`).raw().all()) insert(table).run(row)
  }
  db.pragma('foreign_keys = ON')

  const hasRows = from.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'source_rows'`).get() !== undefined
  const tables = [
    { insert: insert('tasks'), read: read('tasks', 'id') },
    { insert: insert('payloads'), read: read('payloads', 'task_id') },
    ...(hasRows ? [{ insert: insert('source_rows'), read: read('source_rows', 'row') }] : []),
  ]
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')]
  let took = 0
  for (let done = 0; done < rows; done += rowsAtOnce) {
    const pages = tables.map((table) => table.read.all(done, rowsAtOnce)) // ids and rows are numbered from 1, without a gap
    const start = performance.now()
    for (let at = 0; at < rowsAtOnce; at += rowsPerCommit) {
      begin.run()
      for (const [index, table] of tables.entries())
        for (const row of pages[index]?.slice(at, at + rowsPerCommit) ?? []) table.insert.run(row)
      commit.run()
    }
    took += performance.now() - start
  }
  const count = db.prepare('SELECT count(*) FROM tasks').pluck().get()
  from.close()
  db.close()
  if (count !== rows) throw new Error(`${count} of ${rows} rows were inserted`)
  return { took }
}
