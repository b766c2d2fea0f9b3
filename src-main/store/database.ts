import BetterSqlite3 from 'better-sqlite3'

/** An open SQLite file. This module alone imports the driver. */
export type Database = BetterSqlite3.Database

/** Opens the file, or creates it unless `readonly`. Whoever calls this sets the pragmas.
 *  @param timeoutMs how long a statement waits for another process's lock, blocking the event loop meanwhile */
export function connect(
  file: string,
  { timeoutMs, readonly = false }: { timeoutMs: number; readonly?: boolean },
): Database {
  return new BetterSqlite3(file, { timeout: timeoutMs, readonly })
}

/** Closes a connection and leaves its -wal as it is: the last one to close would move it into the file, damaged or not. */
export function closeUntouched(db: Database) {
  let reader: Database | null = null
  try {
    reader = connect(db.name, { timeoutMs: 0, readonly: true })
    reader.pragma('schema_version') // from its first read on it counts as a user of the file, and it cannot write when it is the last
  } catch {
    // A file that not even this can be read of has no -wal that could be moved into it.
  }
  db.close()
  reader?.close()
}

/** SQLite's code of an error it threw, such as SQLITE_FULL; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined
}
