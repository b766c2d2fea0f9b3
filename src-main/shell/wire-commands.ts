import type { Handlers } from '#shared/contract'
import type { AttemptWire } from '#shared/wire'
import type { Store } from '#store/store'
import { attemptRequest } from '../wiring/attempt-request'

type Parts = {
  readonly store: Pick<
    Store,
    'task' | 'attempts' | 'wires' | 'thens' | 'sentRequest' | 'providers' | 'keys' | 'batches' | 'idempotencyKey'
  >
  readonly practiceUrl: () => Promise<string>
}

/** The raw side of an attempt, for a window that shows it. */
export function wireCommands({ store, practiceUrl }: Parts): Pick<Handlers, 'getAttemptWire'> {
  return {
    async getAttemptWire({ id, attempt }): Promise<AttemptWire> {
      const rebuilt = await attemptRequest(store, practiceUrl, id, attempt)
      return { ...rebuilt, answer: store.wires.get(id, attempt), atTheTime: store.thens.get(id, attempt) }
    },
  }
}
