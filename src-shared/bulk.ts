import { z } from 'zod'
import { Estimate } from './estimate'
import { LaneName } from './lane'
import { TaskLimits } from './letters'
import { ModelName } from './model-settings'
import { EditSummary, PromptEdit } from './prompt-edit'
import { EpochMs, TaskId } from './task'

export const BulkId = z.int().positive().brand<'BulkId'>()
export type BulkId = z.infer<typeof BulkId>

/**
 * So many actions on several tasks are kept, and so many of all, each for `bulkKeptMs` at most: who goes through letters one by one must not lose
 * the undo of what was done to four hundred before. As long as an action is kept it can be taken back.
 */
export const bulkKept = 20
export const singlesKept = 200
export const bulkKeptMs = 24 * 3_600_000

/** What a requeue changes besides. What is left out stays as it is. */
const Requeue = {
  edit: PromptEdit.optional(),
  providerId: z.string().optional(), // with its default model, unless one is named
  model: ModelName.optional(),
  lane: LaneName.optional(),
  limits: TaskLimits.extend({ maxOutputTokens: z.int().positive() }).partial().optional(),
}
/** What is done to letters. */
export const LetterAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requeue'), ...Requeue }), // dead letters and cancelled tasks; retries start anew, the history stays
  z.object({ kind: z.literal('edit'), edit: PromptEdit }), // a new revision; it stays where it is
  z.object({ kind: z.literal('discard'), reason: z.string().trim().max(500).default('') }), // dead letters: cancelled, with their failure
  z.object({ kind: z.literal('snooze'), until: EpochMs.nullable() }), // dead letters; null: it comes back now
  z.object({
    kind: z.literal('split'), // dead letters whose prompt is longer: each part becomes a task of the same batch, and the letter is cancelled
    unit: z.enum(['characters', 'tokens']),
    limit: z.int().positive(), // of each part; between paragraphs, sentences or words where there are any
  }),
  z.object({
    kind: z.literal('annotate'),
    label: z.string().trim().min(1).max(60).nullable().optional(), // null takes it away; left out it stays
    note: z.string().trim().min(1).max(4_000).nullable().optional(),
  }), // tasks in any state
])
export type LetterAction = z.infer<typeof LetterAction>

/** Why a task was passed over. */
export const SkipReason = z.enum([
  'gone', // it is not in the store any more
  'moved_on', // it changed since it was picked; `detail` says how
  'wrong_state', // not one that this can be done to
  'blocked', // it needs the result of a task that did not succeed
  'unchanged', // it is already as it would be
  'empty', // nothing would be left of its prompt
  'impossible', // the edit cannot be made: it has no prompt to edit, or the pattern takes too long on it
  'no_target', // there is no such provider, or no model is named
])
export type SkipReason = z.infer<typeof SkipReason>

/** A task that was passed over or failed: `detail` is a sentence. */
export const SkippedTask = z.object({ id: TaskId, title: z.string(), detail: z.string() })
export type SkippedTask = z.infer<typeof SkippedTask>
export const Skipped = z.object({ reason: SkipReason, n: z.int(), examples: z.array(SkippedTask) }) // 3 examples at most
export type Skipped = z.infer<typeof Skipped>

/** `mostParts` at most are made of one prompt. */
export const mostParts = 100
export const SplitSummary = z.object({
  parts: z.int().nonnegative(), // new tasks, of all that are split
  examples: z.array(z.object({ id: TaskId, title: z.string(), parts: z.array(z.string()) })), // the beginning of each of the first 5 parts
})
export type SplitSummary = z.infer<typeof SplitSummary>

/** What an action would come to, with nothing done. */
export const DryRun = z.object({
  total: z.int().nonnegative(), // tasks it is frozen to
  eligible: z.int().nonnegative(),
  skipped: z.array(Skipped),
  /** Of the eligible ones, those in which nothing changed since they failed for good; null where nobody can tell, or nothing is requeued. */
  willFailAgain: z.object({ n: z.int(), examples: z.array(SkippedTask) }).nullable(),
  edit: EditSummary.nullable(), // of an action with an edit
  split: SplitSummary.nullable(), // of one that splits
  cost: Estimate.nullable(), // of running them again, by the prices at hand, not at half price; null where nothing is queued
})
export type DryRun = z.infer<typeof DryRun>

export const BulkState = z.enum([
  'freezing', // its tasks are being written down; after a crash amid it, it goes
  'planned', // nothing was done yet
  'running',
  'stopped', // before its end; `stoppedBy` says why. It can be gone on with, or taken back
  'done',
  'undoing',
  'undone', // what had not moved on since
])
export type BulkState = z.infer<typeof BulkState>

/** An action on many letters. total = waiting + done + skipped + failed + undone + kept, at every commit. */
export const BulkAction = z.object({
  id: BulkId,
  action: LetterAction,
  selection: z.json(), // as it was asked for: what its tasks were picked by
  state: BulkState,
  createdAt: EpochMs,
  startedAt: EpochMs.nullable(),
  endedAt: EpochMs.nullable(),
  stoppedBy: z.enum(['person', 'crash', 'error']).nullable(),
  message: z.string().nullable(), // of the error that stopped it
  plan: DryRun.nullable(),
  total: z.int(), // tasks it was frozen to
  waiting: z.int(),
  done: z.int(),
  skipped: z.int(),
  failed: z.int(), // the store did not take them
  undone: z.int(),
  kept: z.int(), // not taken back, since something happened to them meanwhile
})
export type BulkAction = z.infer<typeof BulkAction>

export const BulkItemState = z.enum(['waiting', 'done', 'skipped', 'failed', 'undone', 'kept'])
export type BulkItemState = z.infer<typeof BulkItemState>
/** One task of an action. */
export const BulkItem = z.object({
  id: TaskId,
  title: z.string(), // '' where the task is gone
  state: BulkItemState,
  reason: SkipReason.nullable(),
  detail: z.string().nullable(),
})
export type BulkItem = z.infer<typeof BulkItem>
