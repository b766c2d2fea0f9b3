import { join } from 'node:path'
import type { Worker, WorkerOptions } from 'node:worker_threads'
import { indexFile } from './index-file'
import type { FromWorker, Page, PageFound, SearchStatus, ToWorker, WorkerStart } from './messages'

export type { Page, PageFound, SearchStatus } from './messages'

type Asked = {
  readonly id: number
  readonly owner: string
  readonly page: Page
  readonly settle: (found: PageFound | null) => void
  readonly fail: (error: Error) => void
}
type Options = {
  readonly dataDir: string
  /** Starts worker.ts: see thread.ts. */
  readonly thread: (options: WorkerOptions) => Worker
  /** News reach the index, and reports of its progress come back, at most that often: many changes of one task are then one. */
  readonly paceMs?: number
}

/** A thread that ended is started again after that long; the third time within a minute it stays away for a while. */
const restartMs = [200, 2_000, 60_000]
const forgiveMs = 60_000
/** Nobody waits longer for the thread to end; what it had not written is read again next time. */
const closeMs = 3_000

/**
 * The search, on a thread of its own: it follows the store into `search.db` and answers queries, and the main thread waits for neither.
 * The index is derived data. What happens to it or to the thread costs nothing but the time to make it again.
 */
export function createSearch({ dataDir, thread, paceMs = 200 }: Options) {
  const asked = new Map<number, Asked>()
  const listeners = new Set<(status: SearchStatus) => void>()
  let status: SearchStatus = {
    state: 'starting',
    indexed: 0,
    tasks: 0,
    complete: false,
    isEmptied: false,
    trouble: null,
  }
  let worker: Worker | null = null
  let lastId = 0
  let newsTimer: NodeJS.Timeout | null = null
  let restartTimer: NodeJS.Timeout | null = null
  let ends: number[] = [] // when the thread ended of itself
  let closing: (() => void) | null = null
  let isClosed = false

  const tell = (message: ToWorker) => worker?.postMessage(message)

  function start() {
    if (worker || isClosed || restartTimer) return
    const fresh = ends.length > 1 // the index may be why
    const data: WorkerStart = {
      storeFile: join(dataDir, 'trilane.db'),
      indexFile: indexFile(dataDir),
      fresh,
      paceMs,
    }
    const started = thread({
      name: 'search',
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    started.unref() // the program may end without it
    started.on('message', (message: FromWorker) => hear(message))
    started.on('error', () => undefined) // its end follows
    started.on('exit', () => ended(started))
    worker = started
    for (const { id, owner, page } of asked.values()) tell({ kind: 'find', id, owner, page })
  }

  function hear(message: FromWorker) {
    switch (message.kind) {
      case 'status':
        status = message.status
        for (const listener of listeners) listener(status)
        return
      case 'found':
        return take(message.id)?.settle(message.found)
      case 'superseded':
        return take(message.id)?.settle(null)
      case 'failed':
        return take(message.id)?.fail(new Error(message.message))
      case 'closed':
        return
    }
  }

  function take(id: number): Asked | undefined {
    const known = asked.get(id)
    asked.delete(id)
    return known
  }

  function ended(which: Worker) {
    if (which !== worker) return
    worker = null
    if (isClosed) return closing?.()
    const now = performance.now()
    ends = [...ends.filter((at) => now - at < forgiveMs), now]
    const wait = restartMs[Math.min(ends.length, restartMs.length) - 1]
    if (ends.length >= restartMs.length) {
      for (const { id } of asked.values())
        take(id)?.fail(new Error('The search ended unexpectedly. It starts again by itself in a minute.'))
    }
    restartTimer = setTimeout(() => {
      restartTimer = null
      start()
    }, wait)
    restartTimer.unref()
  }

  return {
    /** Begins to follow the store; a search does so as well. */
    start,
    /** Something was committed to the store. */
    news() {
      if (newsTimer || isClosed) return
      newsTimer = setTimeout(() => {
        newsTimer = null
        tell({ kind: 'news' })
      }, paceMs)
      newsTimer.unref()
    },
    /**
     * A page of a list, in its order.
     * @param owner a newer search of the same owner takes the place of this one, which then gets null
     */
    find(owner: string, page: Page): Promise<PageFound | null> {
      if (isClosed) return Promise.reject(new Error('the search is closed'))
      const id = ++lastId
      return new Promise((settle, fail) => {
        for (const older of asked.values()) if (older.owner === owner) take(older.id)?.settle(null)
        asked.set(id, { id, owner, page, settle, fail })
        if (worker) tell({ kind: 'find', id, owner, page })
        else start()
      })
    },
    /** That owner wants nothing more. */
    cancel(owner: string) {
      for (const older of asked.values()) if (older.owner === owner) take(older.id)?.settle(null)
      tell({ kind: 'cancel', owner })
    },
    status: () => status,
    onStatus(listener: (status: SearchStatus) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Ends the thread once what it writes is whole. Before the store's files are closed, moved or put back. */
    async close(): Promise<void> {
      if (isClosed) return
      isClosed = true
      for (const timer of [newsTimer, restartTimer]) if (timer) clearTimeout(timer)
      for (const { id } of asked.values()) take(id)?.settle(null)
      const ending = worker
      if (!ending) return
      await new Promise<void>((done) => {
        closing = done
        ending.ref()
        tell({ kind: 'close' })
        setTimeout(() => void ending.terminate(), closeMs).unref()
      })
    },
  }
}
export type Search = ReturnType<typeof createSearch>
