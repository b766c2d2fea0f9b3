import { hash } from 'node:crypto'
import type { Database } from './database'

/** What the migrations make of a new file, up to the newest. */
export const madeSchema = '0d59df846007d513fca78a69e487387dd90f57011d3cfcc14d2f5880e046658f'

/** SHA-256, in hex, of all tables, indexes and triggers as they are written down; not of SQLite's own. */
export function schemaOf(db: Database): string {
  const parts = db
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
    )
    .raw()
    .all()
  return hash('sha256', JSON.stringify(parts))
}

export const isAsMade = (db: Database) => schemaOf(db) === madeSchema
