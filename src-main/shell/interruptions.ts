import type { Interruptions } from '#shared/overview'
import type { EpochMs } from '#shared/task'

/** A shorter sleep breaks no connection. */
const worthTellingMs = 60_000
/** By then whoever came back has seen it. */
const newsForMs = 10 * 60_000

/** What interrupted the work, for as long as it is news. */
export function createInterruptions(now: () => EpochMs) {
  let diedAt: EpochMs | null = null
  let asleepSince: EpochMs | null = null
  let slept: Interruptions['slept'] = null
  return {
    /** The last run died with work in flight, about then. */
    died(at: EpochMs | null): void {
      diedAt = at
    },
    fallsAsleep(): void {
      asleepSince = now()
    },
    wakes(): void {
      const to = now()
      if (asleepSince !== null && to - asleepSince >= worthTellingMs) slept = { from: asleepSince, to }
      asleepSince = null
    },
    read: (): Interruptions => ({ diedAt, slept: slept !== null && now() - slept.to < newsForMs ? slept : null }),
  }
}
export type InterruptionsLog = ReturnType<typeof createInterruptions>
