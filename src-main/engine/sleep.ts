import type { EpochMs } from '#shared/task'
import type { Clock } from './ports'
import type { RunningCall } from './running-call'

/** A sleep as long as this may have broken what was in flight without a word: what is still silent so long after it is given up. */
const longSleepMs = 60_000
const silentMs = 30_000
/** Timers that fire so long after the machine was to sleep say that it did not, or that nobody told us when it woke. */
const fallAsleepMs = 10_000

type Parts = { readonly clock: Clock; readonly inFlight: () => readonly RunningCall[] }

/** The machine's sleep: while it is about to, nothing may be sent; after a long one, calls whose sockets died are given up. */
export function createSleep({ clock, inFlight }: Parts) {
  /** When it said that it goes to sleep; null while it is awake. */
  let since: { readonly wall: EpochMs; readonly monotonic: number } | null = null

  function wake() {
    if (!since) return
    const sleptMs = clock.now() - since.wall
    since = null
    if (sleptMs < longSleepMs) return
    const calls = inFlight()
    clock.timer(silentMs, () => {
      for (const call of calls) call.abort('asleep') // those that ended meanwhile do not hear it
    })
  }

  return {
    asleep: () => since !== null,
    begin() {
      since = { wall: clock.now(), monotonic: clock.monotonic() }
    },
    /** It woke, or somebody did something, which is proof enough. */
    wake,
    /** When a timer is to ask whether it slept at all; null while it is awake. */
    nextDueAt: (): EpochMs | null =>
      since && clock.now() + Math.max(0, fallAsleepMs - (clock.monotonic() - since.monotonic)),
    /** A timer fired. True when that says that it is awake again. */
    onTimer(): boolean {
      if (!since) return false
      const passedMs = Math.max(clock.now() - since.wall, clock.monotonic() - since.monotonic)
      if (passedMs < fallAsleepMs) return false // it is still about to sleep
      wake()
      return true
    },
  }
}
