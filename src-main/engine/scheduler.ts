import type { EpochMs } from '#shared/task'
import type { Clock } from './ports'

/** Timers do not count sleep reliably, and one of 2^31 ms or more fires at once: never sleep longer than this. */
export const longestSleepMs = 60_000

/**
 * The one timer for everything that is due.
 * @param nextDueAt the earliest moment that anything waits for, null for nothing
 * @param onDue called when it has come; the next moment is asked for once it resolves
 */
export function createScheduler(clock: Clock, nextDueAt: () => EpochMs | null, onDue: (now: EpochMs) => Promise<void>) {
  let takeBack: (() => void) | null = null
  let running = false
  let stopped = true

  function arm() {
    takeBack?.()
    takeBack = null
    if (stopped || running) return
    const due = nextDueAt()
    const sleepMs = due === null ? longestSleepMs : Math.min(Math.max(0, due - clock.now()), longestSleepMs)
    takeBack = clock.timer(sleepMs, fire)
  }

  function fire() {
    takeBack = null
    const now = clock.now()
    const due = nextDueAt()
    if (due === null || due > now) return arm()
    running = true
    void onDue(now).finally(() => {
      running = false
      arm()
    })
  }

  return {
    start() {
      stopped = false
      arm()
    },
    /** Something new waits, or the clock moved: ask again. */
    wake: arm,
    stop() {
      stopped = true
      arm()
    },
  }
}
