import type { Gate } from '#shared/gate'
import type { LaneName, LanePolicy } from '#shared/lane'
import type { Outcome, ProviderAdapter, Transition } from '#shared/outcome'
import type { LlmRequest } from '#shared/request'
import type {
  Attempt,
  BatchId,
  EpochMs,
  GateId,
  Progress,
  TaskDetail,
  TaskId,
  TaskState,
  TaskView,
  Wait,
} from '#shared/task'

/** What the engine needs met from outside. The store and the providers do; tests give their own clock and random. */
export type Clock = {
  /** Wall time, epoch ms: for what is due. */
  readonly now: () => EpochMs
  /** Calls back once after `ms`; the returned function takes it back. */
  readonly timer: (ms: number, callback: () => void) => () => void
}

/** In [0, 1), as Math.random. */
export type Random = () => number

export type ClaimedTask = {
  readonly id: TaskId
  readonly attempt: number
  readonly lane: LaneName
  readonly retriesUsed: number
  readonly gateId: GateId
  readonly providerId: string
  readonly model: string
  readonly request: LlmRequest
  readonly idempotencyKey: string
}

export type Settlement = {
  readonly taskId: TaskId
  readonly attempt: number
  readonly outcome: Outcome
  readonly next: Transition
  readonly endedAt: EpochMs | null
  readonly progress: Progress
  readonly wait: Wait | null
  readonly mayHaveBeenBilled: boolean
  readonly firstByteMs: number | null
}

export type LaneState = { readonly policy: LanePolicy; readonly paused: boolean }

export type NewTask = {
  readonly request: LlmRequest
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
  readonly customId: string | null
  readonly file: string | null
  readonly line: number | null
}

export type LeftRunning = {
  readonly id: TaskId
  readonly attempt: number
  readonly task: TaskView | undefined
  readonly last: Attempt | undefined
}

/** Every promise resolves after its commit. A rejected one changed nothing. */
export type EngineStore = {
  readonly loadLanes: () => Record<LaneName, LaneState>
  readonly saveLane: (name: LaneName, lane: LaneState, now: EpochMs) => Promise<void>
  readonly loadGates: () => Gate[]
  readonly gate: (id: GateId) => Gate | undefined
  readonly saveGates: (gates: readonly Gate[], now: EpochMs) => Promise<void>
  readonly claim: (claim: {
    lane: LaneName
    limit: number
    now: EpochMs
    bootId: string
    admit: (gateId: GateId) => boolean
  }) => Promise<ClaimedTask[]>
  readonly markProgress: (id: TaskId, attempt: number, progress: 'sent' | 'first_byte') => Promise<void>
  /** False when that attempt no longer ran; then nothing changed. */
  readonly settle: (settlement: Settlement, now: EpochMs) => Promise<boolean>
  readonly releaseDue: (now: EpochMs) => Promise<number>
  readonly nextDueAt: () => EpochMs | null
  readonly leftRunning: () => LeftRunning[]
  readonly stagingBatches: () => BatchId[]
  readonly dropStaged: (batchId: BatchId) => Promise<void>
  readonly enqueue: (batchId: BatchId, tasks: readonly NewTask[], now: EpochMs) => Promise<TaskId[]>
  readonly detail: (id: TaskId) => TaskDetail | null
  /** False when the task changed since it was read. */
  readonly move: (
    task: TaskView,
    to: TaskState,
    now: EpochMs,
    changes?: { retriesUsed?: number; edited?: LlmRequest },
  ) => Promise<boolean>
}

/** The adapter of a provider, ready to call; a Failure's message when it cannot be made (its key cannot be read, it was removed). */
export type Providers = { readonly adapter: (providerId: string) => Promise<ProviderAdapter> }
