import type { IndexWriter } from '#store/search/index-writer'
import { isSame, type StoreReader } from '#store/search/store-reader'

export type Progress = {
  /** Building: so much is missing that a person should know. */
  readonly building: boolean
  readonly indexed: number
  readonly tasks: number
  /** Whether it holds everything that was committed up to now. */
  readonly complete: boolean
  /** The newest event that it holds. */
  readonly seq: number
}

/** Ids looked at in one statement of a sweep: some 10 ms. */
const sweepIds = 10_000
const docsPerRead = 50
const eventsPerRead = 200
/** So many at once are told as an index that is being built. */
const noticeable = 10_000

/**
 * Keeps the index as the store is. The news name what changed. Whatever they do not name (many tasks at once, news that are pruned by now, a
 * store that was put back, rows that were deleted) is found by a sweep over all ids, which compares and reads no texts; building an index
 * is a sweep that finds everything missing.
 */
export function createFollower(reader: StoreReader, writer: IndexWriter) {
  let cursor = writer.cursor() // of the open transaction; on disk after the commit
  const queue = new Set<number>() // ids to look at
  // Each start compares all: another program, or an older copy of the file, may have been at work meanwhile.
  let sweep: { after: number; found: number } | null = { after: 0, found: 0 }
  let sweepAgain = false
  let sweptInVain = 0 // by how many the counts differ though a sweep found nothing
  let building = false
  let complete = false
  const unwritten = new Set<number>() // changed in the open transaction

  function startSweep() {
    if (sweep) sweepAgain = true
    else sweep = { after: 0, found: 0 }
  }

  /** Takes in what is new; false when nothing is. */
  function readNews(): boolean {
    const { lastId, seq } = reader.state()
    const isNew = seq !== cursor.seq || lastId !== cursor.lastId
    // Ids were given back: a cancelled import took its rows away, or an older store was put in place.
    if (lastId < cursor.lastId || seq < cursor.seq) startSweep()
    else if (lastId - cursor.lastId > sweepIds) {
      // More than the queue should hold is a sweep's work.
      if (!sweep || sweep.after > cursor.lastId) startSweep()
    } else for (let id = cursor.lastId + 1; id <= lastId; id++) queue.add(id)
    cursor = { seq: seq > cursor.seq ? takeEvents(seq) : seq, lastId }
    return isNew
  }

  /** @returns the last event that was taken in */
  function takeEvents(newest: number): number {
    // The event at the cursor comes along: without it, those in between are gone.
    const [first, ...news] = reader.eventsFrom(cursor.seq, eventsPerRead + 1)
    if (first?.seq !== cursor.seq) {
      startSweep()
      return newest
    }
    for (const { kind, ids } of news) {
      if (kind === 'storage' || (kind === 'tasks' && ids.length === 0)) startSweep()
      else if (kind === 'tasks') for (const id of ids) queue.add(id)
    }
    return news.at(-1)?.seq ?? newest
  }

  function lookAt(ids: readonly number[]) {
    const rows = reader.rows(ids)
    const found = new Set(rows.map(({ id }) => id))
    for (const id of ids) {
      if (found.has(id)) continue
      writer.remove(id)
      unwritten.add(id)
    }
    for (const row of rows) {
      const known = writer.row(row.id)
      if (known && isSame(known, row)) continue
      writer.put(row, reader.texts(row))
      unwritten.add(row.id)
    }
  }

  function sweepOn() {
    if (!sweep) return
    const { lastId, lastDoc, tasks } = reader.state()
    const end = Math.max(lastId, lastDoc)
    const upToId = sweep.after + sweepIds
    const { changed, gone } = reader.differences(sweep.after, upToId)
    for (const id of changed) queue.add(id)
    for (const id of gone) queue.add(id)
    sweep = { after: upToId, found: sweep.found + changed.length + gone.length }
    if (sweep.found >= noticeable) building = true
    if (upToId < end) return
    if (sweep.found === 0) sweptInVain = tasks - writer.count()
    sweep = sweepAgain ? { after: 0, found: 0 } : null
    sweepAgain = false
  }

  function takeFromQueue(): number[] {
    const ids: number[] = []
    for (const id of queue) {
      if (ids.push(id) === docsPerRead) break
    }
    for (const id of ids) queue.delete(id)
    return ids
  }

  /** Nothing is left to do, unless rows went away without news: then there are fewer tasks than the index has. */
  function checkCount() {
    const { seq, lastId, tasks } = reader.state()
    if (seq !== cursor.seq || lastId !== cursor.lastId) return
    if (tasks - writer.count() === sweptInVain || tasks === writer.count()) complete = true
    else startSweep()
  }

  return {
    /** Tasks that the index may have otherwise than they are now; null when it cannot tell. */
    doubtful(): ReadonlySet<number> | null {
      if (sweep) return null
      const { seq } = reader.state()
      if (seq === cursor.seq && queue.size === 0) return unwritten
      if (cursor.seq === 0) return null
      const [first, ...news] = reader.eventsFrom(cursor.seq, eventsPerRead)
      const isNamed = news.every(({ kind, ids }) => kind !== 'storage' && (kind !== 'tasks' || ids.length > 0))
      if (first?.seq !== cursor.seq || (news.at(-1) ?? first).seq !== seq || !isNamed) return null
      return new Set([...unwritten, ...queue, ...news.flatMap(({ kind, ids }) => (kind === 'tasks' ? ids : []))])
    },
    /**
     * Works for about that long, in milliseconds of the wall clock.
     * @returns whether more is left to do
     */
    step(budgetMs: number): boolean {
      const end = performance.now() + budgetMs
      do {
        if (queue.size > 0) lookAt(takeFromQueue())
        else if (readNews()) complete = false
        else if (sweep) {
          complete = false
          sweepOn()
        } else {
          commit()
          checkCount()
          if (complete) building = false
          if (!sweep) return false
        }
        if (writer.isFull()) commit()
      } while (performance.now() < end)
      return true
    },
    progress(): Progress {
      const { tasks, seq } = reader.state()
      const isComplete = complete && seq === cursor.seq
      return { building, indexed: writer.count(), tasks, complete: isComplete, seq: cursor.seq }
    },
  }

  /** The cursor may be ahead of the queue: only when nothing is queued does it say what the index holds. */
  function commit() {
    const isCaughtUp = queue.size === 0 && sweep === null
    const known = isCaughtUp ? cursor : writer.cursor()
    unwritten.clear()
    if (writer.isOpen() || known.seq !== writer.cursor().seq || known.lastId !== writer.cursor().lastId)
      writer.commit(known)
  }
}
export type Follower = ReturnType<typeof createFollower>
