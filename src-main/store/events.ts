import type { EpochMs, TaskId } from '#shared/task'
import type { EventKind } from './changes'
import type { Database } from './database'

/** One commit's news of a kind. `tasks` with no ids: too many to name. */
export type StoredEvent = { readonly seq: number; readonly kind: EventKind; readonly ids: readonly TaskId[] }

const APPEND = 'INSERT INTO events (at, kind, ids) VALUES (?, ?, ?)'
const SINCE = 'SELECT seq, kind, ids FROM events WHERE seq > ? ORDER BY seq LIMIT ?'
/** How many stay: a reader further behind reads the tables anew. */
const kept = 10_000
/** Of more changed tasks than this in one commit nobody reads a list. */
const namedIds = 1_000

/** The news: what changed, in the order of its commits. A reader keeps the sequence it has seen. */
export function eventsTable(db: Database) {
  const append = db.prepare<[EpochMs, EventKind, string]>(APPEND)
  const since = db.prepare<[number, number], { seq: number; kind: EventKind; ids: string }>(SINCE)
  const last = db.prepare<[], { seq: number }>(
    `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS seq`,
  )
  const prune = db.prepare<[number]>('DELETE FROM events WHERE seq <= ?')
  return {
    /** Only inside the transaction that makes the change. */
    append(at: EpochMs, kind: EventKind, ids: readonly TaskId[]) {
      const named = ids.length > namedIds ? '[]' : `[${ids.join()}]`
      const seq = Number(append.run(at, kind, named).lastInsertRowid)
      if (seq % 1_000 === 0) prune.run(seq - kept)
    },
    since: (seq: number, limit: number): StoredEvent[] =>
      since.all(seq, limit).map((row) => ({ ...row, ids: JSON.parse(row.ids) as TaskId[] })),
    lastSeq: (): number => last.get()?.seq ?? 0,
  }
}
export type EventsTable = ReturnType<typeof eventsTable>
