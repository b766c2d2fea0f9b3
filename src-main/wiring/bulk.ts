import { type Bulk, createBulk } from '#engine/bulk/bulk'
import { chooseTarget } from '#engine/choose-target'
import type { Engine } from '#engine/engine'
import type { Providers } from '#engine/ports'
import type { TokenCount } from '#models/counting/counter'
import type { BulkAction } from '#shared/bulk'
import type { ModelInfo } from '#shared/model-info'
import { CommandError } from '#shared/result'
import { type EpochMs, StateKind } from '#shared/task'
import type { Store } from '#store/store'
import { createEstimates, outputEachOf } from './estimates'
import { failsAgain } from './fails-again'

type Made = {
  readonly store: Store
  readonly engine: Pick<Engine, 'gates' | 'wake'>
  readonly infoOf: (providerId: string, model: string) => ModelInfo
  readonly countTokens: (texts: readonly string[], model: string, signal?: AbortSignal) => Promise<TokenCount>
  /** As before each call: what certainly does not fit into its model's window. */
  readonly check?: Providers['check']
  readonly tell?: (action: BulkAction) => void
  readonly now: () => EpochMs
}
/** Bulk actions as the app and the command line have them: on the store, by the prices and windows at hand. */
export function bulkOf({ store, engine, infoOf, countTokens, check, ...more }: Made): Bulk {
  const estimates = createEstimates({ infoOf, countTokens, outputEach: outputEachOf(engine) })
  return createBulk({
    ...{ store: store.bulk, isStorageError: store.isStorageError, wake: engine.wake, countTokens },
    tasks: (ids) => store.tasksAmong(ids, StateKind.options),
    request: (id, revision) => store.payloads.get(id, revision).request,
    lastTo: store.bulk.lastTo,
    isLinked: store.bulk.isLinked,
    target(wish) {
      try {
        return chooseTarget(store.providers, wish)
      } catch (error) {
        if (error instanceof CommandError) return null
        throw error
      }
    },
    estimate: (calls, total, signal) => estimates.of({ calls, total }, signal),
    async isTooLong({ request, ...way }, signal) {
      const outcome = await check?.(way, request, signal)
      return outcome?.kind === 'permanent' && outcome.failure.code === 'context_length'
    },
    willFailAgain: failsAgain(store),
    ...more,
  })
}
