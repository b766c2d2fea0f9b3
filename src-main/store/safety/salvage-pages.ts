import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Database } from '../database'
import { entriesOf, type Fields, fieldsOf, kindOf, type PageReader, typesOf } from './salvage-cells'
import type { Row } from './salvage-read'
import type { Table } from './salvage-target'

/** What one b-tree of the database holds in each entry: the columns in the order in which they are stored. */
type Shape = {
  readonly table: string | null // null: an index, or a table that is not copied; pages of these are told apart by it
  readonly kind: 'table' | 'index'
  readonly columns: readonly Column[]
}
type Column = {
  readonly name: string
  readonly type: string
  readonly isRowid: boolean // stored as NULL: the entry's number is its value
  readonly mayBeNull: boolean
  readonly ifAbsent: unknown // a row from before the column was added ends earlier; undefined: the column was always there
}

/**
 * Rows by the pages that hold them. SQLite finds rows from the table of tables down through inner pages, so one lost page there hides all
 * that lies below; the rows themselves are still in their leaves. Which table a leaf is of is told from the types of what it holds: a page
 * that could be of two is left out. What was deleted is not found: it is in no page's list of entries, and secure_delete clears free pages.
 */
export function leafPages(file: string, fresh: Database, pageSize: number) {
  const fd = openSync(file, 'r')
  const count = Math.floor(fstatSync(fd).size / pageSize)
  const page: PageReader = (number) => {
    if (!(number >= 1 && number <= count)) return null
    const bytes = Buffer.alloc(pageSize)
    return readSync(fd, bytes, 0, pageSize, (number - 1) * pageSize) === pageSize ? bytes : null
  }
  const shapes = shapesOf(fresh)
  let found: Map<string, number[]> | null = null
  const sorted = () => {
    found ??= Map.groupBy(between(2, count), (number) => ownerOf(page(number), shapes) ?? '')
    return found
  }
  return {
    /** Rows of a table, in no order and perhaps some twice. */
    *rows({ name }: Table): Generator<{ rowid: number | null; row: Row }> {
      const shape = shapes.find(({ table }) => table === name)
      if (!shape) return
      for (const number of sorted().get(name) ?? []) {
        const bytes = page(number)
        if (!bytes) continue
        for (const entry of entriesOf(bytes)) {
          const fields = fieldsOf(entry, page)
          if (fields && fits(typesOf(entry), shape))
            yield { rowid: entry.rowid, row: rowOf(fields, entry.rowid, shape) }
        }
      }
    },
    close: () => closeSync(fd),
  }
}
export type LeafPages = ReturnType<typeof leafPages>

/** The table whose rows all that is on the page could be, and no other. */
function ownerOf(bytes: Buffer | null, shapes: readonly Shape[]): string | null {
  const kind = bytes && kindOf(bytes)
  if (!bytes || !kind) return null
  const all = entriesOf(bytes).map(typesOf)
  const counted = shapes
    .filter((shape) => shape.kind === kind)
    .map((shape) => ({ table: shape.table, n: all.filter((types) => fits(types, shape)).length }))
  const most = Math.max(0, ...counted.map(({ n }) => n))
  const best = counted.filter(({ n }) => n === most)
  return most > 0 && best.length === 1 ? (best[0]?.table ?? null) : null
}

function fits(types: readonly string[] | null, { columns }: Shape): boolean {
  if (!types || types.length > columns.length) return false
  return columns.every(({ type, isRowid, mayBeNull, ifAbsent }, index) => {
    const given = types[index]
    if (given === undefined) return ifAbsent !== undefined
    if (given === 'NULL') return isRowid || mayBeNull
    return !isRowid && (type === 'ANY' || type === given)
  })
}

const rowOf = (fields: Fields, rowid: number | null, { columns }: Shape): Row =>
  Object.fromEntries(
    columns.map(({ name, isRowid, ifAbsent }, index) => [
      name,
      isRowid ? rowid : index < fields.length ? fields[index] : ifAbsent,
    ]),
  )

type ColumnInfo = { name: string; type: string; notnull: number; dflt_value: string | null; pk: number }

/** Every b-tree of the schema, the table of tables among them. */
function shapesOf(db: Database): Shape[] {
  const list = db.pragma('table_list') as { schema: string; name: string; type: string; wr: number }[]
  const own = list.filter(({ schema, type }) => schema === 'main' && type === 'table')
  return own.flatMap(({ name, wr }) => {
    const info = db.pragma(`table_info("${name}")`) as ColumnInfo[]
    const keys = info.filter(({ pk }) => pk > 0)
    const alias = wr === 0 && keys.length === 1 && keys[0]?.type === 'INTEGER' ? keys[0].name : null
    const columns = info.map((column) => columnOf(db, column, alias))
    const byName = new Map(columns.map((column) => [column.name, column]))
    const byKey = keys.sort((a, b) => a.pk - b.pk).flatMap((key) => byName.get(key.name) ?? [])
    const stored = wr === 0 ? columns : [...byKey, ...columns.filter((column) => !byKey.includes(column))]
    const shape: Shape = {
      table: name.startsWith('sqlite_') ? null : name,
      kind: wr === 0 ? 'table' : 'index',
      columns: stored,
    }
    const indexes = (db.pragma(`index_list("${name}")`) as { name: string; origin: string }[]).filter(
      ({ origin }) => wr === 0 || origin !== 'pk', // the key of a table without rowids is the table itself
    )
    return [shape, ...indexes.map((index) => indexShape(db, index.name, byName))]
  })
}

function indexShape(db: Database, name: string, columns: ReadonlyMap<string, Column>): Shape {
  const info = db.pragma(`index_xinfo("${name}")`) as { name: string | null }[]
  const rowid = { name: 'rowid', type: 'INTEGER', isRowid: false, mayBeNull: false, ifAbsent: undefined }
  const of = (column: string | null) => ({
    ...(columns.get(column ?? '') ?? rowid),
    isRowid: false,
    ifAbsent: undefined,
  })
  return { table: null, kind: 'index', columns: info.map((column) => of(column.name)) }
}

function columnOf(db: Database, { name, type, notnull, dflt_value: standard, pk }: ColumnInfo, alias: string | null) {
  const nullable = notnull === 0 && pk === 0
  const ifAbsent = standard !== null ? db.prepare(`SELECT ${standard}`).pluck().get() : nullable ? null : undefined
  return { name, type: type === '' ? 'ANY' : type, isRowid: name === alias, mayBeNull: nullable, ifAbsent }
}

function* between(first: number, last: number): Generator<number> {
  for (let number = first; number <= last; number++) yield number
}
