import type { AttemptThen } from './attempt-then'
import type { BatchOptions } from './batch'
import type { SkipReason } from './bulk'
import type { LaneName, PolicyOverride } from './lane'
import type { LetterMarks } from './letters'
import type { Outcome, SharedPrefix, Transition } from './outcome'
import type { NewRemoteBatch } from './remote-batch'
import type { LlmRequest } from './request'
import type { SourceCells } from './rows'
import type { RunWindow } from './run-window'
import type { BatchId, EpochMs, GateId, Progress, TaskId, TaskView, Wait } from './task'
import type { WatchId } from './watch-id'
import type { WireAnswer } from './wire'

/** What the engine and the store hand each other. Neither may import the other, so it stands here. */

/** Where a task stands: in which batch's line of which lane, at which gate. */
export type Place = { readonly batchId: BatchId; readonly lane: LaneName; readonly gateId: GateId }

/** A task that is to be queued. */
export type NewTask = {
  readonly request: LlmRequest
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
  readonly customId: string | null
  readonly file: string | null
  readonly line: number | null
  /** Not before then. */
  readonly startAt?: EpochMs | undefined
  readonly priority?: number | undefined
  /** The tasks it waits for, under the names that its prompt has for their results. `row` counts from 0 in the same call. */
  readonly needs?: readonly { readonly name: string; readonly task: TaskId | { readonly row: number } }[] | undefined
  /** The row of its batch that it was made of, from 1, and under which of the batch's variants. */
  readonly row?: number | undefined
  readonly variant?: number | undefined
}
/** A row of a file whose cells are kept beside the tasks that are made of it. */
export type NewRow = SourceCells & { readonly row: number }

/** A task that now runs, with all that its call and its end need. */
export type ClaimedTask = Place & {
  readonly id: TaskId
  readonly attempt: number
  readonly revision: number
  readonly priority: number
  readonly retriesUsed: number
  readonly startedAt: EpochMs
  readonly firstTryAt: EpochMs
  readonly waitMs: number | null // of its last backoff
  readonly providerId: string
  readonly model: string
  readonly request: LlmRequest
  readonly idempotencyKey: string
  readonly override: PolicyOverride
  readonly sent: boolean // recorded with the claim
  readonly fallback: number // as in Candidate
  readonly readyAt?: EpochMs // since when it stood in line
  readonly way: Way
}

/** Through which gate and with which key a call goes: that of its own model, or that of a fallback. */
export type Way = {
  readonly gateId: GateId
  readonly keyId: string
  readonly providerId: string
  readonly model: string
  readonly sharedPrefix?: SharedPrefix
  readonly reserved?: number // nano-dollars put by for the call, recorded with the claim; left out where its price is not known
  readonly halfPrice?: true // in a batch of the provider's
}

/**
 * What the store's own books say at that point of a claim's transaction, in nano-dollars. What ended in the same turn is in them, and so is
 * what this claim has put by until now.
 */
export type Books = {
  readonly budgetOf: (id: BatchId) => number | null
  /** Gone for calls that were answered, and put by for those that never were. */
  readonly spentOf: (id: BatchId) => number
  /** On the local day of the claim. */
  readonly spentToday: () => number
  /** Put by for calls that run; of all batches where none is named. */
  readonly reserved: (id?: BatchId) => number
  /** Of the watched folder that a batch came of, where all of its files together have a budget for each day; null where they have none. */
  readonly watchOf: (id: BatchId) => WatchBooks | null
}
export type WatchBooks = {
  readonly id: WatchId
  readonly budget: number
  /** On the local day of the claim. */
  readonly spentToday: () => number
  readonly reserved: () => number
}

/** A task whose turn it is, as those see it who may have it wait: what it will ask is known, and nothing is recorded yet. */
export type Candidate = Place & {
  readonly id: TaskId
  readonly revision: number
  readonly request: LlmRequest
  readonly options: BatchOptions
  readonly text: string // the request as it is stored
  readonly retriesUsed: number
  readonly fallback: number // how far down the list of its model's fallbacks it is, since the retries before that are used up
}

