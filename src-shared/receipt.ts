import { z } from 'zod'
import { BatchKind } from './batch'
import { BatchId, EpochMs, StateKind } from './task'

export const receiptFormat = 'trilane-receipt'
export const receiptVersion = 1

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
  version: z.literal(receiptVersion),
  batch: z.object({ id: BatchId, name: z.string(), kind: BatchKind, createdAt: EpochMs }),
  installation: z.string(), // which data folder it is of
  exportedAt: EpochMs,
  manifest: Hash,
  fields: z.array(z.string()),
})
export type ReceiptHead = z.infer<typeof ReceiptHead>

/** What is left of a task: everything, its row without texts, or its hashes alone. */
export const Kept = z.enum(['whole', 'no_texts', 'hashes'])
export type Kept = z.infer<typeof Kept>

/** One task. In the file it is an array of these values in this order. */
export const ReceiptLine = z.object({
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
export type ReceiptLine = z.infer<typeof ReceiptLine>
export const receiptFields = Object.keys(ReceiptLine.shape) as (keyof ReceiptLine)[]

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
