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

/** Knows whether the store can be written. While it cannot, nothing is claimed; what must not be lost is kept here and tried again together. */
export function createStorageWatch({ store, clock, onRecovered }: Parts) {
  const listeners = new Set<() => void>()
  let state: StorageState = { kind: 'ok' }
  let waiting: (() => void)[] = []
  let unsaved = 0
  let retryMs = firstRetryMs
  let armed = false

  function set(next: StorageState) {
    state = next
    for (const listener of listeners) listener()
  }

  function failed(error: unknown) {
    const found = store.troubleOf(error, clock.now())
    const since = state.kind === 'trouble' ? state.trouble.since : found.since
    if (found.kind === 'full') store.ballast.release()
    set({ kind: 'trouble', trouble: { ...found, since }, unsaved })
    if (armed || found.kind === 'damaged') return // a damaged file must not be written to any more: a person decides
    armed = true
    clock.timer(retryMs, retry)
  }

  function retry() {
    armed = false
    retryMs = Math.min(retryMs * 2, longestRetryMs)
    const again = waiting
    waiting = []
    for (const resume of again) resume() // in one turn, and so in one transaction
    if (again.length === 0) store.ping().then(succeeded, failed)
  }

  function succeeded() {
    if (state.kind === 'ok' || unsaved > 0) return
    retryMs = firstRetryMs
    void store.ballast.restore()
    set({ kind: 'ok' })
    onRecovered()
  }

  return {
    state: () => state,
    ok: () => state.kind === 'ok',
    onChange: (listener: () => void): void => void listeners.add(listener),
    failed,
    /** Resolves once the write is on disk, however long that takes: it is tried again whenever the disk may be well.
     *  Rejects only for what no disk could take. */
    async until<T>(write: () => Promise<T>): Promise<T> {
      let counted = false
      for (;;) {
        try {
          const value = await write()
          if (counted) unsaved--
          if (state.kind !== 'ok') succeeded()
          return value
        } catch (error) {
          if (!store.isStorageError(error)) throw error
          if (!counted) unsaved++
          counted = true
          const turn = new Promise<void>((resume) => waiting.push(resume))
          failed(error)
          await turn
        }
      }
    },
    /** Resolves at the next try after trouble. */
    nextTry: (): Promise<void> => new Promise((resume) => waiting.push(resume)),
  }
}
export type StorageWatch = ReturnType<typeof createStorageWatch>
