import type { EpochMs } from '#shared/task'
import type { Cursor } from './candidates'
import type { Slice } from './purge-slice'

/** How long a slice may hold the main thread, in ms: half a frame. */
export const sliceMs = 5
const fewest = 4
const most = 400

/** One kind of removal: the write of a slice, and from where to where it goes. */
export type Removal = {
  readonly slice: (after: Cursor, before: EpochMs, limit: number, now: EpochMs) => Slice
  readonly from: Cursor
  readonly before: EpochMs
}
export type Removed = {
  readonly done: number
  /** Whoever removes next may begin here: everything that ended earlier is removed. */
  readonly upTo: Cursor
}
type Parts = {
  /** The group commit: each slice shares a transaction with whatever else is written in its turn. */
  readonly run: <T>(write: () => T) => Promise<T>
  readonly now: () => EpochMs
  /** Milliseconds of a clock that never goes back. */
  readonly elapsed: () => number
  readonly signal: AbortSignal
  readonly tell: (done: number) => void
}

/** Removes in slices of a few milliseconds, each a transaction of its own, with a turn of the event loop between them. Stops between slices
 *  when the signal says so; what was removed stays removed. */
export async function purge(
  { slice, from, before }: Removal,
  { run, now, elapsed, signal, tell }: Parts,
): Promise<Removed> {
  let next: Cursor | null = from
  let stayed: Cursor | null = null
  let [done, limit] = [0, fewest * 4]
  while (next !== null && !signal.aborted) {
    const after = next
    let took = 0
    const size = limit
    const result = await run(() => {
      const startedAt = elapsed()
      const written = slice(after, before, size, now())
      took = elapsed() - startedAt
      return written
    })
    done += result.done
    stayed ??= result.stayed
    next = result.next
    limit = nextLimit(size, took)
    if (result.done > 0) tell(done)
    await turn()
  }
  return { done, upTo: justBefore(stayed ?? next ?? { at: before, id: 0 }) }
}

/** As many rows as fit the time, going by how long the last slice took; never more than twice as many at once. */
export function nextLimit(limit: number, tookMs: number): number {
  const fitting = tookMs <= 0 ? limit * 2 : Math.floor((limit * sliceMs * 0.8) / tookMs)
  return Math.max(fewest, Math.min(most, limit * 2, fitting))
}

const justBefore = ({ at, id }: Cursor): Cursor =>
  id > 0 ? { at, id: id - 1 } : { at: at - 1, id: Number.MAX_SAFE_INTEGER }

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
