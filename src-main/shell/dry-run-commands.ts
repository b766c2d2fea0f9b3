import type { Engine } from '#engine/engine'
import type { Triage } from '#engine/triage'
import type { BulkProgress, Handlers, WindowId } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { dryRunDetails } from '../wiring/dry-run-detail'

type Names = 'releaseDryRun' | 'letGoDryRun' | 'getDryRun'
type Parts = Omit<Parameters<typeof dryRunDetails>[0], 'store'> & {
  readonly store: Store
  readonly engine: Pick<Engine, 'wake'>
  readonly triage: Pick<Triage, 'cancel'>
  readonly now: () => EpochMs
  /** Tells a window how far its bulk action is. */
  readonly tell?: (window: WindowId, progress: BulkProgress) => void
}

/** The first rows of a batch before the rest. */
export function dryRunCommands({ store, engine, triage, now, tell, ...parts }: Parts): Pick<Handlers, Names> {
  const details = dryRunDetails({ store, ...parts })

  function held(batchId: BatchId) {
    const found = store.dryRuns.get(batchId)
    if (!found) throw noDryRun()
    if (found.state === 'released' || found.state === 'let_go')
      throw new CommandError(
        'wrong_state',
        `The rest of this batch was ${found.state === 'released' ? 'released' : 'let go'} already. Nothing was done.`,
      )
    return found
  }

  return {
    async releaseDryRun({ batchId }) {
      held(batchId)
      await store.releaseDryRun(batchId, now())
      engine.wake()
      const { lastPosition: _, lastTask: __, ...run } = store.dryRuns.get(batchId) ?? held(batchId)
      return run
    },
    letGoDryRun: async ({ batchId }, window) =>
      triage.cancel({ batchId, after: held(batchId).lastPosition }, (progress) => tell?.(window, progress)),
    async getDryRun({ batchId }) {
      const found = details.of(batchId)
      if (!found) throw noDryRun()
      return found
    },
  }
}

const noDryRun = () => new CommandError('not_found', 'This batch began with no dry run.')
