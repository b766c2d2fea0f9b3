import type { Changes } from './changes'
import { crashPoint } from './crash-point'
import { type Database, sqliteCode } from './database'
import type { Health } from './safety/health'

type Pending = { write: () => unknown; resolve: (value: unknown) => void; reject: (error: unknown) => void }
type Settled = { readonly written: Written; readonly tell: readonly (() => void)[] }
type Parts = {
  readonly db: Database
  readonly changes: Changes
  /** Writes what the transaction changed in all: its event, its counters. */
  readonly beforeCommit: () => void
  /** Before a write that may fail alone; the function makes memory forget what that write did there. */
  readonly mark: () => () => void
  /** The transaction is on disk (with `some`: but for writes that failed alone; with `nothing`: rolled back): what memory holds of it follows. */
  readonly afterwards: (written: Written) => void
  readonly health: Pick<Health, 'damage' | 'met' | 'failed'>
}
export type Written = 'all' | 'some' | 'nothing'

/** Called after a commit that made news. */
export type NewsListener = () => void

/** After these nothing more of the transaction may be done, even where SQLite left it open: sqlite.org/lang_transaction.html, "Response To Errors". */
const endsGroup = (error: unknown) => /^SQLITE_(FULL|IOERR|NOMEM|CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '')

/**
 * Group commit: the writes of one turn of the event loop share one transaction, and so one sync of the disk. A promise resolves only after
 * the commit, the news follows it. A write that throws rejects its own promise alone: the group is then rolled back and run again with a
 * savepoint around each, which nearly never happens and so costs nothing when all goes well. A write must therefore be repeatable.
 */
export function createCommitter({ db, changes, beforeCommit, mark, afterwards, health }: Parts) {
  const listeners = new Set<NewsListener>()
  let pending: Pending[] = []
  let savedAt: number | null = null
  let closed = false
  let holders = 0

  const begin = db.prepare('BEGIN IMMEDIATE') // a deferred one that reads and then writes can fail at once with SQLITE_BUSY_SNAPSHOT
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')

  function undo() {
    if (db.inTransaction) rollback.run()
    changes.clear()
    follow(() => afterwards('nothing'))
  }

  /** What follows a commit has failed on its own: the commit stands, and is acknowledged. */
  function follow(step: () => void) {
    try {
      step()
    } catch (error) {
      health.failed(error)
    }
  }

  function together(group: readonly Pending[]): Settled | null {
    begin.run()
    try {
      const values = group.map(({ write }) => write())
      beforeCommit()
      commit.run()
      const tell = group.map(
        ({ resolve }, index) =>
          () =>
            resolve(values[index]),
      )
      return { written: 'all', tell }
    } catch (error) {
      undo()
      if (endsGroup(error)) throw error
      return null // one by one tells whose fault it is
    }
  }

  function oneByOne(group: readonly Pending[]): Settled {
    const tell: (() => void)[] = []
    let written: Written = 'all'
    begin.run()
    try {
      for (const { write, resolve, reject } of group) {
        const takeBack = changes.save()
        const forget = mark()
        try {
          const value = db.transaction(write)() // inside a transaction this is a savepoint
          tell.push(() => resolve(value))
        } catch (error) {
          if (!db.inTransaction || endsGroup(error)) throw error // the disk is full or failing
          takeBack()
          forget()
          written = 'some'
          tell.push(() => reject(error))
        }
      }
      beforeCommit()
      commit.run()
      return { written, tell }
    } catch (error) {
      undo()
      throw error
    }
  }

  function flush() {
    if (holders > 0 && !closed) return // release() flushes
    const group = pending
    pending = []
    if (group.length === 0) return
    const refuseAll = (error: unknown) => {
      for (const { reject } of group) reject(error)
    }
    const damage = health.damage()
    if (damage !== null) return refuseAll(damage) // so that what can be read stays readable
    let settled: Settled
    try {
      settled = together(group) ?? oneByOne(group)
    } catch (error) {
      refuseAll(error)
      health.met(error)
      return
    }
    crashPoint('after_commit')
    savedAt = Date.now()
    const told = changes.current.tasks.length > 0 || changes.current.kinds.size > 0
    follow(() => afterwards(settled.written))
    changes.clear()
    for (const tell of settled.tell) tell()
    if (told) for (const listener of listeners) follow(listener)
  }

  return {
    /** Runs `write` in the transaction of this turn. It must not await, and may be run twice. */
    run<T>(write: () => T): Promise<T> {
      if (closed) return Promise.reject(new Error('the store is closed'))
      if (pending.length === 0 && holders === 0) setImmediate(flush)
      return new Promise<T>((resolve, reject) => {
        pending.push({ write, resolve: (value) => resolve(value as T), reject })
      })
    },
    onNews(listener: NewsListener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    savedAt: () => savedAt,
    /** Writes wait in memory until the returned function is called: another connection rewrites the file meanwhile. */
    hold(): () => void {
      holders++
      let held = true
      return () => {
        if (!held) return
        held = false
        holders--
        if (holders === 0 && pending.length > 0) setImmediate(flush)
      }
    },
    /** Writes what is waiting, then takes no more. */
    close() {
      closed = true
      flush()
    },
  }
}
export type Committer = ReturnType<typeof createCommitter>
