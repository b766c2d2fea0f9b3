import { z } from 'zod'
import { BatchAlert, DeadAlert } from './dead-alert'
import { BatchDryRun } from './dry-run'
import { LaneName, PolicyOverride } from './lane'
import { RunWindows } from './run-window'
import { BatchCost, Budget } from './spend'
import { BatchId, EpochMs, StateKind } from './task'
import { WorkTime } from './work-time'

export const Counts = z.record(StateKind, z.int().nonnegative())
export type Counts = z.infer<typeof Counts>

export const BatchKind = z.enum([
  'import', // what came together: files, or several prompts that were written or pasted
  'compose', // the standing batch of prompts that are written one at a time
  'sample',
  'schedule',
  'gateway',
])
export type BatchKind = z.infer<typeof BatchKind>

/** What a batch has otherwise than its lanes, and what it opted in to. */
export const BatchOptions = z.object({
  policy: PolicyOverride.default({}),
  windows: RunWindows.default([]), // when its work may start; none: whenever its lane may
  sharedPrefix: z.object({ system: z.boolean(), userChars: z.int().nonnegative() }).optional(), // found when the batch was made
  halfPrice: z.boolean().optional(), // through the provider's batch API where it has one: half the price, answers within a day
  reuse: z.boolean().default(false), // identical requests share one call, and a stored answer to the same request is used again
  budget: Budget.optional(), // nano-dollars that its calls may cost in all; left out: no limit of its own
  deadAlert: DeadAlert.optional(), // when too many of it die; left out: as is set for all
})
export type BatchOptions = z.infer<typeof BatchOptions>
/** Higher goes first; batches of the same priority take turns. */
export const Priority = z.int().min(-100).max(100)

/** As a person reads it in lists. */
export const BatchName = z.string().trim().min(1).max(200)

export const Batch = z.object({
  id: BatchId,
  name: z.string(),
  kind: BatchKind,
  createdAt: EpochMs,
  paused: z.boolean(),
  opensAt: EpochMs.nullable(), // when its own run windows open next; null: open now
  startsAt: EpochMs.optional(), // all that is left of it waits for a time: the first of them
  priority: Priority,
  options: BatchOptions,
  accepted: z.int().nonnegative(), // tasks it was ever given
  purged: z.int().nonnegative(), // of those, removed by retention
  counts: Counts,
  held: z.int().nonnegative(), // of the queued, those behind a closed gate
  toRun: z.record(LaneName, z.int().nonnegative()), // those that have neither ended nor run now, by their lane
  cost: BatchCost.optional(),
  ratePerMinute: z.number().nonnegative().optional(), // tasks that came to an end, over the last minute that was looked at; left out once nothing is left
  finish: WorkTime.nullable().optional(), // how long what is left takes by the limits of its gates and lanes; null: not known, or it waits for a person
  dryRun: BatchDryRun.nullable().optional(), // its first rows run, or ran, and the rest waits for a person; null or left out once that was released
  variants: z.int().positive().optional(), // under how many its rows are asked; left out where it is one
  alert: BatchAlert.nullable().optional(), // too many of it died; `paused` says that it stands still because of that
})
export type Batch = z.infer<typeof Batch>

export const emptyCounts: Counts = {
  waiting: 0,
  scheduled: 0,
  queued: 0,
  running: 0,
  backing_off: 0,
  succeeded: 0,
  dead: 0,
  cancelled: 0,
}

export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)
/** Those that reached their end: nothing more will happen to them by itself. */
export const settled = (counts: Counts): number => counts.succeeded + counts.dead + counts.cancelled
