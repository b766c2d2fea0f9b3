/** Held after the first refusal that names no time: long enough that what comes meanwhile can be counted. */
const firstHoldMs = 1_000
/** Where one refusal follows another: a window of a minute may be used up, and this finds its end. */
const holdMs = (inARow: number) => Math.min(firstHoldMs * 2 ** (inARow - 1), inARow < 12 ? 8_000 : 30_000)
/** The pace is kept this far into a timer's lateness: what a late timer missed is made up for. */
const burstMs = 100
/** Calls between two refusals that tell the rate to one in a hundred. */
const enoughCalls = 100
/** Kept to of a rate that is sure; with `slowGrowth` a call it is exceeded again after some two hundred, so that refusals stay below 1 %. */
const belowFound = 0.97
/** Kept to of a rate that a few calls tell: it may be off by a twentieth, and every refusal costs more than a pace that is a little slow. */
const belowGuess = 0.95
const slowGrowth = 0.0003
/** Of the rate in use, at the first refusal and at one that tells no rate. */
const firstDecrease = 0.7
const decrease = 0.9
const keptRefusals = 32
const keptStarts = 1_000
const paceCalls = 20
/** A bucket that holds no more than comes in this time is taken for a slice. */
const sliceMs = 5_000
const recentMs = 10_000
/** While the rate is looked for, calls that leave before a refusal can have come back. */
const blindCalls = 3

/** A refusal: at that moment the provider's bucket was empty. `seq`: how many calls had left by then. */
type Empty = { readonly at: number; readonly seq: number }

/**
 * The rate a provider allows without saying so. Between two refusals both of which met an empty bucket, as many calls were accepted as it
 * refilled, so their number by the time is the rate, to one call. Before there are two, the pace is a guess that falls by a factor and
 * rises until the next refusal; after, it stays a little below the rate and rises slowly, so that a limit that grew is found.
 */
export type Measure = {
  readonly waitMs: (now: number) => number
  readonly started: (now: number, seq: number) => void
  /** It never went out, or was turned away without being counted. */
  readonly uncounted: (seq: number) => void
  readonly accepted: (now: number, seq: number) => void
  /** `told`: calls a ms that headers tell of, though they did not explain this refusal; null where they tell nothing. */
  readonly refused: (
    now: number,
    call: { readonly at: number; readonly seq: number },
    retryAfterMs: number | null,
    told: number | null,
  ) => void
  /** Served, but above the limit. */
  readonly over: (now: number) => void
  /** The provider was out: what lies between is no measure. */
  readonly interrupt: () => void
  readonly empty: (now: number) => void
  /** Calls a ms that are let go now; null: as many as there are. */
  readonly ratePerMs: () => number | null
  /** Calls a ms that the provider was found to allow; null before two refusals. */
  readonly foundPerMs: () => number | null
}

