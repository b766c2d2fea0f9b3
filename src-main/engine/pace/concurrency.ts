const quietMs = 60_000

/** How many calls at once. Halved when a provider has too many, one more after each quiet minute; grown in steps after an outage. */
export type Concurrency = {
  /** null: as many as the lane has. Never below 1. */
  readonly allowed: (now: number) => number | null
  /** What was found by refusals, without cap and regrowth. */
  readonly measured: (now: number) => number | null
  readonly growing: () => boolean
  readonly setCap: (cap: number | null) => void
  /** Too many at once: `startedAt` is of the call that was told so, `inFlight` counts it still. */
  readonly refused: (now: number, startedAt: number, inFlight: number) => void
  readonly answered: (inFlight: number) => void
  readonly regrow: () => void
}

export function createConcurrency(of: { cap: number | null; measured: number | null; now: number }): Concurrency {
  let { cap, measured } = of
  let enough = measured === null ? Number.POSITIVE_INFINITY : measured * 2 // above which the limit has ceased to bind
  let quietSince = of.now
  let halvedAt = Number.NEGATIVE_INFINITY
  let steps: number | null = null // after a gate opened again

  function found(now: number): number | null {
    if (measured === null) return null
    const minutes = Math.floor((now - quietSince) / quietMs)
    if (minutes > 0) {
      measured += minutes
      quietSince += minutes * quietMs
      if (measured > enough) measured = null
    }
    return measured
  }
  return {
    allowed: (now) => {
      const least = Math.min(cap ?? Infinity, found(now) ?? Infinity, steps ?? Infinity)
      return least === Infinity ? null : Math.max(1, Math.floor(least))
    },
    measured: found,
    growing: () => steps !== null,
    setCap: (next) => {
      cap = next
    },
    refused: (now, startedAt, inFlight) => {
      const before = found(now)
      quietSince = now
      if (startedAt < halvedAt) return // it left before the last halving, which answers it as well
      halvedAt = now
      const used = Math.min(before ?? Infinity, Math.max(1, inFlight))
      enough = Math.max(2 * used, 4)
      measured = Math.max(1, Math.floor(used / 2))
    },
    answered: (inFlight) => {
      if (steps === null) return
      steps += 1 // for each answer: doubled with each round of them
      if (steps > Math.max(4, 3 * inFlight)) steps = null // something else binds
    },
    regrow: () => {
      steps = 1
    },
  }
}
