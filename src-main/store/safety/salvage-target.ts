import type { Database } from '../database'
import type { Row } from './salvage-read'

/** A table of the fresh database that rows are put into. */
export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[] // its primary key
  readonly hasRowid: boolean
}

/** Counted or told anew from the rest. */
const derived = new Set([
  ...['task_counts', 'causes', 'cause_hours', 'events'],
  ...['comparisons', 'compared_rows', 'compared_counts'],
])

/** Tables in the order in which their rows can be put in: what is referred to comes first. Full-text tables are built anew by their owner. */
export function tablesOf(db: Database): Table[] {
  const list = db.pragma('table_list') as { schema: string; name: string; type: string; wr: number }[]
  const own = list.filter(
    ({ schema, name, type }) =>
      schema === 'main' && type === 'table' && !name.startsWith('sqlite_') && !derived.has(name),
  )
  const tables = new Map(own.map(({ name, wr }) => [name, { ...shapeOf(db, name), hasRowid: wr === 0 }]))
  const ordered = new Map<string, Table>()
  const add = (name: string) => {
    const table = tables.get(name)
    if (!table || ordered.has(name)) return
    for (const parent of parentsOf(db, name)) if (parent !== name) add(parent)
    ordered.set(name, table)
  }
  // Prompts come before all else that belongs to a task: from them a task that has lost its own row is made again.
  for (const name of ['payloads', ...tables.keys()]) add(name)
  return [...ordered.values()]
}

function shapeOf(db: Database, name: string) {
  const info = db.pragma(`table_info("${name}")`) as { name: string; pk: number }[]
  const key = info.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  return { name, columns: info.map((column) => column.name), key: key.map((column) => column.name) }
}

const parentsOf = (db: Database, name: string) =>
  (db.pragma(`foreign_key_list("${name}")`) as { table: string }[]).map(({ table }) => table)

/** Puts a row in, under every constraint of its table. @returns what became of it: `known` when it was there, `refused` when it breaks one */
export function inserter(db: Database, table: Table, columns: readonly string[]) {
  const names = columns.map((name) => `"${name}"`).join(', ')
  const sql = `INSERT INTO "${table.name}" (${names}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT DO NOTHING` // read twice, from both ends
  const insert = db.prepare(sql)
  return (row: Row): 'added' | 'known' | 'refused' => {
    try {
      return insert.run(columns.map((name) => row[name] ?? null)).changes === 1 ? 'added' : 'known'
    } catch {
      return 'refused'
    }
  }
}
