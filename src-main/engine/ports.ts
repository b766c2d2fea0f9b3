import type { BatchOptions } from '#shared/batch'
import type { Gate } from '#shared/gate'
import type { LaneName, LanePolicy } from '#shared/lane'
import type { KnownLimits, SetLimits } from '#shared/limits'
import type { Outcome, ProviderAdapter } from '#shared/outcome'
import type { Pause } from '#shared/overview'
import type { BatchApi, RemoteBatch } from '#shared/remote-batch'
import type { LlmRequest } from '#shared/request'
import type { StorageTrouble } from '#shared/storage'
import type { BatchId, EpochMs, GateId, TaskDetail, TaskId, TaskState, TaskView } from '#shared/task'
import type {
  Books,
  Candidate,
  Claim,
  Claims,
  Cost,
  HalfPriceLine,
  NewTask,
  Orphan,
  PastBoot,
  RemoteTask,
  Settlement,
  Way,
} from '#shared/work'

export type {
  Books,
  Candidate,
  Claim,
  ClaimedTask,
  Claims,
  Cost,
  DueWork,
  HalfPriceLine,
  NewTask,
  Orphan,
  PastBoot,
  RemoteTask,
  Settlement,
  Way,
} from '#shared/work'

/** What the engine needs met from outside. The store and the providers do; tests give their own clock and random. */
export type Clock = {
  /** Wall time, epoch ms: for what is due. A person or a time server may move it. */
  readonly now: () => EpochMs
  /** Milliseconds that only ever rise: to tell a moved wall clock from time that went by. */
  readonly monotonic: () => number
  /** Calls back once after `ms`; the returned function takes it back. */
  readonly timer: (ms: number, callback: () => void) => () => void
}

/** In [0, 1), as Math.random. */
export type Random = () => number

export type { Pause } from '#shared/overview'
export type LaneState = { readonly policy: LanePolicy; readonly paused: boolean }

/** Every promise resolves after its commit. A rejected one changed nothing. */
export type EngineStore = {
  /** Whether the raw answers of calls that succeed are kept; left out: they are not. */
  keepsRawAnswers?(): boolean
  readonly loadLanes: () => Record<LaneName, LaneState>
  readonly saveLane: (name: LaneName, lane: LaneState) => Promise<void>
  readonly loadPaused: () => { readonly all: Pause; readonly providers: readonly string[] }
  readonly savePaused: (all: Pause) => Promise<void>
  readonly saveProviderPaused: (id: string, paused: boolean) => Promise<void>
  readonly changeBatch: (
    id: BatchId,
    change: { paused?: boolean | undefined; priority?: number | undefined; options?: BatchOptions | undefined },
  ) => Promise<boolean>
  readonly loadGates: () => Gate[]
  readonly gate: (id: GateId) => Gate | undefined
  readonly saveGates: (gates: readonly Gate[]) => Promise<void>
  /** The gate of that key, made where there is none yet. */
  readonly ensureGate: (providerId: string, model: string, keyId: string) => Promise<Gate>
  /** Called after a commit that put tasks in line; the returned function takes it back. */
  readonly onQueued: (listener: () => void) => () => void
  readonly claim: (claim: Claim) => Promise<Claims>
  /** Of a store that keeps to budgets: the way with what is put by for its call; null where that would pass one. It takes nothing. */
  readonly budget?: (task: Candidate, way: Way, books: Books) => Way | null
  readonly markProgress: (id: TaskId, attempt: number, progress: 'sent' | 'first_byte') => Promise<void>
  /** False when that attempt no longer ran; then only its answer is kept, as a late one. */
  readonly settle: (settlement: Settlement, now: EpochMs) => Promise<boolean>
  /** @param price null or left out where it is not known */
  readonly lateAnswer: (
    id: TaskId,
    attempt: number,
    outcome: Outcome,
    now: EpochMs,
    price?: Cost | null,
  ) => Promise<void>
  readonly releaseDue: (now: EpochMs) => Promise<number>
  /** Gives back a retry to those of them that back off: their last failure was the provider's. */
  readonly refundRetries: (ids: readonly TaskId[]) => Promise<void>
  /** After the clock was set back: no backoff ends later than it was to last from now. */
  readonly clampBackoffs: (now: EpochMs) => Promise<number>
  readonly nextDueAt: () => EpochMs | null
  readonly beginBoot: (bootId: string, machine: string, now: EpochMs) => Promise<readonly PastBoot[]>
  readonly bootIsStable: () => Promise<void>
  readonly leftRunning: () => Orphan[]
  /** How many crashes since then found that task alone in flight. */
  readonly strikesSince: (id: TaskId, since: EpochMs) => number
  readonly strike: (id: TaskId, now: EpochMs) => Promise<void>
  readonly loadSuspects: () => TaskId[]
  readonly saveSuspects: (ids: readonly TaskId[]) => Promise<void>
  readonly stagingBatches: () => BatchId[]
  /** Staging batches that are whole and on their way into another one. */
  readonly mergingBatches: () => BatchId[]
  readonly mergeOn: (batchId: BatchId) => Promise<void>
  readonly dropStaged: (batchId: BatchId) => Promise<void>
  readonly enqueue: (batchId: BatchId, tasks: readonly NewTask[], now: EpochMs) => Promise<TaskId[]>
  readonly task: (id: TaskId) => TaskView | undefined
  readonly detail: (id: TaskId) => TaskDetail | null
  /** False when the task changed since it was read. */
  readonly move: (task: TaskView, to: TaskState, now: EpochMs, changes?: MoveChanges) => Promise<boolean>
  /** A write that changes nothing, to see whether the disk takes one again. */
  readonly ping: () => Promise<void>
  /** Whether the disk or the file made the error, and not the data that was to be written. */
  readonly isStorageError: (error: unknown) => boolean
  readonly troubleOf: (error: unknown, now: EpochMs) => StorageTrouble
  /** Called with an error of the disk that no caller hears of: of a read after a commit, of a checkpoint. */
  readonly onFailure: (listener: (error: unknown) => void) => () => void
  /** Gives back the room that is kept for this; and takes it again once there is enough. */
  readonly ballast: { readonly release: () => boolean; readonly restore: () => Promise<boolean> }
  readonly crashPoint: (
    name:
      | 'after_claim'
      | 'before_send'
      | 'after_answer'
      | 'remote_gathered'
      | 'remote_before_submit'
      | 'remote_submitted'
      | 'remote_collecting',
  ) => void
  /** Batches in providers' batch APIs that have not ended. */
  readonly remoteBatches: () => RemoteBatch[]
  readonly saveRemoteBatch: (batch: RemoteBatch) => Promise<void>
  /** The providers' ids of all that were ever sent. */
  readonly remoteIds: (providerId: string) => string[]
  /** Up to `limit` of its tasks that still run, after that id. */
  readonly remoteTasks: (id: number, after: number, limit: number) => RemoteTask[]
  readonly remoteTasksById: (ids: readonly TaskId[]) => RemoteTask[]
  /** Whether any of its tasks still runs. */
  readonly remoteLeft: (id: number) => boolean
  readonly remoteSent: (id: number, after: number) => Promise<number | null>
  /** What is queued of batches that ask for half the price. */
  readonly halfPriceLines: () => HalfPriceLine[]
}
export type MoveChanges = {
  readonly retriesUsed?: number | undefined
  /** As if it had never been tried: on its own model, and with all of its time. */
  readonly afresh?: boolean | undefined
  readonly lane?: LaneName | undefined
  readonly priority?: number | undefined
  readonly edited?: LlmRequest | undefined
}

