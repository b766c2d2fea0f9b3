import { z } from 'zod'
import { CompareFilter, CompareProgress, longestNote, Rating, RatingChoice } from '../rating'
import { NanoUsd } from '../spend'
import { BatchId, EpochMs, TaskId, TaskState } from '../task'
import { Variant } from '../variant'

/** What a variant made of a row. Texts are cut at `longestCompared`. */
export const ComparedAnswer = z.object({
  variant: z.int().positive(),
  taskId: TaskId,
  state: TaskState,
  model: z.string(), // that it was sent to; a row that names its own went there
  prompt: z.string().nullable(), // as it was last sent; null where retention removed it
  text: z.string().nullable(), // null where there is no answer, or its text was removed
  removed: z.boolean(), // there was one, and retention removed its text
  cut: z.boolean(), // one of the texts is longer
  embedding: z.boolean(), // the answer is a vector
  cached: z.boolean(),
  attempts: z.int().nonnegative(),
  answerMs: z.int().nullable(), // of the last attempt
  tokensIn: z.int().nullable(),
  tokensOut: z.int().nullable(),
  cost: NanoUsd.nullable(),
})
export type ComparedAnswer = z.infer<typeof ComparedAnswer>

export const ComparedRow = z.object({
  row: z.int().positive(),
  before: z.int().nonnegative(), // rows of the filter that come before it
  of: z.int().nonnegative(), // rows of the filter, as far as they were looked at
  cells: z.array(z.json()).nullable(), // by the columns; null where they were removed, or there are none
  file: z.string().nullable(),
  line: z.int().nullable(),
  answers: z.array(ComparedAnswer), // by variant; [] where retention removed them all
  rating: Rating.nullable(),
  mark: z.string(), // of the answers as they stand there: who rates names it
  canRate: z.boolean(),
})
export type ComparedRow = z.infer<typeof ComparedRow>

/** How long texts of a ComparedAnswer may be, in UTF-16 units. */
export const longestCompared = 1_000_000

const OfBatch = z.object({ batchId: BatchId })

/** Commands for the answers of a batch with several variants, beside each other. */
export const compareCommands = {
  /** Looks at some more rows each time, until `progress.seen` is all of them. Refused as `wrong_state` for a batch with fewer than two variants. */
  openComparison: {
    request: OfBatch,
    response: z.object({
      name: z.string(),
      createdAt: EpochMs,
      columns: z.array(z.string()).nullable(), // of its source; null where its rows had none
      variants: z.array(Variant.pick({ variant: true, name: true, providerId: true, model: true })),
      progress: CompareProgress,
    }),
  },
  /** here: that row, of the filter or not; at: the first of the filter from that row on, else the last before it. Null where there is none. */
  getComparedRow: {
    request: OfBatch.extend({
      filter: CompareFilter,
      row: z.int().nonnegative(),
      move: z.enum(['here', 'at', 'next', 'previous']),
    }),
    response: ComparedRow.nullable(),
  },
  /** Refused as `stale` where an answer of the row changed since `mark`: nothing is ever said of another answer than the one in sight. */
  rateRow: {
    request: OfBatch.extend({
      row: z.int().positive(),
      mark: z.string(),
      choice: RatingChoice.nullable(), // null: the row is not rated any more
      note: z.string().trim().max(longestNote).nullable(),
      blind: z.boolean(),
    }),
    response: z.object({ rating: Rating.nullable(), progress: CompareProgress }),
  },
  /** What was done last is undone, and what was before it holds again. Refused as `stale` where `id` is not the last one. */
  takeBackRating: {
    request: OfBatch.extend({ id: z.int() }),
    response: z.object({ row: z.int().positive(), progress: CompareProgress }),
  },
  /** All ratings of a batch, with what their rows held. */
  exportRatings: {
    request: OfBatch.extend({ format: z.enum(['csv', 'jsonl']) }),
    response: z.object({ file: z.string(), rows: z.int() }).nullable(), // null when the person closed the dialog
  },
} as const
