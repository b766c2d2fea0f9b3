import type { EpochMs } from '#shared/task'
import type { DueWork } from '../ports'
import type { Fired, Schedules } from './schedules'

/** After a firing could not be stored, it is tried again this much later. */
export const retryMs = 5_000

type Parts = {
  readonly now: () => EpochMs
  /** There is new work in the lanes. */
  readonly wake: () => void
  readonly onFired?: (fired: readonly Fired[]) => void
  /** The store did not take a firing; it is still due. */
  readonly onTrouble?: (error: unknown) => void
}

/** Schedules as the engine's one timer knows them. */
export function scheduleWork(schedules: Pick<Schedules, 'nextDueAt' | 'fireDue'>, parts: Parts): DueWork {
  let failedAt: EpochMs | null = null
  return {
    nextDueAt() {
      const at = schedules.nextDueAt()
      if (at === null || failedAt === null) return at
      const setBack = parts.now() < failedAt
      return setBack ? at : Math.max(at, failedAt + retryMs)
    },
    async run(now) {
      try {
        const fired = await schedules.fireDue(now)
        failedAt = null
        if (fired.length === 0) return
        parts.wake()
        parts.onFired?.(fired)
      } catch (error) {
        failedAt = now
        parts.wake() // other schedules may have fired
        parts.onTrouble?.(error)
      }
    },
  }
}
