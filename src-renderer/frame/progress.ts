import { type Counts, settled, total } from '#shared/batch'
import type { LaneView } from '#shared/overview'
import type { Progress } from '../ui/ProgressBar'

/** A batch's counts as the parts of its bar. Lanes share what runs as they do over all batches: a batch does not say. */
export function progressOf(counts: Counts, held: number, lanes: readonly LaneView[] = []): Progress {
  const fast = lanes.find(({ name }) => name === 'fast')?.slots.length ?? counts.running
  const heavy = lanes.find(({ name }) => name === 'heavy')?.slots.length ?? 0
  const busy = Math.max(1, fast + heavy)
  return {
    total: total(counts),
    done: counts.succeeded + counts.cancelled,
    fast: (counts.running * fast) / busy,
    heavy: (counts.running * heavy) / busy,
    waiting: counts.backing_off + counts.scheduled + held,
    dead: counts.dead,
  }
}

/** Whether nothing of it will move by itself any more. */
export const isOver = (counts: Counts): boolean => total(counts) > 0 && settled(counts) === total(counts)
