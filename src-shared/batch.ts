import { z } from 'zod'
import { BatchId, EpochMs, StateKind } from './task'

export const Counts = z.record(StateKind, z.int().nonnegative())
export type Counts = z.infer<typeof Counts>

export const Batch = z.object({
  id: BatchId,
  name: z.string(),
  kind: z.enum(['import', 'compose', 'sample']),
  createdAt: EpochMs,
  counts: Counts,
  held: z.int().nonnegative(), // of the queued, those behind a closed gate
})
export type Batch = z.infer<typeof Batch>

export const emptyCounts: Counts = {
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
