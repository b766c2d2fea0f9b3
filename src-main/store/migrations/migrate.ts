import { CommandError } from '#shared/result'
import type { Database } from '../database'
import { initial } from './0001-initial'

/** In order, and frozen once released: a file may be at any of them. */
export const migrations: readonly string[] = [initial]

/** Brings the schema to the newest version, or to `to` in tests. A file that is newer than the app is refused and not touched. */
export function migrate(db: Database, file: string, to = migrations.length) {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new CommandError(
      'storage',
      `${file} was written by a newer Trilane. It was left as it is; update the app to open it.`,
    )
  }
  for (let next = version; next < to; next++) {
    const sql = migrations[next]
    if (sql === undefined) throw new Error(`no migration ${next + 1}`)
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${next + 1}`)
    }).immediate()
  }
}
