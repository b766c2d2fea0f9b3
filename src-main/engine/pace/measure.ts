import { greatestBurst, type Moment, refillRate } from './refused-bucket'

/** Held after the first refusal that names no time: long enough that what comes meanwhile can be counted. */
const firstHoldMs = 1_000
/** Where one refusal follows another: a window of a minute may be used up, and this finds its end. */
const holdMs = (inARow: number) => Math.min(firstHoldMs * 2 ** (inARow - 1), inARow < 12 ? 8_000 : 30_000)
/** The pace is kept this far into a timer's lateness: what a late timer missed is made up for. */
const burstMs = 100
/** Calls between two refusals that tell the rate to one in a hundred. */
const enoughCalls = 100
/**
 * How far apart, as shares of it, the bounds of a rate are that is sure, and the most that they may be. What is asked for begins at the lower
 * one and is at the upper one after `patience` / doubt calls, so a refusal comes about then, and each makes the doubt that much smaller.
 */
const leastDoubt = 0.03
const mostDoubt = 0.5
const patience = 16
/** The most doubt after an outage. */
const calmDoubt = 0.1
/** Of the rate, with one call. */
const mostGrowth = 0.02
/** Of a pace that a provider which keeps next to nothing for later refused; a call. */
const sliceGrowth = 0.0001
/** A rate that was found to be the same so many times is put to the test ever more rarely, by ever smaller steps. */
const mostConfirmed = 2
/** Of the rate in use, at the first refusal and at one that tells no rate. */
const firstDecrease = 0.7
const decrease = 0.9
const keptRefusals = 32
const keptStarts = 1_000
const paceCalls = 20
/** A bucket that holds no more than comes in this time is taken for a slice. */
const sliceMs = 5_000
const recentMs = 10_000
/** A call may reach the provider sooner or later than another one by as long as a refusal takes, up to this. */
const mostSpreadMs = 250
/** So many calls should have come through, and none did: the provider does not refill all the time. */
const dryCalls = 4
/** While the rate is looked for, calls that leave before a refusal can have come back. */
const blindCalls = 3

/** Calls a ms, and how many of them at once. */
export type ToldRate = { readonly perMs: number; readonly burst: number }

/** A refusal: at that moment the provider's bucket was empty. */
type Empty = Moment & { readonly heldUntil: number }

/**
 * The rate a provider allows without saying so. Between two refusals both of which met an empty bucket, as many calls were accepted as it
 * refilled, so their number by the time is the rate, to one call. Before there are two, the pace is a guess that falls by a factor and
 * rises until the next refusal; after, it begins a little below the rate and rises slowly, so that a limit that grew is found.
 */
