import type { LimitReading } from '#shared/limits'
import { createRefill } from './refill'

const epsilon = 1e-6
/** Calls that leave as soon as they may reach the provider sooner or later than that: so much of a refill is left alone. */
const spareMs = 40
const minuteMs = 60_000
const usualMs = [1_000, minuteMs, 3_600_000, 86_400_000]

export type ToldLimit = { readonly value: number; readonly windowMs: number; readonly burst: number }

/** A limit that the provider's headers tell, and what is left of it. */
export type Told = {
  readonly waitMs: (now: number, amount: number) => number
  readonly take: (now: number, amount: number) => void
  readonly give: (now: number, amount: number) => void
  /**
   * What an answer said. `startedAt`: when its call left; `after`: what was taken by calls that left later. The answer may have counted
   * some of them and may be as old as its call, so the level rises only to what is left without all of them, and falls to what would be left
   * had the answer been made the moment its call left.
   */
  readonly read: (now: number, reading: LimitReading, startedAt: number, after: number) => void
  /** Begins again from next to nothing, until an answer says that there is more. */
  readonly empty: (now: number) => void
  readonly level: (now: number) => number
  readonly limit: () => ToldLimit
}

/** `start`: what is known before the first answer; the level is then about a second's worth. */
export function createTold(from: number, start: { value: number; windowMs: number; burst: number | null }): Told {
  const refill = createRefill()
  let { value, windowMs: toldWindowMs } = start
  let ratePerMs = start.value / start.windowMs
  let capacity = Math.max(1, start.burst ?? start.value)
  let level = Math.min(capacity, Math.max(1, ratePerMs * 1_000))
  let at = from
  let readOf = Number.NEGATIVE_INFINITY // when the call left that was read last
  let windowEndsAt: number | null = null // of a fixed window: nothing comes back before

  function pass(now: number) {
    if (now <= at) return
    if (windowEndsAt === null) level = Math.min(capacity, level + (now - at) * ratePerMs)
    else if (now >= windowEndsAt) {
      level = capacity
      const windowMs = capacity / ratePerMs
      windowEndsAt += (Math.floor((now - windowEndsAt) / windowMs) + 1) * windowMs
    }
    at = now
  }
  function setWindowEnd(now: number, resetMs: number | null, isFixed: boolean) {
    if (!isFixed) windowEndsAt = null
    else if (resetMs !== null) {
      const endsAt = now + resetMs
      const same =
        windowEndsAt !== null && windowEndsAt > now && Math.abs(windowEndsAt - endsAt) < capacity / ratePerMs / 2
      windowEndsAt = same ? Math.min(windowEndsAt ?? endsAt, endsAt) : endsAt
    }
  }

  return {
    waitMs: (now, amount) => {
      pass(now)
      const spare = windowEndsAt === null ? Math.min(spareMs * ratePerMs, Math.max(0, capacity - amount)) : 0
      const missing = Math.min(amount, capacity) + spare - level
      if (missing <= epsilon) return 0
      return windowEndsAt === null ? Math.ceil(missing / ratePerMs) : Math.ceil(windowEndsAt - now) + spareMs
    },
    take: (now, amount) => {
      pass(now)
      level -= amount
    },
    give: (now, amount) => {
      pass(now)
      level = Math.min(capacity, level + amount)
    },
    read: (now, reading, startedAt, after) => {
      pass(now)
      if (reading.limit === 0 || (reading.remaining ?? 0) < 0) return // no limit that anything could keep to
      const found = refill.read(now, reading, startedAt)
      ratePerMs = found.ratePerMs
      capacity = found.capacity
      value = reading.limit ?? value
      toldWindowMs = reading.windowMs ?? toldWindowMs
      setWindowEnd(now, reading.resetMs, found.fixed)
      if (reading.remaining === null || startedAt < readOf) {
        level = Math.min(level, capacity)
        return
      }
      readOf = startedAt
      const least = reading.remaining - rounding(reading) - after
      const since = windowEndsAt === null ? (now - startedAt) * ratePerMs : 0
      level = Math.min(Math.max(level, least), reading.remaining + since - after, capacity)
    },
    empty: (now) => {
      pass(now)
      level = Math.min(level, Math.max(1, capacity * 0.02))
    },
    level: (now) => {
      pass(now)
      return level
    },
    limit: () => {
      const windowMs = value / ratePerMs
      const shown = [toldWindowMs, ...usualMs].find((some) => Math.abs(windowMs - some) < 0.02 * windowMs)
      if (shown !== undefined) return { value, windowMs: shown, burst: capacity }
      // The limit is its bucket's size, and the resets told the rate: as what comes in a minute.
      return { value: ratePerMs * minuteMs, windowMs: minuteMs, burst: capacity }
    },
  }
}

/** Anthropic rounds what is left of tokens to thousands. */
function rounding({ of, limit, remaining }: LimitReading): number {
  return of !== 'requests' && (limit ?? 0) >= 10_000 && (remaining ?? 1) % 1_000 === 0 ? 500 : 0
}
