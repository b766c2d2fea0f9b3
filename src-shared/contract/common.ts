import { z } from 'zod'
import { LaneName } from '../lane'
import { PickSelection } from '../picks'
import { BatchId, TaskId } from '../task'

export const Nothing = z.object({})
export const Done = z.object({})
export const OfBatch = z.object({ batchId: BatchId })
export const Lane = z.union([LaneName, z.literal('auto')])
/** A task as the window knew it: refused as stale if it has changed since. */
export const TaskRef = z.object({ id: TaskId, version: z.int() })
/** Which tasks a command is for: some that were picked, a pick that main keeps, a group of dead letters, or all of a batch that can. */
export const Selection = z.union([
  PickSelection,
  z.object({ tasks: z.array(TaskRef).min(1).max(10_000) }),
  z.object({ deadGroup: z.string(), batchId: BatchId.nullable() }),
  z.object({ batchId: BatchId }),
])
export type Selection = z.infer<typeof Selection>
/** How many it was done to, how many had moved on meanwhile, and the token that takes it back for the next 30 s. */
export const Bulk = z.object({ done: z.int(), skipped: z.int(), undo: z.string().nullable() })
/** Target of new work; where the provider is left out, the default one. */
export const Target = z.object({
  lane: Lane,
  providerId: z.string().optional(),
  model: z.string().trim().min(1).max(200).optional(),
})
