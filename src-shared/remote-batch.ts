import { z } from 'zod'
import type { Outcome } from './outcome'
import type { LlmRequest } from './request'
import { EpochMs } from './task'

/** A batch in a provider's own batch API: half the price, an answer within a day. */
export type BatchApi = {
  /** What one batch may hold at most. */
  readonly limits: { readonly rows: number; readonly bytes: number }
  /** A request as a line of the batch, built as a single call is; its outcome where it cannot be sent. All lines of a batch have one endpoint. */
  readonly row: (customId: string, request: LlmRequest, model: string) => Promise<BatchRow | Outcome>
  /** Hands the batch over. Gives the provider's id of it. */
  readonly submit: (batch: BatchToSubmit, signal: AbortSignal) => Promise<string>
  /** Whether the provider has it already, after a submission whose answer never came. */
  readonly find: (batch: BatchToFind, signal: AbortSignal) => Promise<FoundBatch | null>
  readonly status: (remoteId: string, signal: AbortSignal) => Promise<RemoteStatus>
  /** What became of the rows of a batch that ended, in no order. */
  readonly results: (remoteId: string, signal: AbortSignal) => AsyncIterable<BatchAnswer>
  /** What such an answer comes to: judged as that of a single call is. */
  readonly judge: (answer: unknown, asked: { request: LlmRequest; model: string }) => Promise<RowEnd>
  readonly cancel: (remoteId: string, signal: AbortSignal) => Promise<void>
}
// All but `row` and `judge` reject with a BatchApiError.

export type BatchRow = { readonly endpoint: string; readonly line: string }
export type BatchToSubmit = {
  readonly name: string
  readonly endpoint: string
  readonly lines: readonly string[]
}
export type BatchToFind = {
  readonly name: string
  readonly rows: number
  /** When the submission began. */
  readonly since: EpochMs
  /** Batches of that provider that are known to be others. */
  readonly except: readonly string[]
}
/** certain: it has our name or our rows; otherwise it is one of that time and size, which may be someone else's. */
export type FoundBatch = { readonly id: string; readonly certain: boolean }
export type RemoteStatus =
  | { readonly kind: 'running'; readonly note: string }
  /** rest: what became of the rows that the results leave out; ifNone: what became of all of them, where the results name none. */
  | { readonly kind: 'ended'; readonly rest: RowEnd; readonly ifNone?: RowEnd }
export type BatchAnswer = { readonly customId: string; readonly answer: unknown }
/**
 * How a row ended: with an outcome as of a single call; or without having been answered, which costs nothing (`unsent`: the batch was refused
 * over other rows); or nobody tells (`missing`), and it may have been billed.
 */
export type RowEnd =
  | { readonly kind: 'answered'; readonly outcome: Outcome }
  | { readonly kind: 'expired' | 'cancelled' | 'unsent' | 'missing' }

/** Something asked of a batch API failed. `certain`: the provider has certainly not done it. */
export class BatchApiError extends Error {
  override readonly name = 'BatchApiError'
  constructor(
    readonly outcome: Outcome,
    readonly status: number | null,
    readonly certain: boolean,
  ) {
    super('failure' in outcome ? outcome.failure.message : outcome.kind)
  }
}

/** What is kept of a batch that is out, besides its columns. */
export const RemoteDetail = z.object({
  submitAt: EpochMs.nullable().default(null), // when its submission began; null: nothing went out
  polls: z.int().default(0), // in a row, each after a longer wait
  note: z.string().default(''), // what the provider said last
  others: z.array(z.string()).default([]), // batches that looked like it and turned out to be someone else's
  cancelled: z.boolean().default(false), // the provider was asked to cancel it
  soughtAt: EpochMs.nullable().default(null), // when it was first looked for after a submission whose answer never came
  guessed: z.boolean().default(false), // found by its time and size: until its rows are seen it may be someone else's
})
export type RemoteDetail = z.infer<typeof RemoteDetail>

/** A batch that is out, or about to be. preparing: not known to be with the provider; collecting: it ended, and its answers come in. */
export type RemoteBatch = {
  readonly id: number
  readonly providerId: string
  readonly keyId: string
  readonly model: string
  readonly name: string
  readonly remoteId: string | null
  readonly state: 'preparing' | 'sent' | 'collecting' | 'ended'
  readonly tasks: number
  readonly createdAt: EpochMs
  readonly pollAt: EpochMs | null // null: it ended
  readonly detail: RemoteDetail
}
export type NewRemoteBatch = Pick<RemoteBatch, 'providerId' | 'keyId' | 'model' | 'name'>
