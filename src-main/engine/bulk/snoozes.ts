import type { EpochMs } from '#shared/task'
import type { DueWork } from '#shared/work'
import type { BulkStorePort } from './bulk'

/** After the store did not take it, it is tried again this much later. */
const retryMs = 5_000

/** Letters that were put away until a time, as the engine's one timer knows them: when it has come they are open again. */
export function snoozeWork(store: Pick<BulkStorePort, 'nextWakeAt' | 'wakeDue'>): DueWork {
  let notBefore: EpochMs = 0
  return {
    nextDueAt() {
      const at = store.nextWakeAt()
      return at === null ? null : Math.max(at, notBefore)
    },
    async run(now) {
      notBefore = 0
      try {
        // Some hundred a turn; what is left is due at once again.
        await store.wakeDue(now)
      } catch {
        notBefore = now + retryMs
      }
    },
  }
}
