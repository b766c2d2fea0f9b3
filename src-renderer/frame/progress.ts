import { type Counts, settled, total } from '#shared/batch'
import type { LaneView } from '#shared/overview'
import type { Progress } from '../ui/ProgressBar'

/** A batch's counts as the parts of its bar; of what runs, the slots tell the lanes. */
export function progressOf(
  counts: Counts,
  held: number,
  lanes: readonly LaneView[] = [],
  batchName?: string,
): Progress {
  const busyIn = (lane: LaneView['name']) =>
    lanes.find(({ name }) => name === lane)?.slots.filter((slot) => !batchName || slot.batchName === batchName).length
  const fast = busyIn('fast') ?? counts.running
  const heavy = busyIn('heavy') ?? 0
  const busy = Math.max(1, fast + heavy)
  return {
    total: total(counts),
    done: counts.succeeded + counts.cancelled,
    fast: (counts.running * fast) / busy,
    heavy: (counts.running * heavy) / busy,
    waiting: counts.backing_off + held, // what is scheduled was asked for, and is never amber,
    dead: counts.dead,
  }
}

/** Whether nothing of it will move by itself any more. */
export const isOver = (counts: Counts): boolean => total(counts) > 0 && settled(counts) === total(counts)
