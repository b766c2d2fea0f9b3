import type { Database } from '../database'

/** A row as it came out of the file: nothing about it is to be trusted. */
export type Row = Readonly<Record<string, unknown>>

/** How a table of the file is read. `lost` counts what is known to be there and could not be read. */
export type Reading = { readonly rows: Iterable<Row>; readonly lost: () => number }

/** Ids beyond what was read are looked for in this many places at most: a million take a few seconds. */
const probeLimit = 5_000_000

/** Columns by their names, with what the file itself calls them. */
export type NamedColumns = ReadonlyMap<string, string>

const selected = (columns: NamedColumns): string =>
  [...columns].map(([name, own]) => (name === own ? quoted(name) : `${quoted(own)} AS ${quoted(name)}`)).join(', ')
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Rows of a table, by id and one at a time. A scan alone gives up at the first damaged page (at 16 % of the rows in a measured case),
 * and all that lies behind it is still there: asked for by id, SQLite finds its way past the damage (99.7 % in the same case).
 * Indexes are left aside, since they are damaged as easily; but a row whose key an undamaged index gives to another row has had its key
 * damaged, and is no row of ours.
 * @param hint the largest id that other tables know of
 */
export function readByRowid(
  db: Database,
  table: string,
  { columns, hint }: { columns: NamedColumns; hint: number },
): Reading {
  const name = quoted(table)
  const isItself = keyWitness(db, table)
  let lost = 0
  let known = Number.POSITIVE_INFINITY // ids up to here were given; whether a larger one that cannot be read ever was, nobody can say
  function* rows(): Generator<Row> {
    const all = selected(columns)
    const one = prepared(db, `SELECT ${all} FROM ${name} NOT INDEXED WHERE rowid = ?`)
    if (!one) return
    const read = function* (ids: Iterable<number>): Generator<Row> {
      for (const id of ids) {
        try {
          const row = one.get(id)
          if (row === undefined) continue
          if (isItself(id, row)) yield row
          else lost++
        } catch {
          if (id <= known) lost++
        }
      }
    }
    const up = scan(db, `SELECT rowid AS id FROM ${name} NOT INDEXED ORDER BY rowid`)
    if (up.whole) return yield* read(up.ids)
    const down = scan(db, `SELECT rowid AS id FROM ${name} NOT INDEXED ORDER BY rowid DESC`)
    yield* read(up.ids)
    const last = up.ids.at(-1) ?? 0
    const next = down.ids.at(-1)
    known = next ?? Math.max(hint, last)
    // Between what the two scans reached, every id is asked for; where the second reached nothing, as far as others know of ids.
    const end = Math.min(next ?? Math.max(hint, last + 10_000), last + probeLimit)
    const seen = new Set(up.ids)
    yield* read(between(last + 1, end))
    yield* read(down.ids.filter((id) => id >= end && !seen.has(id)).reverse())
  }
  return { rows: rows(), lost: () => lost }
}

/** Rows of a table without rowids: by scans from both ends, and between them by the ids its key may begin with. */
export function readByKey(
  db: Database,
  table: string,
  { columns, key, ids }: { columns: NamedColumns; key: readonly string[]; ids: Iterable<number> | null },
): Reading {
  const name = quoted(table)
  const all = selected(columns)
  let lost = 0
  function* rows(): Generator<Row> {
    const order = (direction: string) => key.map((column) => `${quoted(column)} ${direction}`).join(', ')
    const up = { failed: false }
    yield* iterate(db, `SELECT ${all} FROM ${name} ORDER BY ${order('ASC')}`, up)
    if (!up.failed) return
    lost++
    yield* iterate(db, `SELECT ${all} FROM ${name} ORDER BY ${order('DESC')}`, { failed: false })
    const [first] = key
    const some = first && ids ? prepared(db, `SELECT ${all} FROM ${name} WHERE ${quoted(first)} = ?`) : null
    if (!some || !ids) return
    for (const id of ids) {
      try {
        yield* some.all(id)
      } catch {
        lost++
      }
    }
  }
  return { rows: rows(), lost: () => lost }
}

/** Rows from each end of a table by which an index is told to be its own. */
const sampled = 500

