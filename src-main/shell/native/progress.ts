import type { BatchId } from '#shared/task'
import type { BatchStanding, Standing } from './standing'

/** What the Dock or the taskbar shows of work in hand; null where there is none. */
export type Progress = { readonly done: number; readonly mode: 'normal' | 'paused' } | null // done: 0 to 1

type Ended = Pick<BatchStanding, 'answered' | 'dead' | 'cancelled'>

/**
 * How far all the batches are together that have something to do now; those that only wait for a time that was set do not count.
 * @param before what of a batch had ended before its present work began
 */
export function progressOf(standing: Standing, before: (id: BatchId) => Ended): Progress {
  let [done, all] = [0, 0]
  for (const [id, batch] of standing.batches) {
    if (batch.moving === 0) continue
    const ended = endedOf(batch) - endedOf(before(id))
    done += ended
    all += ended + batch.moving
  }
  return all === 0 ? null : { done: done / all, mode: standing.still.length > 0 ? 'paused' : 'normal' }
}

/** Whether it is worth telling the system: a bar of some hundred pixels shows no less. */
export function looksTheSame(a: Progress, b: Progress): boolean {
  if (a === null || b === null) return a === b
  return a.mode === b.mode && Math.abs(a.done - b.done) < 0.005
}

const endedOf = ({ answered, dead, cancelled }: Ended) => answered + dead + cancelled
