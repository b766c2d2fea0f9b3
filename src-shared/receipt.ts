import { z } from 'zod'
import { BatchKind } from './batch'
import { BatchId, EpochMs, StateKind } from './task'

export const receiptFormat = 'trilane-receipt'
/** The version that is written. Earlier ones are read as well. */
export const receiptVersion = 2

const Hash = z.string().regex(/^[0-9a-f]{64}$/) // SHA-256

/** Where the tasks of a batch are. accepted = succeeded + dead + cancelled + waiting + purged, at every commit. */
export const ReceiptCounts = z.object({
  accepted: z.int().nonnegative(), // tasks the batch was ever given
  succeeded: z.int().nonnegative(),
  dead: z.int().nonnegative(),
  cancelled: z.int().nonnegative(),
  waiting: z.int().nonnegative(), // everything that has not ended
  purged: z.int().nonnegative(), // succeeded, then removed by retention
})
export type ReceiptCounts = z.infer<typeof ReceiptCounts>

export const ReceiptHead = z.object({
  format: z.literal(receiptFormat),
  version: z.union([z.literal(1), z.literal(receiptVersion)]),
  batch: z.object({ id: BatchId, name: z.string(), kind: BatchKind, createdAt: EpochMs }),
  installation: z.string(), // which data folder it is of
  exportedAt: EpochMs,
  manifest: Hash,
  providers: z.record(z.string(), z.string()).optional(), // the names of those that its lines refer to; from version 2
  fields: z.array(z.string()),
})
export type ReceiptHead = z.infer<typeof ReceiptHead>

/** What is left of a task: everything, its row without texts, or its hashes alone. */
export const Kept = z.enum(['whole', 'no_texts', 'hashes'])
export type Kept = z.infer<typeof Kept>

const LineOf1 = z.object({
  position: z.int().positive(), // 1 for the batch's first task
  customId: z.string().nullable(),
  input: Hash, // of its first request, as JSON text
  state: StateKind,
  attempts: z.int().nonnegative(),
  result: Hash.nullable(), // of the answer's text; null when there is none
  code: z.string().nullable(), // why it failed
  settledAt: EpochMs.nullable(),
  revision: z.int().positive(), // above 1 when a person edited it
  sent: Hash.nullable(), // of the request that was sent last, where that is not the first
  kept: Kept,
})
/** One task. In the file it is an array of these values in this order. */
export const ReceiptLine = LineOf1.extend({
  provider: z.string().nullable(), // whom it is for; null, as model, answeredBy, cutOff and cached, once its row was removed
  model: z.string().nullable(), // that it asks for
  answeredBy: z.string().nullable(), // the model that the provider said had answered; null without an answer
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(),
  cutOff: z.boolean().nullable(), // the answer ended at the limit of tokens; null without an answer
  cached: z.boolean().nullable(), // it is the stored answer of an identical request
})
export type ReceiptLine = z.infer<typeof ReceiptLine>
export const receiptFields = Object.keys(ReceiptLine.shape) as (keyof ReceiptLine)[]

/** A line as any version has it: what its version did not know is left out. */
export type EarlierLine = z.infer<typeof LineOf1> & Partial<ReceiptLine>
export const lineSchemas = { 1: LineOf1, 2: ReceiptLine } as const

export const ReceiptTail = z.object({ counts: ReceiptCounts, digest: Hash })
export type ReceiptTail = z.infer<typeof ReceiptTail>

/** Something that is not as it was, or does not add up. */
export const Finding = z.object({
  kind: z.enum(['missing', 'unexpected', 'request', 'result', 'attempts', 'changed', 'manifest', 'counts', 'receipt']),
  position: z.int().positive().nullable(), // null: it is of the batch or of the receipt
  customId: z.string().nullable(),
  what: z.string(), // a sentence
})
export type Finding = z.infer<typeof Finding>

/** So many findings are listed; `found` says how many there are. */
export const listedFindings = 100

/** What a check of a batch came to. */
export const Verification = z.object({
  batch: z.object({ id: BatchId, name: z.string() }),
  ok: z.boolean(),
  tasks: z.int().nonnegative(), // rows that were read
  counts: ReceiptCounts, // as counted row by row
  findings: z.array(Finding).max(listedFindings),
  found: z.int().nonnegative(),
  receipt: z.object({ exportedAt: EpochMs, tasks: z.int(), addedSince: z.int() }).nullable(), // what it was compared with
})
export type Verification = z.infer<typeof Verification>

/** How many rows were read of how many. */
export const RowProgress = z.object({ done: z.int(), of: z.int() })
export type RowProgress = z.infer<typeof RowProgress>

export const noCounts: ReceiptCounts = { accepted: 0, succeeded: 0, dead: 0, cancelled: 0, waiting: 0, purged: 0 }

/** Adds one task to the counts. */
export function countLine(counts: ReceiptCounts, { state, kept }: Pick<ReceiptLine, 'state' | 'kept'>) {
  counts.accepted++
  if (kept === 'hashes') counts.purged++
  else if (state === 'succeeded' || state === 'dead' || state === 'cancelled') counts[state]++
  else counts.waiting++
}