export type Providers = {
  /** Ready to call. One that cannot be made (its key cannot be read, it was removed) says so as the outcome of each call. */
  readonly adapter: (providerId: string, keyId: string) => Promise<ProviderAdapter>
  /** Those that may be used, the preferred one first; [firstKeyId] for a provider that wants none, and where this is left out. */
  readonly keysOf?: (providerId: string) => readonly string[]
  /** Whether it may refuse a key or have used up a quota: then a new key is tried by one call first. */
  readonly mayRefuse?: (providerId: string) => boolean
  /** What a person set, and what its preset says of such a server. shared: the name of a limit that it has together with other models. */
  readonly limits?: (
    providerId: string,
    model: string,
  ) => { readonly set: SetLimits; readonly preset: Partial<KnownLimits>; readonly shared?: string | null }
  /** What to use in a model's place, in order, when its gate stays closed for longer than `afterMs`, or its retries are used up. */
  readonly fallbacks?: (providerId: string, model: string) => Fallbacks
  /** What would certainly be refused, such as a prompt beyond the model's window: its outcome, with nothing sent. Null: it may go. Never rejects. */
  readonly check?: (
    way: Pick<Way, 'providerId' | 'model'>,
    request: LlmRequest,
    signal: AbortSignal,
  ) => Promise<Outcome | null> | null
  /** Whether it has a batch API, with answers within a day at half the price. */
  readonly hasBatchApi?: (providerId: string) => boolean
  /**
   * Null where it has none any more. Rejects where it cannot be had now, as with a key that cannot be read; with a BatchApiError of status 410
   * where it is gone for good.
   */
  readonly batchApi?: (providerId: string, keyId: string) => Promise<BatchApi | null>
  /** From how many tokens on its prompt cache keeps a beginning that prompts share; null for one that has none. */
  readonly cachesFrom?: (providerId: string, model: string) => number | null
}
export type Fallbacks = {
  readonly to: readonly { readonly providerId: string; readonly model: string }[]
  readonly afterMs: number
}
