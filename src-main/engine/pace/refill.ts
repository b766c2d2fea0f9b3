import type { LimitReading } from '#shared/limits'

/** Windows that providers count in. */
const usualMs = [1_000, 10_000, 60_000, 3_600_000, 86_400_000]
const minuteMs = 60_000
/** Readings that a rate must have foretold before it is believed. */
const proofs = 3

/** How a limit that headers tell comes back. `capacity`: how many there are when it is full. */
export type Refill = { readonly ratePerMs: number; readonly capacity: number; readonly fixed: boolean }

/**
 * Finds out from readings of one limit how it refills; `startedAt`: when the call left that was answered so. What `limit` counts differs: OpenAI's is a minute's worth, others show the size of
 * their bucket, and the reset is either until that is full again or until a fixed window ends. Two readings tell: on a bucket that refills all
 * the time a smaller remainder takes longer, and by how much is its rate; in a fixed window time runs off whatever is used.
 */
export function createRefill(): { readonly read: (now: number, reading: LimitReading, startedAt: number) => Refill } {
  type Point = { readonly remaining: number; readonly resetMs: number }
  let limit = 0
  let high: Point | null = null
  let low: Point | null = null
  let slope: number | null = null
  let proven = 0
  let fixed = false
  let rising = false // the remainder rose before a window's end: it is not fixed
  let windowEndsAt = Number.NEGATIVE_INFINITY
  let lowest: { readonly remaining: number; readonly readAt: number } | null = null // of this window
  let most = 1

  function forget() {
    high = low = slope = lowest = null
    proven = 0
    fixed = rising = false
    most = 1
    windowEndsAt = Number.NEGATIVE_INFINITY
  }

  function compare(point: Point) {
    if (slope !== null && high && low) {
      const foretold = low.resetMs - (point.remaining - low.remaining) / slope
      // Remainders are whole numbers and resets may be whole seconds.
      const near = Math.abs(foretold - point.resetMs) <= Math.max(0.05 * low.resetMs, 1.5 / slope, 5)
      if (near) proven += 1
      else {
        high = low = slope = null
        proven = 0
      }
    }
    if (!high || point.remaining > high.remaining) high = point
    if (!low || point.remaining < low.remaining) low = point
    const apart = high.remaining - low.remaining
    const rate = apart / (low.resetMs - high.resetMs)
    if (apart >= Math.max(3, 0.05 * limit) && rate > 0 && Number.isFinite(rate)) slope = rate
  }

  return {
    read: (now, reading, startedAt) => {
      if (reading.limit !== null && reading.limit > 0 && reading.limit !== limit) {
        forget()
        limit = reading.limit
      }
      const { remaining, resetMs } = reading
      if (remaining !== null) most = Math.max(most, remaining)
      const full = limit > 0 ? limit : most
      const told = statedRate(reading, full)
      if (remaining !== null && resetMs !== null && resetMs > 0) {
        compare({ remaining, resetMs })
        if (now >= windowEndsAt) lowest = null
        // Of a call that left when the other answer was there: their order is certain.
        else if (lowest && startedAt > lowest.readAt && remaining > lowest.remaining + Math.max(2, 0.02 * full))
          rising = true
        if (!lowest || remaining <= lowest.remaining) lowest = { remaining, readAt: now }
        if (remaining + resetMs * told > 1.1 * full) fixed = true
        windowEndsAt = now + resetMs
      }
      if (slope !== null && proven >= proofs) {
        const rate = snap(slope, full, reading.windowMs)
        const point = low ?? { remaining: 0, resetMs: 0 }
        return { ratePerMs: rate, capacity: Math.max(1, most, point.remaining + point.resetMs * rate), fixed: false }
      }
      const isFixed = fixed && !rising
      const capacity = isFixed
        ? full
        : remaining !== null && resetMs !== null
          ? Math.min(full, Math.max(most, remaining + resetMs * told))
          : Math.max(1, Math.min(full, most))
      return { ratePerMs: told, capacity: Math.max(1, capacity), fixed: isFixed }
    },
  }
}

/** A limit a window where the window is known; else a limit a minute, or what the reset makes of it where that is slower. */
function statedRate({ remaining, resetMs, windowMs }: LimitReading, limit: number): number {
  if (windowMs !== null && windowMs > 0) return limit / windowMs
  const aMinute = limit / minuteMs
  if (remaining === null || resetMs === null || resetMs <= minuteMs || remaining >= limit) return aMinute
  return Math.min(aMinute, (limit - remaining) / resetMs)
}

/** What was seen is some percent off: where that makes a usual window of the limit, it is that one. */
function snap(rate: number, limit: number, windowMs: number | null): number {
  const near = [...(windowMs === null ? [] : [windowMs]), ...usualMs].find(
    (some) => Math.abs(rate - limit / some) <= 0.1 * rate,
  )
  return near === undefined ? rate : limit / near
}
