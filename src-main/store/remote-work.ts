import type { RemoteBatch } from '#shared/remote-batch'
import type { Committer } from './commit'
import type { RemoteBatchesTable } from './remote-batches'

type Parts = {
  readonly run: Committer['run']
  readonly remote: RemoteBatchesTable
  /** In the transaction in hand: something about batches is news. */
  readonly changed: () => void
}

/** What the engine asks and writes of work that is at a provider for half the price. */
export const remoteWork = ({ run, remote, changed }: Parts) => ({
  remoteBatches: remote.living,
  remoteIds: remote.remoteIds,
  remoteTasks: remote.out,
  remoteTasksById: remote.byIds,
  remoteLeft: remote.left,
  remoteCounts: remote.counts,
  halfPriceLines: remote.lines,
  saveRemoteBatch: (saved: RemoteBatch): Promise<void> =>
    run(() => {
      remote.save(saved)
      changed()
    }),
  /** Its tasks are with the provider, up to some hundred after that id; the last of them, null when there are no more. */
  remoteSent: (id: number, after: number): Promise<number | null> => run(() => remote.sent(id, after, 500)),
})
