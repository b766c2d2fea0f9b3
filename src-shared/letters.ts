import { z } from 'zod'
import { PolicyOverride } from './lane'

/**
 * What holds for one task otherwise than for its batch and lane: how long its call may take, and its retries. It lasts as long as the task, also
 * through later requeues, until another value is set. How long its answer may be is part of its request instead, and so of its revision.
 */
export const TaskLimits = PolicyOverride.pick({ timeoutMs: true, retries: true })
export type TaskLimits = z.infer<typeof TaskLimits>

/** A task whose prompt is one part of another one's that was too long: the first is part 1. */
export const PartOf = z.object({ taskId: z.int(), part: z.int().positive(), of: z.int().positive() })
export type PartOf = z.infer<typeof PartOf>

/** What a person noted of a task. All null: nothing; then a task has none of it. */
export const LetterMarks = z.object({
  label: z.string().nullable(),
  note: z.string().nullable(),
  discardedFor: z.string().nullable(), // why it was put aside, of one that was discarded with a reason
  snoozedUntil: z.int().nullable(), // epoch ms; it is put away until then: dead and counted, and not among the open letters
  limits: TaskLimits.nullable(),
  part: PartOf.nullable(),
})
export type LetterMarks = z.infer<typeof LetterMarks>
export const noMarks: LetterMarks = {
  ...{ label: null, note: null, discardedFor: null },
  ...{ snoozedUntil: null, limits: null, part: null },
}

/** How many dead letters there are, and how many of them are put away. */
export const LetterCounts = z.object({
  dead: z.int().nonnegative(),
  snoozed: z.int().nonnegative(),
  nextWakeAt: z.int().nullable(), // when the first of them comes back
  labels: z.array(z.object({ label: z.string(), n: z.int() })), // in use, the most frequent first, 100 at most; of letters in any state
})
export type LetterCounts = z.infer<typeof LetterCounts>