export type Measure = {
  readonly waitMs: (now: number) => number
  readonly started: (now: number, seq: number) => void
  /** It never went out, or was turned away without being counted. */
  readonly uncounted: (seq: number) => void
  readonly accepted: (now: number, seq: number) => void
  /** `told`: what headers tell of, though it did not explain this refusal; null where they tell nothing. */
  readonly refused: (
    now: number,
    call: { readonly at: number; readonly seq: number },
    retryAfterMs: number | null,
    told: ToldRate | null,
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
  let found = known // what is thought that it allows: what was measured, or more where more came through
  let measuredPerMs = known
  let rate = known === null ? null : known * (1 - leastDoubt)
  let level = 1
  let at = from
  let holdUntil = Number.NEGATIVE_INFINITY
  let heldSeq = -1 // calls up to this one had left before the hold
  let lastSeq = -1
  let lastStart = 0
  let isWaitedFor = false // the last call left as soon as the pace let it
  let refusalMs = 1 // how long the provider took for the last one
  let refusedInARow = 0
  let doubt = leastDoubt
  let growth = leastDoubt ** 2 / patience // of the rate, with each call
  let confirmed = 0
  let keepsMs = 0
  let raisedSeq = -1
  let wasOut = false
  let isDrySpell = false
  let overAt = Number.NEGATIVE_INFINITY
  let empties: Empty[] = []
  let voids: number[] = []
  let lastStarts: number[] = []
  let starts: Moment[] = [] // of calls that were accepted, or may be still

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
  /** Whether more came through than such a limit lets through: where a header says no window, a minute is only a guess. */
  function isDisproved({ perMs, burst }: ToldRate, now: number): boolean {
    const first = starts[0]
    return first !== undefined && starts.length > 1.2 * (burst + (now - first.at) * perMs) + blindCalls
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

  /** Whether it was refused all the time between the two, though several calls should have come through: it counts in windows. */
  function isDry(a: Empty, b: Empty): boolean {
    return found !== null && found * (b.at - a.at) >= dryCalls && acceptedBetween(a, b) === 0
  }

  /** From the last refusals, as far back as there are enough calls between them and the provider was the same. */
  function estimate(): { readonly perMs: number; readonly calls: number; readonly keepsMs: number } | null {
    const last = empties.at(-1)
    if (!last) return null
    let calls = 0
    let ms = 0
    let askedMs = 0
    let first = empties.length - 1
    for (; first > 0 && calls < enoughCalls; first--) {
      const [a, b] = [empties[first - 1], empties[first]]
      if (!a || !b) break
      const [n, t] = [acceptedBetween(a, b), b.at - a.at]
      const asked = Math.max(1, b.at - Math.max(a.at, a.heldUntil)) // where nothing was asked for, little came through
      if (
        calls >= 5 &&
        t > 0 &&
        ((n - 2) / t > (1.3 * (calls + 2)) / askedMs || (n + 2) / asked < (0.7 * (calls - 2)) / ms)
      )
        break
      calls += n
      ms += t
      askedMs += asked
    }
    if (calls < 4 || ms <= 0) return null
    const perMs = refillRate(starts, empties.slice(first), calls / ms, Math.min(refusalMs, mostSpreadMs))
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
      if (lastStarts.length > 2 * keptStarts) lastStarts = lastStarts.slice(-keptStarts)
      if (starts.length > 2 * keptStarts) starts = starts.slice(-keptStarts)
    },
    uncounted: (seq) => {
      strike(seq)
      level = Math.min(capacity(), level + 1)
    },
    accepted: (now, seq) => {
      refill(now)
      if (seq > heldSeq) refusedInARow = 0
      if (rate === null || !isWaitedFor || seq <= raisedSeq) return // that it was kept to proves nothing
      rate *= 1 + Math.min(growth, mostGrowth)
      if (found === null || rate < found * (1 + doubt)) return
      found = rate // it does allow that much, so what was thought of it is out of date
      doubt = Math.min(2 * doubt, mostDoubt)
      growth = doubt ** 2 / patience
      raisedSeq = lastSeq // those on their way left at the rate of before
    },
    refused: (now, { at: startedAt, seq }, retryAfterMs, toldRate) => {
      refill(now)
      strike(seq)
      const told = toldRate && !isDisproved(toldRate, now) ? toldRate.perMs : null
      const sameWave = seq <= heldSeq
      const empty: Empty = { at: startedAt, seq, heldUntil: startedAt }
      const newest = empties.at(-1)
      if (!sameWave) isDrySpell = newest !== undefined && isDry(newest, empty)
      if (newest && (sameWave || isDrySpell)) empties = [...empties.slice(0, -1), later(newest, empty)]
      else empties = [...empties, empty].slice(-keptRefusals)
      const oldest = empties[0]
      if (oldest) voids = voids.filter((some) => some >= oldest.seq)
      if (retryAfterMs !== null) holdUntil = Math.max(holdUntil, now + retryAfterMs)
      level = Math.min(level, 0)
      if (sameWave) return

      heldSeq = lastSeq
      refusalMs = Math.max(1, now - startedAt)
      if (found === null && told !== null) found = rate = told // so many, but not all at once
      const measured = isDrySpell ? null : estimate()
      if (isDrySpell && found !== null) {
        rate = Math.min(rate ?? found, found) // it tells when there is something again, and not how much
      } else if (measured) {
        const sure = measured.calls >= enoughCalls
        const before = found
        found = measuredPerMs = measured.perMs
        const pace = Math.min(paceBefore(startedAt), 2 * found)
        const isSame = sure && before !== null && Math.abs(before - found) < leastDoubt * found
        confirmed = isSame ? Math.min(confirmed + 1, mostConfirmed) : 0
        keepsMs = Math.max(isSame ? keepsMs : 0, measured.keepsMs) // what it was seen to keep may be long ago
        const blurred = 2 + found * Math.min(refusalMs, mostSpreadMs) // calls that another one may have overtaken on its way
        const moved = before === null ? 0 : Math.abs(Math.log(found / before)) / 2 // two findings that differ leave a doubt
        doubt = Math.min(Math.max(blurred / measured.calls, moved, leastDoubt / 2 ** confirmed), mostDoubt)
        rate = found * (1 - doubt / 2)
        growth = doubt ** 2 / patience
        if (keepsMs < sliceMs) {
          // It keeps next to nothing for later, as slices of a second do: the pace that it refused tells more than what came through.
          rate = Math.max(rate, (sure ? 0.98 : 0.97) * Math.min(pace, 1.2 * found))
          found = measuredPerMs = Math.max(found, rate)
          growth = sure ? sliceGrowth / 2 ** confirmed : Math.min(0.03, Math.max(growth, 0.3 / measured.calls))
        }
        if (told !== null && !sure) rate = found = Math.max(rate, 0.965 * told)
      } else if (refusedInARow === 0) {
        const before = rate ?? recentRate(now)
        found = measuredPerMs ?? found // what came through above it had gathered there, and is used up
        if (found === null) rate = before * firstDecrease
        else rate = before > 1.03 * found ? found : before * decrease
        if (found === null) rate = Math.min(rate, Math.max(blindCalls / refusalMs, 1 / firstHoldMs))
        growth = found === null ? 0.08 : 0.003 // doubled with some ten calls until there is a second refusal
        doubt = leastDoubt
      }
      if (retryAfterMs === null) {
        const first = refusedInARow === 0
        const forMs = first ? (found === null ? firstHoldMs : 0) : holdMs(refusedInARow)
        holdUntil = Math.max(holdUntil, now + forMs)
      }
      const last = empties.at(-1)
      if (last) empties = [...empties.slice(0, -1), { ...last, heldUntil: Math.max(now, holdUntil) }]
      level = found === null ? 0 : -Math.max(0.5, (rate ?? 0) * Math.min(refusalMs, mostSpreadMs))
      refusedInARow += 1
    },
    over: (now) => {
      if (now - overAt < 1_000) return
      overAt = now
      refill(now)
      rate = (rate ?? recentRate(now)) * decrease
      level = Math.min(level, 0)
    },
    interrupt: () => {
      empties = []
      wasOut = true
    },
    empty: (now) => {
      refill(now)
      level = Math.min(level, 0)
      holdUntil = Number.NEGATIVE_INFINITY
      refusedInARow = 0
      if (!wasOut) return
      wasOut = false
      // What gathered meanwhile comes through as well, and is no proof of a higher rate.
      doubt = Math.min(doubt, calmDoubt)
      growth = Math.min(growth, doubt ** 2 / patience)
    },
    ratePerMs: () => rate,
    foundPerMs: () => found,
  }
}

function later(a: Empty | undefined, b: Empty): Empty {
  return { ...(a && a.seq > b.seq ? a : b), heldUntil: Math.max(a?.heldUntil ?? b.heldUntil, b.heldUntil) }
}
