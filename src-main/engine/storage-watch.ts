import type { StorageState } from '#shared/storage'
import type { Clock, EngineStore } from './ports'

/** How long after a failed write the next is tried; doubled up to the longest while it goes on failing. */
const firstRetryMs = 1_000
const longestRetryMs = 15_000

type Parts = {
  readonly store: Pick<EngineStore, 'ping' | 'troubleOf' | 'isStorageError' | 'ballast'>
  readonly clock: Clock
  /** The disk takes writes again. */
  readonly onRecovered: () => void
}

/** Knows whether the store can be written. While it cannot, nothing is claimed; what must not be lost is kept here and tried again together.
 *  After a full disk that takes the ballast's return: its room is there for what waits, and new work would only use it up. */
export function createStorageWatch({ store, clock, onRecovered }: Parts) {
  const listeners = new Set<() => void>()
  let state: StorageState = { kind: 'ok' }
  let waiting: (() => void)[] = [] // writes that failed
  let parked: (() => void)[] = [] // whoever does nothing until the disk is well
  let unsaved = 0
  let retryMs = firstRetryMs
  let takeBack: (() => void) | null = null
  let isShort = false // the ballast was given back, and what is free is its room
  let troubles = 0
  let stopped = false

  function set(next: StorageState) {
    if (sameFor(state, next)) return // whoever reads because of a change and fails again must not be told of it for ever
    state = next
    for (const listener of listeners) listener()
  }

  function tryLater() {
    if (takeBack || stopped) return
    takeBack = clock.timer(retryMs, retry)
  }

  const damaged = () => state.kind === 'trouble' && state.trouble.kind === 'damaged'

  function failed(error: unknown) {
    if (state.kind === 'trouble' && damaged()) return set({ ...state, unsaved }) // it stays so: no later error makes it less
    troubles++
    const found = store.troubleOf(error, clock.now())
    const since = state.kind === 'trouble' ? state.trouble.since : found.since
    if (found.kind === 'full') {
      store.ballast.release()
      isShort = true
    }
    set({ kind: 'trouble', trouble: { ...found, since }, unsaved })
    if (found.kind !== 'damaged') tryLater() // a damaged file must not be written to any more: a person decides
  }

  function retry() {
    takeBack = null
    if (damaged()) return
    retryMs = Math.min(retryMs * 2, longestRetryMs)
    const again = waiting
    waiting = []
    for (const resume of again) resume() // in one turn, and so in one transaction
    if (again.length === 0) store.ping().then(succeeded, failed)
  }

  function succeeded() {
    if (state.kind === 'ok' || damaged()) return
    set({ ...state, unsaved })
    if (unsaved > 0) return
    if (!isShort) return wellAgain()
    const before = troubles
    store.ballast.restore().then((held) => {
      if (held) isShort = false
      if (held && troubles === before) wellAgain()
      else tryLater()
    }, failed)
  }

  function wellAgain() {
    if (state.kind === 'ok' || damaged()) return
    retryMs = firstRetryMs
    set({ kind: 'ok' })
    const again = parked
    parked = []
    for (const resume of again) resume()
    onRecovered()
  }

  return {
    state: () => state,
    ok: () => state.kind === 'ok',
    onChange: (listener: () => void): void => void listeners.add(listener),
    failed,
    /** Resolves once the write is on disk, however long that takes: it is tried again whenever the disk may be well.
     *  Rejects only for what no disk could take. @param isAnswer counts as one that is in memory only */
    async until<T>(write: () => Promise<T>, isAnswer = true): Promise<T> {
      let counted = false
      const keep = (error: unknown): Promise<void> => {
        if (isAnswer && !counted) unsaved++
        counted = isAnswer
        const turn = new Promise<void>((resume) => waiting.push(resume))
        failed(error)
        return turn
      }
      for (;;) {
        if (damaged()) await keep(null) // for good: only a person can end this
        try {
          const value = await write()
          if (counted) unsaved--
          if (state.kind !== 'ok') succeeded()
          return value
        } catch (error) {
          if (store.isStorageError(error)) await keep(error)
          else {
            if (counted) unsaved--
            if (state.kind !== 'ok') store.ping().then(succeeded, failed) // nobody else may be left to find out
            throw error
          }
        }
      }
    },
    /** Resolves once the disk is well again. */
    recovered: (): Promise<void> => new Promise((resume) => parked.push(resume)),
    /** Nothing is tried again: the process ends. */
    stop() {
      stopped = true
      takeBack?.()
      takeBack = null
    },
  }
}
export type StorageWatch = ReturnType<typeof createStorageWatch>

function sameFor(a: StorageState, b: StorageState): boolean {
  if (a.kind === 'ok' || b.kind === 'ok') return a.kind === b.kind
  return a.unsaved === b.unsaved && a.trouble.kind === b.trouble.kind && a.trouble.message === b.trouble.message
}
