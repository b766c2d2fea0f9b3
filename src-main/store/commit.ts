import type { Database } from './database'
import type { EventsTable } from './events'

type Pending = { write: () => unknown; resolve: (value: unknown) => void; reject: (error: unknown) => void }

/** Called after a commit that made news, with the sequence of its last event. */
export type NewsListener = (seq: number) => void

/**
 * Group commit: the writes of one turn of the event loop share one transaction, and so one sync of the disk. Each has a savepoint:
 * one that throws is rolled back alone and rejects its own promise. A promise resolves only after the commit, the news follows it.
 */
export function createCommitter(db: Database, events: EventsTable) {
  const listeners = new Set<NewsListener>()
  let pending: Pending[] = []
  let announced = events.lastSeq()
  let savedAt: number | null = null
  let closed = false

  const begin = db.prepare('BEGIN IMMEDIATE') // a deferred one that reads and then writes can fail at once with SQLITE_BUSY_SNAPSHOT
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')

  function flush() {
    const group = pending
    pending = []
    if (group.length === 0) return
    const results: { settle: () => void }[] = []
    try {
      begin.run()
      for (const { write, resolve, reject } of group) {
        try {
          const value = db.transaction(write)() // inside a transaction this is a savepoint
          results.push({ settle: () => resolve(value) })
        } catch (error) {
          if (!db.inTransaction) throw error // the disk is full or failing: SQLite rolled all of it back
          results.push({ settle: () => reject(error) })
        }
      }
      commit.run()
    } catch (error) {
      if (db.inTransaction) rollback.run()
      for (const { reject } of group) reject(error)
      return
    }
    savedAt = Date.now()
    for (const { settle } of results) settle()
    announce()
  }

  function announce() {
    const seq = events.lastSeq()
    if (seq === announced) return
    announced = seq
    for (const listener of listeners) listener(seq)
  }

  return {
    /** Runs `write` in the transaction of this turn. It must not await. */
    run<T>(write: () => T): Promise<T> {
      if (closed) return Promise.reject(new Error('the store is closed'))
      if (pending.length === 0) setImmediate(flush)
      return new Promise<T>((resolve, reject) => {
        pending.push({ write, resolve: (value) => resolve(value as T), reject })
      })
    },
    onNews(listener: NewsListener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    savedAt: () => savedAt,
    /** Writes what is waiting, then takes no more. */
    close() {
      flush()
      closed = true
    },
  }
}
export type Committer = ReturnType<typeof createCommitter>
