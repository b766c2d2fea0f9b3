import type { Bulk } from '#engine/bulk/bulk'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { assemble } from './assemble'
import { bulkOf } from './bulk'

const unasked = () => Promise.reject(new CommandError('wrong_state', 'No provider is asked here.'))

/**
 * Bulk actions on a store without an engine: their costs, windows and outlook by what is stored, and no provider is asked anything. What is
 * requeued stands in line until an engine opens the folder. What an earlier run broke off is stopped first, as at any start.
 * @returns `close` ends the counting of tokens
 */
export async function bulkAlone(store: Store, now: () => EpochMs): Promise<{ bulk: Bulk; close: () => Promise<void> }> {
  const { infoOf, countTokens, providers, closeCounter } = assemble({
    store,
    adapters: {
      ...{ adapter: unasked, endpoint: unasked, keysOf: () => [] },
      ...{ hasBatchApi: () => false, batchApi: async () => null },
    },
    ...{ now, onOpened: () => {} },
  })
  const engine = { gates: store.gates.all, wake: () => {} }
  const bulk = bulkOf({ store, engine, infoOf, countTokens, check: providers.check, now })
  await bulk.recover()
  return { bulk, close: closeCounter }
}
