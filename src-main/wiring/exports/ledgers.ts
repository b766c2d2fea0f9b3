import type { ExportOptions } from '#shared/export'
import type { BatchId, TaskId } from '#shared/task'
import type { StoredExport } from '#store/exports'
import type { Store } from '#store/store'
import type { Ledger } from './grow-export'

/** Of an export that goes on after a crash: each step is a transaction. */
export function storedLedger(
  store: Pick<Store, 'exports' | 'exportReader' | 'changes' | 'write' | 'crashPoint'>,
  id: number,
): Ledger {
  const { exports } = store
  const get = (): StoredExport => {
    const found = exports.get(id)
    if (!found) throw new Error(`there is no export ${id}`)
    return found
  }
  return {
    get,
    unwritten: (ids) => exports.unwritten(get(), ids),
    written: (after, limit) => exports.written(get(), after, limit),
    grow: (grown) => store.write(() => exports.grow(get(), grown)),
    anew: () => store.write(() => exports.anew(id)),
    writing: () => store.write(() => exports.writing(id)),
    placing: (whole, mayPlace) =>
      store.write(() => {
        const { batchId } = get()
        // What others wrote in this transaction is not among the events yet.
        if (!mayPlace() || store.exportReader.hasAny(batchId, store.changes.current.tasks)) return false
        exports.placing(id, whole)
        return true
      }),
  }
}

type Following = {
  readonly batchId: BatchId
  readonly path: string
  readonly partial: string
  readonly options: ExportOptions
}

/** Of one that lasts as long as the process that follows a batch which another one works on. */
export function memoryLedger(
  following: Following,
  versionOf: (ids: readonly TaskId[]) => ReadonlyMap<TaskId, number>,
): Ledger {
  let state: StoredExport = {
    ...{ ...following, id: 1, state: 'following', createdAt: 0, endedAt: null, head: null, length: 0, rows: 0, run: 1 },
    ...{ upto: 0, trouble: null, notes: [] },
  }
  const versions = new Map<TaskId, number>()
  let sorted: TaskId[] = []
  return {
    get: () => state,
    unwritten: (ids) => ids.filter((id) => !versions.has(id)),
    written(after, limit) {
      if (after === 0) sorted = [...versions.keys()].sort((a, b) => a - b)
      const from = sorted.findIndex((id) => id > after)
      const ids = from === -1 ? [] : sorted.slice(from, from + limit)
      const now = versionOf(ids)
      return ids.map((taskId) => ({ taskId, version: versions.get(taskId) ?? 0, now: now.get(taskId) ?? null }))
    },
    async grow({ tasks, ...grown }) {
      for (const { id, version } of tasks) versions.set(id, version)
      state = { ...state, ...grown }
    },
    async anew() {
      versions.clear()
      state = { ...state, state: 'following', head: null, length: 0, rows: 0, upto: 0 }
    },
    async writing() {
      state = { ...state, state: 'writing' }
    },
    async placing(whole, mayPlace) {
      if (!mayPlace()) return false
      state = { ...state, ...whole, state: 'placing' }
      return true
    },
  }
}
