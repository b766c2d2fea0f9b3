import type { BatchId, EpochMs, TaskId } from '#shared/task'
import type { Database } from './database'

export type StoredEvent = {
  readonly seq: number
  readonly kind: 'task' | 'batch' | 'gate' | 'lane' | 'provider'
  readonly taskId: TaskId | null
  readonly batchId: BatchId | null
}

const APPEND = 'INSERT INTO events (at, kind, task_id, batch_id) VALUES (@at, @kind, @taskId, @batchId)'
const SINCE = `SELECT seq, kind, task_id AS taskId, batch_id AS batchId FROM events WHERE seq > @seq ORDER BY seq LIMIT @limit`
/** How many stay: a reader further behind reads the tables anew. */
const kept = 50_000

/** The news: what changed, in the order of its commits. A reader keeps the sequence it has seen. */
export function eventsTable(db: Database) {
  const append = db.prepare<{ at: EpochMs; kind: StoredEvent['kind']; taskId: number | null; batchId: number | null }>(
    APPEND,
  )
  const since = db.prepare<{ seq: number; limit: number }, StoredEvent>(SINCE)
  const last = db.prepare<[], { seq: number }>(
    `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS seq`,
  )
  const prune = db.prepare<[number]>('DELETE FROM events WHERE seq <= ?')
  return {
    /** Only inside the transaction that makes the change. */
    append(at: EpochMs, kind: StoredEvent['kind'], taskId: TaskId | null = null, batchId: BatchId | null = null) {
      const seq = Number(append.run({ at, kind, taskId, batchId }).lastInsertRowid)
      if (seq % 10_000 === 0) prune.run(seq - kept)
    },
    since: (seq: number, limit: number): StoredEvent[] => since.all({ seq, limit }),
    lastSeq: (): number => last.get()?.seq ?? 0,
  }
}
export type EventsTable = ReturnType<typeof eventsTable>
