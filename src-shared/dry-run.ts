import { z } from 'zod'
import { NanoUsd } from './spend'
import { BatchId, EpochMs, TaskId, TaskState } from './task'
import { Variant } from './variant'
import { WorkTime } from './work-time'

/** A batch begins with so many of its first rows, under all of its variants; the rest waits for a person. */
export const DryRunStart = z.object({ rows: z.int().min(1).max(100) })
export type DryRunStart = z.infer<typeof DryRunStart>

/**
 * `running`: something of its rows is still on its way; `waiting`: all of them came to an end, and a person decides; `released`: the rest
 * goes as any work does; `let_go`: the rest was cancelled. What comes back to its rows, as by a requeue, makes a waiting one run again, and
 * what comes back to the rest (an undo, added rows) makes one that was let go wait again.
 */
export const DryRunState = z.enum(['running', 'waiting', 'released', 'let_go'])
export type DryRunState = z.infer<typeof DryRunState>

/** How the dry run of a batch stands. The counts are of tasks: one for each of its rows and variants. */
export const BatchDryRun = z.object({
  batchId: BatchId,
  rows: z.int().positive(), // as many as were asked for; a shorter batch has fewer
  state: DryRunState,
  tasks: z.int().nonnegative(), // of its rows
  succeeded: z.int().nonnegative(),
  dead: z.int().nonnegative(),
  cancelled: z.int().nonnegative(),
  rest: z.int().nonnegative(), // tasks beyond it that have not ended
  startedAt: EpochMs,
  waitingAt: EpochMs.nullable(), // since when it waits, or when it came to wait for the last time
  endedAt: EpochMs.nullable(), // when the rest was released or let go
})
export type BatchDryRun = z.infer<typeof BatchDryRun>

const counted = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`

/** That it waits, in words. @param name null for a batch without one */
export function dryRunWords(
  { succeeded, dead, cancelled, rest }: BatchDryRun,
  name: string | null,
): { title: string; detail: string } {
  const parts = [
    `${succeeded.toLocaleString()} answered`,
    ...(dead > 0 ? [counted(dead, 'dead letter')] : []),
    ...(cancelled > 0 ? [`${cancelled.toLocaleString()} cancelled`] : []),
  ]
  return {
    title: `The dry run of ${name === null ? 'a batch' : `“${name}”`} is done`,
    detail: `${parts.join(', ')}. ${counted(rest, 'task waits', 'tasks wait')}: look at the answers, then release the rest or let it go.`,
  }
}

/** What one task of a dry run came to. */
export const DryRunAnswer = z.object({
  taskId: TaskId,
  variant: z.int().positive().nullable(), // null where the batch has none
  state: TaskState,
  prompt: z.string(), // its beginning
  answer: z.string().nullable(), // its beginning; null where there is none
  cut: z.boolean(), // one of the two is longer; watchTask has all of it
  attempts: z.int().nonnegative(),
  answerMs: z.int().nullable(), // of the last attempt
  tokensIn: z.int().nullable(), // of all its attempts, as far as they were told
  tokensOut: z.int().nullable(),
  cost: NanoUsd.nullable(), // of all its attempts that were answered; null: a price is not known
  cached: z.boolean(), // a stored answer to the same request: no call, no cost
})
export type DryRunAnswer = z.infer<typeof DryRunAnswer>

/** What the rest will come to, by what the tasks of the dry run really used, each variant by its own. */
export const DryRunForecast = z.object({
  tasks: z.int().nonnegative(), // of the rest that have not ended
  from: z.int().positive(), // tasks of the dry run that it is made from
  tokensIn: z.int().nullable(), // null: not told
  tokensOut: z.int().nullable(),
  cost: NanoUsd.nullable(), // null: a price is not known
  halfPrice: z.boolean(), // the rest goes through the provider's batch API; the dry run did not
  dead: z.int().nonnegative(), // so many of it will be dead letters if the share stays the same
  time: WorkTime.nullable(), // null: not known
})
export type DryRunForecast = z.infer<typeof DryRunForecast>

/** How longs texts of a DryRunAnswer may be, in UTF-16 units. */
export const longestShown = { prompt: 2_000, answer: 8_000 } as const

export const DryRunDetail = z.object({
  run: BatchDryRun,
  columns: z.array(z.string()).nullable(), // of `cells`; null where rows have none
  variants: z.array(Variant.pick({ variant: true, name: true, providerId: true, model: true })),
  rows: z.array(
    z.object({
      row: z.int().positive(), // from 1
      cells: z.array(z.json()).nullable(), // in the order of `columns`; null where they were removed, or there are none
      answers: z.array(DryRunAnswer), // by variant
    }),
  ),
  forecast: DryRunForecast.nullable(), // null: nothing of it was answered yet, or nothing is left
})
export type DryRunDetail = z.infer<typeof DryRunDetail>
