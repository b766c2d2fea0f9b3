import type { Handlers } from '#shared/contract'
import type { AttemptWire } from '#shared/wire'
import type { Store } from '#store/store'
import { attemptRequest } from '../wiring/attempt-request'

type Parts = {
  readonly store: Pick<
    Store,
    'task' | 'attempts' | 'wires' | 'sentRequest' | 'providers' | 'keys' | 'batches' | 'idempotencyKey'
  >
  readonly practiceUrl: string
}

/** The raw side of an attempt, for a window that shows it. */
export function wireCommands({ store, practiceUrl }: Parts): Pick<Handlers, 'getAttemptWire'> {
  return {
    async getAttemptWire({ id, attempt }): Promise<AttemptWire> {
      return { ...(await attemptRequest(store, practiceUrl, id, attempt)), answer: store.wires.get(id, attempt) }
    },
  }
}
