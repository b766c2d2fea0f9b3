import type { TaskId } from '#shared/task'

/** Which task sits in which slot: one that runs on keeps its seat, new ones take the first that is free. */
export function seatTasks(
  known: readonly (TaskId | null)[],
  running: readonly TaskId[],
  concurrency: number,
): (TaskId | null)[] {
  const count = Math.max(concurrency, running.length) // a lane that was narrowed still runs what it had
  const seats = Array.from({ length: count }, (_, seat) => {
    const id = known[seat] ?? null
    return id !== null && running.includes(id) ? id : null
  })
  const standing = running.filter((id) => !seats.includes(id))
  return seats.map((id) => id ?? standing.shift() ?? null)
}
