import { firstKeyId, type Gate } from '#shared/gate'
import type { GateId } from '#shared/task'
import type { Gates } from './gates'
import type { EngineStore, Fallbacks, Providers } from './ports'

type Parts = {
  readonly gates: Gates
  readonly providers: Required<Providers>
  readonly store: Pick<EngineStore, 'ensureGate'>
  /** A gate that was asked for is there now. */
  readonly onMade: () => void
  readonly onStoreError: (error: unknown) => void
}
type Named = { readonly providerId: string; readonly model: string; readonly keyId: string }

/** Which gates a task may go through: one for each key of its model's provider, and those of the models that may stand in for it. */
export function createRoutes({ gates, providers, store, onMade, onStoreError }: Parts) {
  /** Null while one is being made. */
  const ids = new Map<string, GateId | null>()

  /** Of further keys and of fallbacks: made where there is none yet. */
  function named({ providerId, model, keyId }: Named): Gate | undefined {
    const name = JSON.stringify([providerId, model, keyId])
    const known = ids.get(name)
    if (known) return gates.get(known)
    if (known === undefined) {
      ids.set(name, null)
      store.ensureGate(providerId, model, keyId).then(
        ({ id }) => {
          ids.set(name, id)
          onMade()
        },
        (error) => {
          ids.delete(name)
          onStoreError(error)
        },
      )
    }
    return undefined
  }

  const fallbacksOf = ({ providerId, model }: Gate): Fallbacks => providers.fallbacks(providerId, model)

  return {
    /** Those of its own model. */
    own(route: Gate): readonly Gate[] {
      const keys = providers.keysOf(route.providerId)
      const [only = firstKeyId] = keys
      if (keys.length <= 1 && only === firstKeyId) return [route]
      const { providerId, model } = route
      return keys.flatMap((keyId) => (keyId === firstKeyId ? route : (named({ providerId, model, keyId }) ?? [])))
    },
    /** Those of the n-th model that may stand in, counted from 1. */
    fallback(route: Gate, n: number): readonly Gate[] {
      const to = fallbacksOf(route).to[n - 1]
      if (!to) return []
      return providers.keysOf(to.providerId).flatMap((keyId) => named({ ...to, keyId }) ?? [])
    },
    fallbacks: (route: Gate): number => fallbacksOf(route).to.length,
    /** Whether all of these are closed for longer in all, as far as is known, than a task of that route is to wait for them. */
    closedForLong(route: Gate, through: readonly Gate[], now: number): boolean {
      const { to, afterMs } = fallbacksOf(route)
      if (to.length === 0 || through.length === 0) return false // one that is being made is not closed
      return through.every(({ id, state }) => {
        if (state.kind === 'open') return false
        const until = state.kind === 'closed' ? (state.until ?? Number.POSITIVE_INFINITY) : now
        return Math.max(until, now) - gates.shutSince(id, now) > afterMs
      })
    },
  }
}
export type Routes = ReturnType<typeof createRoutes>
