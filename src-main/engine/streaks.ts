import type { EpochMs, GateId, TaskId } from '#shared/task'

/** An outage is believed when so many failures in a row came from so many different tasks: one bad prompt closes no gate. */
const failuresNeeded = 4
const tasksNeeded = 3
/** Failures further apart than this do not belong together. */
const mostApartMs = 60_000

type Streak = { failures: number; lastAt: EpochMs; readonly tasks: Set<TaskId> }

/** Failures in a row at each gate, of one kind. Those that come within `apartMs` of each other count as one. */
export function createStreaks(needed = { failures: failuresNeeded, tasks: tasksNeeded, apartMs: 0 }) {
  const streaks = new Map<GateId, Streak>()
  return {
    /** One more. Once there are enough of them: the tasks that had one, this one included. */
    add(gateId: GateId, taskId: TaskId, now: EpochMs): readonly TaskId[] | null {
      let streak = streaks.get(gateId)
      if (!streak || now - streak.lastAt > mostApartMs) streak = { failures: 0, lastAt: now, tasks: new Set() }
      streaks.set(gateId, streak)
      if (streak.failures === 0 || now - streak.lastAt >= needed.apartMs) streak.failures++
      streak.lastAt = now
      streak.tasks.add(taskId)
      if (streak.failures < needed.failures || streak.tasks.size < needed.tasks) return null
      streaks.delete(gateId)
      return [...streak.tasks]
    },
    end: (gateId: GateId): void => void streaks.delete(gateId),
  }
}
