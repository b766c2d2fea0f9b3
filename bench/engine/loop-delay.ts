import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type LoopDelay, median } from './result'

/** Watches the event loop through several rounds. */
export function loopWatch() {
  const rounds: LoopDelay[] = []
  return {
    /** Runs `work` while the loop is watched. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      const histogram = monitorEventLoopDelay({ resolution: 1 })
      histogram.enable()
      // Its timer must have fired once: a block that nothing precedes is not seen. These milliseconds stay in it, since a reset forgets
      // when the timer fired last.
      await sleep(3)
      try {
        return await work()
      } finally {
        await sleep(3) // likewise for a block that nothing follows
        histogram.disable()
        rounds.push({ p99Ms: histogram.percentile(99) / 1e6, worstMs: histogram.max / 1e6 })
      }
    },
    result: (): LoopDelay => delayOf(rounds),
  }
}
export type LoopWatch = ReturnType<typeof loopWatch>

/** The median of the rounds' 99th percentiles, and the worst of all rounds. */
export const delayOf = (rounds: readonly LoopDelay[]): LoopDelay => ({
  p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
  worstMs: Math.max(...rounds.map(({ worstMs }) => worstMs)),
})
