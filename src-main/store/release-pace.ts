import type { ReleasePace } from '#shared/release'
import type { EpochMs } from '#shared/task'

/** So many letters of a pace by the minute go together: one, or what a second's worth comes to. */
const together = (perMinute: number) => Math.ceil(perMinute / 60)

/** How long after a step the next one is, ms. By the minute: as many go as are in one step, so no minute has more than it says. */
export const intervalOf = (pace: ReleasePace): number =>
  pace.kind === 'per_minute' ? Math.ceil((together(pace.n) * 60_000) / pace.n) : 0

/** How many may go in one step. @param out of those that were released before, how many have not ended */
export function roomOf(pace: ReleasePace, out: number): number {
  if (pace.kind === 'per_minute') return together(pace.n)
  return pace.kind === 'together' ? Math.max(0, pace.n - out) : Number.POSITIVE_INFINITY
}

/** When the next of them may go; null while they wait for others to end, or none is left. */
export function nextAtOf(
  { pace, dueAt }: { readonly pace: ReleasePace | null; readonly dueAt: EpochMs | null },
  left: number,
  out: number,
): EpochMs | null {
  return pace === null || left === 0 || roomOf(pace, out) === 0 ? null : dueAt
}
