import { type Counts, settled, total } from '#shared/batch'
import type { EpochMs } from '#shared/task'
import { failuresInRow, type Watch, type WatchId } from '#shared/watch'
import type { Store } from '#store/store'
import type { StoredWatchFile } from '#store/watches'

/** What a batch came to. */
const hasEnded = (counts: Counts): boolean => settled(counts) === total(counts)
const failedWholly = (counts: Counts): boolean => counts.succeeded === 0 && counts.dead > 0

type Parts = { readonly store: Pick<Store, 'watches' | 'schedules' | 'write'>; readonly now: () => EpochMs }
export type Followed = { readonly ended: readonly StoredWatchFile[]; readonly pausedFor: string | null }

/** Looks at which files of a watch have come to their end, and pauses it where nothing was answered of several in a row. */
export function followUp({ store, now }: Parts, watch: Watch): Promise<Followed> | null {
  const { watches, schedules } = store
  const ended = watches.atWork(watch.id).filter(({ batchId }) => {
    const batch = batchId === null ? null : schedules.batch(batchId)
    return batch === null || hasEnded(batch.counts)
  })
  if (ended.length === 0) return null
  return store.write(() => {
    for (const { id } of ended) watches.end(id, now())
    const pausedFor = watches.get(watch.id)?.state === 'on' && keepsFailing(watch) ? failingWords : null
    if (pausedFor !== null) watches.setState(watch.id, 'paused', pausedFor)
    return { ended, pausedFor }
  })

  function keepsFailing({ id, countsFrom }: { id: WatchId; countsFrom: EpochMs }): boolean {
    const last = watches.lastEnded(id, countsFrom, failuresInRow)
    return (
      last.length === failuresInRow &&
      last.every((batchId) => {
        const batch = batchId === null ? null : schedules.batch(batchId)
        return batch !== null && failedWholly(batch.counts)
      })
    )
  }
}

const failingWords = `The last ${failuresInRow} files came to nothing: not one of their prompts was answered. What they died of stands under dead letters; mend that, then resume.`
