/** Below this a difference is the rounding of floating point. */
const epsilon = 1e-6

/** A token bucket: refilled all the time, never above its capacity. Its level goes below zero where more was taken than was there. */
export type Bucket = {
  readonly level: (now: number) => number
  readonly capacity: () => number
  readonly ratePerMs: () => number
  /** Whole milliseconds until `amount` may be taken; a larger one than the bucket holds may go when the bucket is full. */
  readonly waitMs: (now: number, amount: number) => number
  readonly take: (now: number, amount: number) => void
  readonly give: (now: number, amount: number) => void
  /** The level, but no less than `least` and no more than `most`. */
  readonly clamp: (now: number, least: number, most: number) => void
  readonly resize: (now: number, ratePerMs: number, capacity: number) => void
}

/** `now` and every time that follows: monotonic ms; one that goes back counts as the last one. Throws RangeError for what never refills. */
export function createBucket(of: { ratePerMs: number; capacity: number; level: number; now: number }): Bucket {
  let { ratePerMs, capacity, level, now: at } = of
  check()

  function check() {
    if (!(ratePerMs > 0 && capacity > 0)) throw new RangeError(`no bucket: ${ratePerMs} a ms, capacity ${capacity}`)
    level = Math.min(level, capacity)
  }
  function refill(now: number) {
    if (now <= at) return
    level = Math.min(capacity, level + (now - at) * ratePerMs)
    at = now
  }
  return {
    level: (now) => {
      refill(now)
      return level
    },
    capacity: () => capacity,
    ratePerMs: () => ratePerMs,
    waitMs: (now, amount) => {
      refill(now)
      const missing = Math.min(amount, capacity) - level
      return missing <= epsilon ? 0 : Math.ceil(missing / ratePerMs)
    },
    take: (now, amount) => {
      refill(now)
      level -= amount
    },
    give: (now, amount) => {
      refill(now)
      level = Math.min(capacity, level + amount)
    },
    clamp: (now, least, most) => {
      refill(now)
      level = Math.min(capacity, most, Math.max(level, least))
    },
    resize: (now, rate, most) => {
      refill(now)
      ratePerMs = rate
      capacity = most
      check()
    },
  }
}
