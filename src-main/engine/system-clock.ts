import { longestDelayMs } from '#shared/lane'
import type { Clock } from './ports'

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), longestDelayMs))
    return () => clearTimeout(timer)
  },
}
