import type { LaneName, LanePolicy } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import { type BatchApi, BatchApiError, type RemoteBatch } from '#shared/remote-batch'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { Gates } from '../gates'
import type { Clock, EngineStore, Providers, Random } from '../ports'
import type { StorageWatch } from '../storage-watch'
import type { Ways } from '../ways'
import type { Windows } from '../windows'

/** What all that is done with remote batches works with. */
export type Context = {
  readonly store: EngineStore
  readonly gates: Gates
  readonly ways: Pick<Ways, 'moved'>
  readonly providers: Required<Providers>
  readonly clock: Clock
  readonly random: Random
  readonly storage: StorageWatch
  readonly windows: Windows
  readonly policyOf: (lane: LaneName) => LanePolicy
  /** Whether anything new may be sent at all. */
  readonly maySend: () => boolean
  readonly mayUse: (providerId: string) => boolean
  /** Whether a lane's work may start: it is not paused, and its run window is open. */
  readonly laneGoes: (lane: LaneName) => boolean
  /** Whether anything of that batch may start: not while all of it is being cancelled. */
  readonly mayGo: (batchId: BatchId) => boolean
}

/** Not a task: for what a gate hears of a call that belongs to none. */
export const noTask = 0 as TaskId

export const failureOf = (error: unknown): Outcome | null => (error instanceof BatchApiError ? error.outcome : null)

/** The gate of the key that a batch goes out with. */
export async function gateOf({ store }: Pick<Context, 'store'>, batch: RemoteBatch): Promise<GateId> {
  const { providerId, model, keyId } = batch
  return (await store.ensureGate(providerId, model, keyId)).id
}

/** Null where the provider has none any more. Throws a BatchApiError where it cannot be had, as with a key that cannot be read. */
export async function apiOf(
  { providers }: Pick<Context, 'providers'>,
  batch: Pick<RemoteBatch, 'providerId' | 'keyId'>,
): Promise<BatchApi | null> {
  try {
    return await providers.batchApi(batch.providerId, batch.keyId)
  } catch (error) {
    if (error instanceof BatchApiError) throw error
    const message = error instanceof Error ? error.message : String(error)
    const failure = { code: 'auth' as const, status: null, providerCode: null, message, requestId: null }
    throw new BatchApiError({ kind: 'blocked', reason: 'auth', failure }, null, true)
  }
}

/** The gate hears how a call to the batch API went; what it changed is on disk when this resolves. */
export async function tellGate(
  { gates, ways, store, clock, random }: Context,
  gateId: GateId,
  taskId: TaskId,
  outcome: Outcome,
): Promise<void> {
  const { changed } = gates.observe(gateId, taskId, outcome, clock.now(), random())
  ways.moved(changed)
  if (changed.length > 0) await store.saveGates(changed)
}
