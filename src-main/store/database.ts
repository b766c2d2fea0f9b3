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

/** SQLite's code of an error it threw, such as SQLITE_FULL; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined
}
