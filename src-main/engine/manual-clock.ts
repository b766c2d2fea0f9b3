import type { Clock } from './ports'

/** A clock for tests, moved by hand. Timers fire in the order of their moments, each at its own. */
export function manualClock(start = 1_700_000_000_000) {
  let now = start
  let elapsed = 0
  let timers: { at: number; callback: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    monotonic: () => elapsed,
    timer(ms, callback) {
      const timer = { at: elapsed + Math.max(0, ms), callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  const pass = (ms: number) => {
    elapsed += ms
    now += ms
  }
  return {
    ...clock,
    /** The moments of the timers that are set. */
    pending: () => timers.map(({ at }) => now + at - elapsed).sort((a, b) => a - b),
    /** Sets the wall clock, as a person or a time server does; timers go by the time that passes, and do not notice. */
    jump(ms: number) {
      now += ms
    },
    /** Moves on by `ms`, firing what comes due. Work that timers start is awaited through `settle`. */
    async advance(ms: number, settle: () => Promise<void> = async () => {}) {
      const target = elapsed + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        pass(Math.max(0, next.at - elapsed))
        next.callback()
        await settle()
      }
      pass(target - elapsed)
    },
  }
}
export type ManualClock = ReturnType<typeof manualClock>
