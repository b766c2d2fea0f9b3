import { setImmediate } from 'node:timers/promises'
import { type ResultLine, resultLine, writeResults } from '#io/write-results'
import type { Handlers } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs, TaskId } from '#shared/task'
import type { Snapshot } from '#store/snapshot'
import type { Store } from '#store/store'
import { fileNameOf } from './file-name'

/** Ids that are read in one turn of the loop, and tasks with their texts: some milliseconds each. */
const idsPerTurn = 10_000
const tasksPerTurn = 50

type Parts = {
  readonly snapshot: () => Pick<Snapshot, 'list' | 'size' | 'close'>
  readonly store: Pick<Store, 'batches' | 'detail'>
  /** Asks where the file goes; null when the person closed the dialog. */
  readonly pickPlace: (window: number, name: string) => Promise<string | null>
  readonly now: () => EpochMs
}

/** What tasks came to, as a file: answers, and of those without one why. */
export function exportCommands({ snapshot, store, pickPlace, now }: Parts): Pick<Handlers, 'exportResults'> {
  /** Which tasks there are at this moment. Their texts are read later, so that no transaction is open as long as the file is written. */
  async function idsOf(batchId: BatchId | null): Promise<Float64Array> {
    const query = { batchId, tab: 'all', group: null, filter: { text: '' } } as const
    const at = snapshot()
    try {
      const ids = new Float64Array(at.size(query))
      for (let start = 0; start < ids.length; start += idsPerTurn) {
        ids.set(at.list(query, start, Math.min(ids.length, start + idsPerTurn)).order, start)
        await setImmediate()
      }
      return ids
    } finally {
      at.close()
    }
  }

  async function* linesOf(ids: Float64Array): AsyncGenerator<ResultLine> {
    for (const [index, id] of ids.entries()) {
      if (index % tasksPerTurn === tasksPerTurn - 1) await setImmediate()
      const found = store.detail(id as TaskId)
      if (found) yield resultLine(found)
    }
  }

  return {
    async exportResults({ batchId }, window) {
      const batch = batchId === null ? null : store.batches.get(batchId)
      if (batch === undefined)
        throw new CommandError('not_found', 'This batch is not here any more. Nothing was written.')
      const place = await pickPlace(window, fileNameOf(batch?.name ?? 'all', 'results', now(), 'jsonl'))
      if (place === null) return null
      return { file: place, tasks: await writeResults(place, linesOf(await idsOf(batchId))) }
    },
  }
}
