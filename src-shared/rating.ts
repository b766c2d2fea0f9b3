import { z } from 'zod'
import { BatchId, EpochMs, TaskId } from './task'

/**
 * What a person says of the answers of a row: which variant's is the best, that they are as good as each other, or that none is good.
 * It is the best of those in sight and not a mark for each: people agree with themselves far more when they compare than when they grade,
 * one key settles a row, and the shares of two variants follow from it.
 */
export const RatingChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('best'), variant: z.int().positive() }),
  z.object({ kind: z.literal('tie') }),
  z.object({ kind: z.literal('none') }),
])
export type RatingChoice = z.infer<typeof RatingChoice>

export const longestNote = 2_000

/** An answer that a rating was given to. `hash`: of its text, as hex (SHA-256); null where that variant had none. */
export const RatedAnswer = z.object({
  variant: z.int().positive(),
  taskId: TaskId,
  revision: z.int().positive(),
  hash: z.string().nullable(),
})
export type RatedAnswer = z.infer<typeof RatedAnswer>

export const Rating = z.object({
  id: z.int().positive(),
  choice: RatingChoice,
  note: z.string().nullable(),
  blind: z.boolean(), // names of variants were hidden
  ratedAt: EpochMs,
  stale: z.boolean(), // an answer of the row is another one since, or came later: it says nothing of those that stand there now
})
export type Rating = z.infer<typeof Rating>

/** Which rows are gone through. */
export const CompareFilter = z.union([
  z.enum(['all', 'to_rate', 'differ', 'failed', 'stale']),
  z.object({ choice: RatingChoice }), // rated so; not those that are to be rated again
])
export type CompareFilter = z.infer<typeof CompareFilter>

/** How often a variant was the best. */
export const VariantScore = z.object({
  variant: z.int().positive(),
  wins: z.int().nonnegative(),
  rated: z.int().nonnegative(), // rows with a rating that holds, in which it had an answer
  failed: z.int().nonnegative(), // rows in which it ended without an answer
})
export type VariantScore = z.infer<typeof VariantScore>

/** How far a comparison is. All counts are of rows. */
export const CompareProgress = z.object({
  batchId: BatchId,
  seen: z.int().nonnegative(), // that were looked at so far; the counts below are of those
  rows: z.int().nonnegative(), // in all
  comparable: z.int().nonnegative(), // that are rated or to be rated
  rated: z.int().nonnegative(), // by a rating that holds
  stale: z.int().nonnegative(),
  toRate: z.int().nonnegative(), // all variants ended, two or more answers can be read, and no rating holds
  differ: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  ties: z.int().nonnegative(),
  none: z.int().nonnegative(),
  scores: z.array(VariantScore), // by variant
  last: z.object({ id: z.int(), row: z.int(), blind: z.boolean() }).nullable(), // the change that would be taken back next
})
export type CompareProgress = z.infer<typeof CompareProgress>

/** 97.5th percentile of the standard normal distribution: for an interval of 95 %. */
const z95 = 1.959964

/**
 * Between which shares the true one lies with 95 % confidence, if `wins` of `of` rows were won: E. B. Wilson, "Probable Inference, the Law of
 * Succession, and Statistical Inference", Journal of the American Statistical Association 22 (1927), 209-212. It stays within [0, 1], also
 * for few rows and for shares near its ends. Null of no rows.
 */
export function wilson(wins: number, of: number): { readonly low: number; readonly high: number } | null {
  if (of === 0) return null
  const share = wins / of
  const z2 = z95 * z95
  const middle = share + z2 / (2 * of)
  const spread = z95 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))
  const scale = 1 + z2 / of
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) }
}

/**
 * In which order the variants of a row stand while their names are hidden: each order is as likely as any other, and the same row has the same
 * one at every look (Fisher and Yates' shuffle, by a generator that begins with the batch and the row).
 */
export function blindOrder(variants: readonly number[], batchId: number, row: number): number[] {
  const order = [...variants]
  let state = (Math.imul(batchId, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b)) >>> 0
  // T. Ettinger's mulberry32, in the public domain.
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const [a, b] = [order[at], order[other]]
    if (a === undefined || b === undefined) continue
    order[at] = b
    order[other] = a
  }
  return order
}