export function createMeasure(from: number, known: number | null): Measure {
  let found = known // what was measured
  let rate = known === null ? null : known * belowFound
  let level = 1
  let at = from
  let holdUntil = Number.NEGATIVE_INFINITY
  let heldSeq = -1 // calls up to this one had left before the hold
  let lastSeq = -1
  let lastStart = 0
  let isWaitedFor = false // the last call left as soon as the pace let it
  let refusalMs = 1 // how long the provider took for the last one
  let refusedInARow = 0
  let growth = slowGrowth // of the rate, with each call
  let sinceRefusal = 0
  let overAt = Number.NEGATIVE_INFINITY
  let empties: Empty[] = []
  let voids: number[] = []
  let lastStarts: number[] = []
  let starts: Empty[] = [] // of calls that were accepted, or may be still

  const capacity = () => 1 + (rate ?? 0) * burstMs
  function refill(now: number) {
    if (now <= at) return
    if (rate !== null) level = Math.min(capacity(), level + (now - at) * rate)
    at = now
  }
  function recentRate(now: number): number {
    const recent = starts.filter((some) => some.at > now - recentMs)
    const first = recent[0]
    return first === undefined ? 1 / firstHoldMs : recent.length / Math.max(250, now - first.at)
  }
  /** Of the calls just before, refused or not. */
  function paceBefore(until: number): number {
    const before = lastStarts.filter((some) => some < until).slice(-paceCalls)
    const first = before[0]
    return first === undefined ? 0 : before.length / (until - first)
  }
  function strike(seq: number) {
    voids.push(seq)
    if (voids.length > 2 * keptStarts) voids = voids.slice(-keptStarts)
    const index = starts.findLastIndex((some) => some.seq === seq)
    if (index >= 0) starts.splice(index, 1)
  }
  function acceptedBetween(a: Empty, b: Empty): number {
    return Math.max(0, b.seq - a.seq - 1 - voids.filter((seq) => seq > a.seq && seq < b.seq).length)
  }

  /** From the last refusals, as far back as there are enough calls between them and the provider was the same. */
  function estimate(): { readonly perMs: number; readonly calls: number; readonly keepsMs: number } | null {
    const last = empties.at(-1)
    if (!last) return null
    let calls = 0
    let ms = 0
    let first = empties.length - 1
    for (; first > 0 && calls < enoughCalls; first--) {
      const [a, b] = [empties[first - 1], empties[first]]
      if (!a || !b) break
      const [n, t] = [acceptedBetween(a, b), b.at - a.at]
      if (calls >= 5 && t > 0 && ((n - 2) / t > (1.3 * (calls + 2)) / ms || (n + 2) / t < (0.7 * (calls - 2)) / ms))
        break
      calls += n
      ms += t
    }
    if (calls < 4 || ms <= 0) return null
    const perMs = refillRate(starts, empties.slice(first), calls / ms)
    return { perMs, calls, keepsMs: greatestBurst(starts, perMs) / perMs }
  }

  return {
    waitMs: (now) => {
      refill(now)
      let hold = Math.max(0, Math.ceil(holdUntil - now))
      // After refusals in a row one call goes first, until it would have been refused as well.
      if (refusedInARow > 1 && lastSeq > heldSeq) hold = Math.max(hold, Math.ceil(lastStart + 3 * refusalMs - now))
      if (rate === null || level >= 1 - 1e-6) return hold
      return Math.max(hold, Math.ceil((1 - level) / rate))
    },
    started: (now, seq) => {
      refill(now)
      isWaitedFor = level <= 1 + ((rate ?? 0) * burstMs) / 2
      level -= 1
      lastSeq = seq
      lastStart = now
      if (rate === null) level = 0
      starts.push({ at: now, seq })
      lastStarts.push(now)
      if (lastStarts.length > 8 * paceCalls) lastStarts = lastStarts.slice(-2 * paceCalls)
      if (starts.length > 2 * keptStarts) starts = starts.slice(-keptStarts)
    },
    uncounted: (seq) => {
      strike(seq)
      level = Math.min(capacity(), level + 1)
    },
    accepted: (now, seq) => {
      refill(now)
      sinceRefusal += 1
      if (seq > heldSeq) refusedInARow = 0
      if (rate === null || !isWaitedFor) return // that it was kept to proves nothing
      rate *= 1 + Math.min(growth * (1 + (sinceRefusal / 300) ** 2), 0.02)
      if (found !== null && rate > found * 1.25) found = rate // it does allow that much
    },
    refused: (now, { at: startedAt, seq }, retryAfterMs, told) => {
      refill(now)
      strike(seq)
      const sameWave = seq <= heldSeq
      const empty = { at: startedAt, seq }
      if (sameWave && empties.length > 0) empties = [...empties.slice(0, -1), later(empties.at(-1), empty)]
      else empties = [...empties, empty].slice(-keptRefusals)
      const oldest = empties[0]
      if (oldest) voids = voids.filter((some) => some >= oldest.seq)
      if (retryAfterMs !== null) holdUntil = Math.max(holdUntil, now + retryAfterMs)
      level = Math.min(level, 0)
      if (sameWave) return

      heldSeq = lastSeq
      refusalMs = Math.max(1, now - startedAt)
      if (found === null && told !== null) found = rate = told // so many, but not all at once
      const measured = estimate()
      if (measured) {
        found = measured.perMs
        const sure = measured.calls >= enoughCalls
        rate = found * (sure ? belowFound : belowGuess)
        growth = sure ? slowGrowth : Math.min(0.03, Math.max(0.0005, 0.5 / measured.calls ** 2))
        const pace = paceBefore(startedAt)
        if (measured.keepsMs < sliceMs) {
          // It keeps next to nothing for later, as slices of a second do: the pace that it refused tells more than what came through.
          rate = Math.max(rate, (sure ? 0.98 : belowFound) * Math.min(pace, 1.2 * found))
          found = Math.max(found, rate)
          growth = sure ? slowGrowth / 3 : Math.min(0.03, Math.max(growth, 0.3 / measured.calls))
        }
        if (told !== null && !sure) rate = found = Math.max(rate, 0.965 * told)
      } else if (refusedInARow === 0) {
        const before = rate ?? recentRate(now)
        if (found === null) rate = before * firstDecrease
        else rate = before > 1.03 * found ? found : before * decrease // what had gathered there is used up
        if (found === null) rate = Math.min(rate, Math.max(blindCalls / refusalMs, 1 / firstHoldMs))
        growth = found === null ? 0.08 : 0.003 // doubled with some ten calls until there is a second refusal
      }
      sinceRefusal = 0
      if (retryAfterMs === null) {
        const first = refusedInARow === 0
        const forMs = first ? (found === null ? firstHoldMs : 0) : holdMs(refusedInARow)
        holdUntil = Math.max(holdUntil, now + forMs)
      }
      level = found === null ? 0 : -0.5
      refusedInARow += 1
    },
    over: (now) => {
      if (now - overAt < 1_000) return
      overAt = now
      refill(now)
      rate = (rate ?? recentRate(now)) * decrease
      level = Math.min(level, 0)
      sinceRefusal = 0
    },
    interrupt: () => {
      empties = []
    },
    empty: (now) => {
      refill(now)
      level = Math.min(level, 0)
      holdUntil = Number.NEGATIVE_INFINITY
      refusedInARow = 0
    },
    ratePerMs: () => rate,
    foundPerMs: () => found,
  }
}

