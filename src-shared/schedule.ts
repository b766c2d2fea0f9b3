import { z } from 'zod'
import { BatchOptions, Counts, Priority } from './batch'
import { normaliseCron } from './cron-words'
import { LaneName } from './lane'
import { BatchId, EpochMs } from './task'
import type { NewTask } from './work'
import { isTimeZone } from './zoned-time'

export const ScheduleId = z.int().positive().brand<'ScheduleId'>()
export type ScheduleId = z.infer<typeof ScheduleId>

/** A firing is one transaction, and one of 500 prompts takes about 8 ms: no other write waits longer. */
export const mostPrompts = 500

const Lane = z.union([LaneName, z.literal('auto')])

/** One request of a template. What it leaves open is the schedule's. */
export const TemplatePrompt = z.object({
  prompt: z.string().trim().min(1, 'A prompt is empty.').max(1_000_000),
  system: z.string().trim().min(1).optional(),
  lane: Lane.optional(),
  providerId: z.string().optional(),
  model: z.string().trim().min(1).max(200).optional(),
  maxOutputTokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
})
export type TemplatePrompt = z.infer<typeof TemplatePrompt>

/** What a firing queues. A kind of its own is the place for templates that have a name and are kept elsewhere. */
export const ScheduleTemplate = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prompts'),
    prompts: z.array(TemplatePrompt).min(1, 'Write at least one prompt.').max(mostPrompts),
  }),
])
export type ScheduleTemplate = z.infer<typeof ScheduleTemplate>

/** What happens to firings whose time passed while Trilane did not run or the machine slept. */
export const MissedPolicy = z.enum([
  'skip', // they are left out
  'once', // one firing stands for all of them
  'all', // each is made up for, the newest `mostMadeUp` of them
])
export type MissedPolicy = z.infer<typeof MissedPolicy>
export const mostMadeUp = 24

/** What happens when a firing is due and an earlier batch of its schedule has not ended. */
export const OverlapPolicy = z.enum([
  'skip', // this firing is left out
  'queue', // both run
  'cancel_previous', // what is left of earlier batches is cancelled
])
export type OverlapPolicy = z.infer<typeof OverlapPolicy>

const TimeZone = z.string().refine(isTimeZone, 'There is no such time zone. One is written as Europe/Berlin.')
const Cron = z.string().max(200).transform(normaliseCron)

/** A schedule as a person writes it. Whether its expression ever fires, the engine checks. */
export const ScheduleInput = z.object({
  id: ScheduleId.optional(), // without one it is new
  name: z.string().trim().min(1, 'Give it a name.').max(100),
  cron: Cron,
  timeZone: TimeZone,
  template: ScheduleTemplate,
  lane: Lane.default('auto'),
  providerId: z.string().nullable().default(null), // null: whichever is the default when it fires
  model: z.string().trim().min(1).max(200).nullable().default(null), // null: the provider's default
  priority: Priority.default(0),
  options: BatchOptions.prefault({}),
  missed: MissedPolicy.default('once'),
  overlap: OverlapPolicy.default('queue'),
})
export type ScheduleInput = z.infer<typeof ScheduleInput>

/** Why a firing queued nothing. */
export const SkipReason = z.enum([
  'missed', // its time passed unseen
  'overlap', // an earlier batch of it had not ended
  'target', // its provider is gone, or names no model
])
export type SkipReason = z.infer<typeof SkipReason>

export const Schedule = ScheduleInput.omit({ id: true }).extend({
  id: ScheduleId,
  state: z.enum(['active', 'paused']),
  createdAt: EpochMs,
  nextAt: EpochMs.nullable(), // null while paused, and when nothing comes any more
  handledTo: EpochMs, // what was due up to this moment is dealt with
  lastFiredAt: EpochMs.nullable(),
  lastBatchId: BatchId.nullable(),
  fired: z.int().nonnegative(), // batches it queued
  skipped: z.int().nonnegative(), // firings that queued nothing
  lastSkip: z.object({ at: EpochMs, reason: SkipReason, message: z.string() }).nullable(),
})
export type Schedule = z.infer<typeof Schedule>

/** A schedule as a window shows it. */
export const ScheduleView = Schedule.extend({
  words: z.string().nullable(), // null: the expression has no short name
  lastBatch: z.object({ id: BatchId, name: z.string(), counts: Counts }).nullable(),
})
export type ScheduleView = z.infer<typeof ScheduleView>

/** What an expression means, for the editor: `problem` says why it cannot be used. */
export const SchedulePreview = z.object({
  words: z.string().nullable(),
  next: z.array(EpochMs), // the next five
  problem: z.string().nullable(),
})
export type SchedulePreview = z.infer<typeof SchedulePreview>

/** 'Every day at 22:00', or the expression itself. */
export const ruleWords = ({ words, cron }: { words: string | null; cron: string }): string => words ?? cron

export const missedWords: Readonly<Record<MissedPolicy, string>> = {
  skip: 'Leave them out',
  once: 'Run once for all of them',
  all: `Run each, the newest ${mostMadeUp} at most`,
}
export const overlapWords: Readonly<Record<OverlapPolicy, string>> = {
  skip: 'Leave the new one out',
  queue: 'Run both',
  cancel_previous: 'Cancel what is left of the earlier one',
}

/** When a schedule fires next, and up to where its due times are dealt with. */
export type Timing = { readonly nextAt: EpochMs | null; readonly handledTo: EpochMs }
/** Firings that queued nothing. */
export type Skip = { readonly count: number; readonly reason: SkipReason; readonly message: string }
/** One firing, as the store writes it: batch, tasks and the schedule's advance are one transaction. */
export type FiringWrite = {
  readonly id: ScheduleId
  /** The schedule as it was read: if its due times were dealt with meanwhile, nothing is written. */
  readonly was: EpochMs
  readonly dueAt: EpochMs
  readonly timing: Timing
  readonly batchName: string
  readonly tasks: readonly NewTask[]
  readonly skip: Skip | null
}
