import type { EpochMs } from '#shared/task'
import type { Clock } from './ports'

/** Timers do not count sleep reliably, and one of 2^31 ms or more fires at once: never sleep longer than this. */
export const longestSleepMs = 60_000
/** A wall clock that moved by so much more or less than time went by has been set, or the machine slept. */
const clockJumpMs = 2_000

type Parts = {
  readonly clock: Clock
  /** The earliest moment that anything waits for, null for nothing. */
  readonly nextDueAt: () => EpochMs | null
  /** Called when it has come; the next moment is asked for once it resolves. */
  readonly onDue: (now: EpochMs) => Promise<void>
  /** The wall clock was set back: what was due soon may now lie far ahead. */
  readonly onSetBack: (now: EpochMs) => void
  /** The timer fired, whether or not anything is due: the machine runs. */
  readonly onAwake: () => void
}

/** The one timer for everything that is due. */
export function createScheduler({ clock, nextDueAt, onDue, onSetBack, onAwake }: Parts) {
  let takeBack: (() => void) | null = null
  let running = false
  let stopped = true
  let seen = { wall: clock.now(), monotonic: clock.monotonic() }

  function lookAtClock() {
    const now = { wall: clock.now(), monotonic: clock.monotonic() }
    const moved = now.wall - seen.wall - (now.monotonic - seen.monotonic)
    seen = now
    if (moved < -clockJumpMs) onSetBack(now.wall)
  }

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
    lookAtClock()
    onAwake()
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
      seen = { wall: clock.now(), monotonic: clock.monotonic() }
      arm()
    },
    /** Something new waits, or the machine woke: ask again. */
    wake() {
      if (!stopped) lookAtClock()
      arm()
    },
    stop() {
      stopped = true
      arm()
    },
  }
}
