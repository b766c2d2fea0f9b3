import { connect, type Database, sqliteCode } from '../database'
import { applicationId } from '../schema-id'

/** What a verified file holds. `mark` rises with every change that a person can see. */
export type Contents = {
  readonly tasks: number
  readonly results: number
  readonly version: number
  readonly mark: number
}

/** Reads all of a closed, single file and throws when anything in it contradicts itself. Slow: 1.5 s per 300 MB. */
export function verifyFile(file: string): Contents {
  const db = connect(file, { timeoutMs: 0, readonly: true })
  try {
    const id = db.pragma('application_id', { simple: true })
    if (id !== applicationId) throw new Unsound(`it is not one of Trilane's (application id ${id})`)
    const pages = db.pragma('integrity_check(1)', { simple: true })
    if (pages !== 'ok') throw new Unsound(String(pages))
    const [orphan] = db.pragma('foreign_key_check') as readonly unknown[]
    if (orphan !== undefined) throw new Unsound(`a row refers to one that is missing: ${JSON.stringify(orphan)}`)
    return contentsOf(db)
  } finally {
    db.close()
  }
}

/** The file's content contradicts itself: the message says where. */
export class Unsound extends Error {
  override readonly name = 'Unsound'
}

/** True when the file itself is at fault, and not the disk or the permission to read it. */
export function isUnsound(error: unknown): boolean {
  return error instanceof Unsound || /^SQLITE_(CORRUPT|NOTADB|ERROR|FORMAT)/.test(sqliteCode(error) ?? '')
}

export function contentsOf(db: Database): Contents {
  return {
    tasks: countOf(db, 'tasks'),
    results: countOf(db, 'results'),
    version: Number(db.pragma('user_version', { simple: true })),
    mark: markOf(db),
  }
}

/** The sequence of the last event: the same in two files when nothing that a person can see changed between them. */
export function markOf(db: Database): number {
  const sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS seq"
  return db.prepare<[], { seq: number }>(sql).get()?.seq ?? 0
}

const countOf = (db: Database, table: string) =>
  db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
