import type { Clock } from './ports'

/** A clock for tests, moved by hand. Timers fire in the order of their moments, each at its own. */
export function manualClock(start = 1_700_000_000_000) {
  let now = start
  let timers: { at: number; callback: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    timer(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  return {
    ...clock,
    /** The moments of the timers that are set. */
    pending: () => timers.map(({ at }) => at).sort((a, b) => a - b),
    /** Moves on by `ms`, firing what comes due. Work that timers start is awaited through `settle`. */
    async advance(ms: number, settle: () => Promise<void> = async () => {}) {
      const target = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.callback()
        await settle()
      }
      now = target
    },
  }
}
export type ManualClock = ReturnType<typeof manualClock>