function later(a: Empty | undefined, b: Empty): Empty {
  return a && a.seq > b.seq ? a : b
}

/**
 * The rate at which a bucket that was empty at each of these moments was refilled, given the calls that it let through. Calls by time would be it
 * if the bucket had never been full in between, when what it was refilled with is lost; how much it holds is told by the greatest burst
 * that it let through.
 * @param atLeast calls by time
 */
function refillRate(accepted: readonly Empty[], empties: readonly Empty[], atLeast: number): number {
  const [first, last] = [empties[0], empties.at(-1)]
  const oldest = accepted[0]
  if (!first || !last || !oldest || oldest.at > first.at) return atLeast
  const between = accepted.filter((some) => some.seq > first.seq && some.seq < last.seq)
  const levelAtEnd = (perMs: number): number => {
    const capacity = greatestBurst(accepted, perMs)
    let level = 0
    let at = first.at
    for (const call of between) {
      level = Math.min(capacity, level + (call.at - at) * perMs) - 1
      at = call.at
    }
    return Math.min(capacity, level + (last.at - at) * perMs)
  }
  let [low, high] = [atLeast, atLeast * 2]
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2
    if (levelAtEnd(middle) < 0.5) low = middle
    else high = middle
  }
  return low
}

function greatestBurst(accepted: readonly Empty[], perMs: number): number {
  let most = 1
  let burst = 0
  let at = accepted[0]?.at ?? 0
  for (const call of accepted) {
    burst = Math.max(0, burst - (call.at - at) * perMs) + 1
    at = call.at
    most = Math.max(most, burst)
  }
  return most
}
