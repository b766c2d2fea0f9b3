import { z } from 'zod'
import { Priority } from '../batch'
import { DryRunStart } from '../dry-run'
import { LaneName } from '../lane'
import { JsonAnswer, JsonObject } from '../request'
import { BatchId, EpochMs, TaskDetail, TaskId } from '../task'
import { Bulk, Nothing, Selection, Target, TaskRef } from './common'

/** How far a bulk action is: how many tasks it has been through, of how many. */
export const BulkProgress = z.object({ seen: z.int().nonnegative(), of: z.int().nonnegative() })
export type BulkProgress = z.infer<typeof BulkProgress>
/** What may be changed of tasks that have not ended. */
export const TaskChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start_now') }), // those that back off or are scheduled; a closed gate still holds them
  z.object({ kind: z.literal('start_at'), at: EpochMs }), // those that do not run
  z.object({ kind: z.literal('lane'), lane: LaneName }), // those that do not run
  z.object({ kind: z.literal('priority'), priority: Priority }),
])
export type TaskChange = z.infer<typeof TaskChange>
/** Prompts as a person wrote them, and what holds for each of them. */
export const Written = z.object({
  prompts: z.array(z.string().trim().min(1)).min(1).max(10_000),
  system: z.string().optional(),
  maxOutputTokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  json: JsonAnswer.optional(),
  stop: z.array(z.string().min(1)).min(1).max(16).optional(),
  seed: z.int().optional(),
  extra: JsonObject.optional(), // fields of the provider's own, put into the body as they are
  images: z.array(z.string().trim().min(1).max(20_000_000)).max(20).optional(), // https: and data: URLs, and paths of this computer
})

/** New work, and what is done to tasks. */
export const workCommands = {
  submitPrompts: {
    request: Target.extend({
      ...Written.shape,
      startAt: EpochMs.optional(), // not before then
      dryRun: DryRunStart.optional(), // of several prompts: only the first run until the rest is released
    }),
    response: z.object({ batchId: BatchId, ids: z.array(TaskId) }),
  },
  runSample: { request: Nothing, response: z.object({ batchId: BatchId }) },
  cancelTasks: { request: Selection, response: Bulk },
  requeueTask: { request: TaskRef.extend({ prompt: z.string().trim().min(1).optional() }), response: TaskDetail }, // prompt: an edit, and so a new revision
  runAgain: {
    request: z.object({ id: TaskId, prompt: z.string().trim().min(1).optional() }),
    response: z.object({ id: TaskId }),
  }, // of one that succeeded: a new task
  requeueTasks: { request: Selection, response: Bulk },
  discardTasks: { request: Selection, response: Bulk },
  changeTasks: { request: z.object({ selection: Selection, change: TaskChange }), response: Bulk },
  undo: { request: z.object({ token: z.string() }), response: z.object({ done: z.int() }) },
} as const
