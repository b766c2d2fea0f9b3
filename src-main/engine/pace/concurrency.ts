const minuteMs = 60_000
const longestQuietMs = 16 * minuteMs
/** One refusal for overload among many answers is chance; so many of the last ones are not. */
const lastEnds = 20
const overloads = 5
/** Overload comes and goes, where too many at once stays too many. */
const afterOverloadMs = 5_000

/** How many calls at once. Halved when a provider has too many, one more after each quiet minute; grown in steps after an outage. */
export type Concurrency = {
  /** null: as many as the lane has. Never below 1. */
  readonly allowed: (now: number) => number | null
  /** What was found by refusals, without cap and regrowth. */
  readonly measured: (now: number) => number | null
  readonly growing: () => boolean
  readonly setCap: (cap: number | null) => void
  /** Told to be too many at once. `startedAt`: of the call that was told so; `inFlight` counts it still. */
  readonly refused: (now: number, startedAt: number, inFlight: number) => void
  /** The provider has too much to do, be it ours or not. Returns whether it is more than a single case. */
  readonly overloaded: (now: number, startedAt: number, inFlight: number) => boolean
  /** `inFlight` counts it still. */
  readonly answered: (inFlight: number) => void
  /** The gate closed: what was refused shortly before and is refused from here on says nothing of how many are too many. */
  readonly closed: () => void
  readonly regrow: (inFlight: number) => void
}

export function createConcurrency(of: { cap: number | null; measured: number | null; now: number }): Concurrency {
  let { cap, measured } = of
  let enough = measured === null ? Infinity : measured * 2 // above which the limit has ceased to bind
  let quietMs = minuteMs
  let quietSince = of.now
  let raisedFrom: number | null = null // was kept to for a quiet time, before there was one more
  let halvedAt = -Infinity
  let steps: number | null = null // after a gate opened again
  let isClosed = false
  let ends: boolean[] = [] // of the last calls: was it overload?
  let beforeOverload: { readonly measured: number | null; readonly enough: number } | null = null

  function found(now: number): number | null {
    for (; measured !== null && now - quietSince >= quietMs; quietSince += quietMs) {
      raisedFrom = measured
      measured += 1
      if (measured > enough) measured = raisedFrom = null
    }
    return measured
  }
  function refused(now: number, startedAt: number, inFlight: number, waitMs = minuteMs) {
    const before = found(now)
    if (startedAt <= halvedAt) return // it left before the last halving, which answers it as well
    quietSince = now
    halvedAt = now
    if (before !== null && raisedFrom !== null && inFlight >= before) {
      measured = raisedFrom // the one more was one too many, and what was there before it is known to be right
      quietMs = Math.min(quietMs * 2, longestQuietMs)
    } else {
      const used = Math.min(before ?? Infinity, Math.max(1, inFlight))
      enough = Math.max(2 * used, 4)
      measured = Math.max(1, Math.floor(used / 2))
      quietMs = waitMs
    }
    raisedFrom = null
  }
  function ended(byOverload: boolean) {
    ends.push(byOverload)
    if (ends.length > lastEnds) ends.shift()
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
    refused: (now, startedAt, inFlight) => refused(now, startedAt, inFlight),
    overloaded: (now, startedAt, inFlight) => {
      if (isClosed) return true
      ended(true)
      if (ends.filter(Boolean).length < overloads) return false
      beforeOverload ??= { measured: found(now), enough }
      refused(now, startedAt, inFlight, afterOverloadMs)
      ends = []
      return true
    },
    answered: (inFlight) => {
      isClosed = false // a gate that closed for a time opens without a probe
      ended(false)
      if (ends.length === lastEnds && !ends.includes(true)) beforeOverload = null
      if (steps === null) return
      steps += 1 // for each answer: doubled with each round of them
      if (steps > Math.max(4, 3 * inFlight)) steps = null // something else binds
    },
    closed: () => {
      isClosed = true
      ends = []
      if (beforeOverload) ({ measured, enough } = beforeOverload)
      beforeOverload = raisedFrom = null
    },
    regrow: (inFlight) => {
      isClosed = false
      steps = inFlight + 1 // a probe may still run
    },
  }
}