export type Claim = {
  readonly lane: LaneName
  /** Asked when the claim is made, which is after all that ended in the same turn. */
  readonly limit: () => number
  readonly now: EpochMs
  /** Whether that gate lets anything through now: asked for each task that would be picked. */
  readonly admit: (gateId: GateId) => boolean
  /**
   * The last word on one task: which way it goes; its own gate's with the first key where nobody asks. Null: not now; it stays in line, and
   * its batch's line at that gate with it until the next claim. 'aside': only this one; those behind it may go. Asked within the
   * transaction, which may be rolled back and run again: the same task then gets the same answer.
   */
  readonly reserve?: (task: Candidate, books: Books) => Way | 'aside' | null
  /** `reserve` asks the budgets itself. */
  readonly asksBudget?: boolean
  /** Whether work of a batch with these run windows may start now. */
  readonly windowOpen?: (windows: readonly RunWindow[]) => boolean
  /** Whether work of that batch may start: not while all of it is being cancelled. */
  readonly mayGo?: (batchId: BatchId) => boolean
  /** How long after its first try a task of a batch with these rules may start a retry, ms; null for as long as it takes. */
  readonly retryForMs?: (rules: PolicyOverride) => number | null
  /** `sent` where the call goes out in the turn of the claim's commit: a mark of its own would be one more commit and tell nothing more. */
  readonly as: (way: Way) => 'claimed' | 'sent'
  /** Lines of a batch with these options that this claim leaves to others: those that go in batches of the provider's, or all but those. */
  readonly leaves?: (gateId: GateId, options: BatchOptions, lane: LaneName) => boolean
  /** They go out in that batch of the provider's; with `id` null one is begun, if there are any. */
  readonly remote?: (NewRemoteBatch & { readonly id: number | null }) | undefined
  readonly only?: BatchId | undefined
  /** These and no others, whatever stands before them. */
  readonly ids?: readonly TaskId[] | undefined
}
/** `more`: it stopped early and should be asked again. */
export type Claims = {
  readonly tasks: readonly ClaimedTask[]
  readonly more: boolean
  readonly remoteBatch?: number | null // that of `remote`
}

/** What a settle needs to know of the task. `boot`: of the process that ran it, where that is not this one. `way`: how its call went, where it
 *  is known; what was put by for it is what a call that was never answered is taken to have cost. */
export type Lease = Place &
  Pick<ClaimedTask, 'id' | 'attempt' | 'revision' | 'priority' | 'startedAt' | 'model'> & {
    readonly boot?: number
    readonly way?: Way
    readonly readyAt?: EpochMs
  }

export type Settlement = {
  readonly task: Lease
  readonly outcome: Outcome
  readonly next: Transition
  readonly endedAt: EpochMs | null // null: the process died
  readonly progress: Progress
  readonly wait: Wait | null
  readonly mayHaveBeenBilled: boolean
  readonly firstByteMs: number | null
  /** Until a streamed answer began; null or left out where it was none. */
  readonly firstTokenMs?: number | null
  /** Of a call that was answered; null or left out where it has no price. */
  readonly cost?: number | null
  /** What came back of a call, as far as it is kept; null or left out where no answer came. */
  readonly wire?: WireAnswer | null
  /** What held then, of a call that did not succeed. */
  readonly atTheTime?: AttemptThen | null
  /** The provider says that the call was never billed, also where it was given up before. */
  readonly unbilled?: boolean
} & Partial<Savings>
/** In nano-dollars. `savedByHalfPrice`, of `saved`: not by the provider's cache, but by a batch of its own. */
export type Savings = { readonly saved: number; readonly savedByHalfPrice: number }
/** What an answer cost by its usage and what the provider's cache or a half-price batch saved of it, in nano-dollars. */
export type Cost = { readonly cost: number } & Savings

/** A task as the batch API needs it, whatever state it is in; `attempt` is its newest. */
export type RemoteTask = Lease &
  Pick<ClaimedTask, 'retriesUsed' | 'firstTryAt' | 'waitMs' | 'override'> & {
    readonly way: Way
    readonly running: boolean
    readonly remoteBatch: number | null
    readonly request: LlmRequest | null // null where its text is gone
  }
/** Queued tasks of a batch that asks for half the price, in one line. */
export type HalfPriceLine = Place & { readonly options: BatchOptions; readonly n: number }

/** What is done to one letter. to: null leaves it where it is. */
export type LetterChange = {
  readonly to: 'queued' | 'cancelled' | null
  readonly edited?: LlmRequest | undefined // a new revision
  readonly gate?: { readonly providerId: string; readonly model: string } | undefined
  readonly lane?: LaneName | undefined
  readonly marks?: Partial<LetterMarks> | undefined // what is left out stays
  readonly parts?: readonly LlmRequest[] | undefined // with `cancelled`: tasks of the same batch that take its place
}
/** One task's part of a bulk action: what is done to it as it was seen, or why nothing is. reason: null where the store refused it. */
export type LetterStep =
  | { readonly task: TaskView; readonly change: LetterChange }
  | { readonly id: TaskId; readonly reason: SkipReason | null; readonly detail: string }

/** A task that a dead process left running. */
export type Orphan = Lease & {
  readonly retriesUsed: number
  readonly progress: Exclude<Progress, 'done'>
  /** How the process that ran it ended. */
  readonly bootEnded: PastBoot['ended']
}

/** How an earlier run of the process ended: it closed, it died, or the machine went down under it. Stable: it lived for a minute. */
export type PastBoot = { readonly ended: 'clean' | 'crashed' | 'machine'; readonly stable: boolean }

/** Something else that comes due by itself: schedules, backups, purges. */
export type DueWork = {
  readonly nextDueAt: () => EpochMs | null
  /** Calls back, also within a transaction, when it has come to be sooner and nobody else would ask. */
  readonly onSooner?: (listener: () => void) => void
  /** Never rejects; whatever cannot be done now names its next moment itself. */
  readonly run: (now: EpochMs) => Promise<void>
}