/** Asks the index of a table's key whether a row is the one it should be. Without such an index every row is. */
export function keyWitness(db: Database, table: string): (rowid: number, row: Row) => boolean {
  const index = quoted(`sqlite_autoindex_${table}_1`)
  const key = collect<{ name: string }>(db, `PRAGMA index_info(${index})`).map(({ name }) => name)
  const columns = key.map(quoted).join(', ')
  const from = `${quoted(table)} INDEXED BY ${index}`
  const where = key.map((column) => `${quoted(column)} = ?`).join(' AND ')
  const find = key.length > 0 ? prepared(db, `SELECT rowid AS id FROM ${from} WHERE ${where}`) : null
  if (!find) return () => true
  const whole = { failed: false }
  const all = iterate(db, `SELECT 1 FROM ${from} ORDER BY ${columns}`, whole)
  while (!all.next().done) {
    // to its end, or to where it cannot be read
  }
  const ask = (row: Row): number | null | undefined => {
    try {
      const known = find.get(...key.map((column) => row[column]))
      return known === undefined ? null : Number(known.id)
    } catch {
      return // it cannot say
    }
  }
  // Another page in the place of its first one can be read to its end as well, and knows none of the rows.
  const some = ['ASC', 'DESC'].flatMap((order) =>
    collect<{ rowid: number }>(
      db,
      `SELECT rowid AS rowid, ${columns} FROM ${quoted(table)} NOT INDEXED ORDER BY rowid ${order} LIMIT ${sampled}`,
    ),
  )
  const isOwn = some.filter((row) => ask(row) === row.rowid).length * 2 > some.length
  if (!isOwn) return () => true
  return (rowid, row) => {
    const known = ask(row)
    return known === null ? whole.failed : known === undefined || known === rowid
  }
}

/** The tables that the file still knows by name. */
export function tablesIn(db: Database): Set<string> {
  return new Set(
    collect<{ name: string }>(db, "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name),
  )
}

/**
 * Which of a table's columns the file has, in case it is of another version than it says. A flipped bit may stand in a name, and with it all
 * values of the column would be left behind: one that is missing is where the file has one that nobody knows.
 */
export function columnsIn(db: Database, table: string, wanted: readonly string[]): NamedColumns {
  const found = collect<{ name: string }>(db, `PRAGMA table_info(${quoted(table)})`).map(({ name }) => name)
  const [known, here] = [new Set(wanted), new Set(found)]
  return new Map(
    wanted.flatMap((name, at) => {
      if (here.has(name)) return [[name, name] as const]
      const own = found[at]
      return own !== undefined && !known.has(own) ? [[name, own] as const] : []
    }),
  )
}

/** The largest id that any of these can tell; 0 when none can. */
export function largest(db: Database, queries: readonly string[]): number {
  const found = queries.map((sql) => {
    try {
      return Number(db.prepare<[], { n: number | null }>(sql).get()?.n ?? 0)
    } catch {
      return 0
    }
  })
  return Math.max(0, ...found.filter((n) => Number.isSafeInteger(n) && n < 1e12))
}

function scan(db: Database, sql: string): { ids: number[]; whole: boolean } {
  const end = { failed: false }
  const ids = [...iterate(db, sql, end)].map(({ id }) => Number(id)).filter((id) => Number.isSafeInteger(id))
  return { ids, whole: !end.failed }
}

/** All rows up to the first that cannot be read. */
function* iterate(db: Database, sql: string, end: { failed: boolean }): Generator<Row> {
  try {
    for (const row of db.prepare<[], Row>(sql).iterate()) yield row
  } catch {
    end.failed = true
  }
}

function collect<T>(db: Database, sql: string): T[] {
  const rows: T[] = []
  try {
    for (const row of db.prepare<[], T>(sql).iterate()) rows.push(row)
  } catch {
    // what came before it stays
  }
  return rows
}

function prepared(db: Database, sql: string) {
  try {
    return db.prepare<unknown[], Row>(sql)
  } catch {
    return null // the file's schema has lost the table, or a column
  }
}

function* between(first: number, end: number): Generator<number> {
  for (let id = first; id < end; id++) yield id
}
