import type { LimitReading, SetLimits } from '#shared/limits'
import { type KnownLimits, unknownLimits } from '#shared/limits'
import { unhintedWaitsMs } from '../gates'
import type { Tokens } from './estimate'
import { type CallEnd, createPacer, type Pacer } from './pacer'

/**
 * A lane, a gate and a provider in simulated time, for tests of the pacer: deterministic for a seed, and as fast as it can be computed. Limits
 * of a provider are made here a second time and otherwise than in the pacer, so that one mistake is not in both.
 */

export type SimulatedCall = { readonly id: number; readonly tokens: Tokens; readonly real: Tokens }
/** What a provider decides when a call arrives. `processMs`: until it answers. */
export type Verdict = {
  readonly status: 200 | 429 | 503
  readonly retryAfterMs?: number
  readonly end?: Partial<CallEnd>
}
export type SimulatedProvider = {
  readonly arrive: (now: number, call: SimulatedCall) => Verdict
  /** What its headers tell at that moment. */
  readonly headers?: (now: number) => readonly LimitReading[]
}

export type Run = {
  readonly provider: SimulatedProvider
  readonly seed: number
  readonly calls?: number
  readonly concurrency: number
  readonly latencyMs?: number
  readonly refusalMs?: number
  /** Of the latency either way, as a share. */
  readonly jitter?: number
  readonly headersAt?: 'arrival' | 'answer'
  readonly known?: KnownLimits
  readonly set?: Partial<SetLimits>
  readonly preset?: Partial<KnownLimits>
  readonly faults?: number // so many of the calls are answered 503, by chance
  readonly outage?: { readonly fromMs: number; readonly untilMs: number }
  readonly task?: (index: number) => {
    readonly chars: number
    readonly maxOutput: number | null
    readonly real: Tokens
  }
}
export type Result = {
  readonly wallMs: number
  readonly sent: number
  readonly refused: number // 429
  readonly refusedAt: readonly number[] // how many had been answered by then
  readonly startedAt: readonly number[]
  readonly answeredAt: readonly number[]
  readonly reopenedAt: number | null
  readonly most: number // calls at once
  readonly pacer: Pacer
}

/** mulberry32 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function simulate(run: Run): Result {
  const { provider, concurrency, outage, latencyMs = 200, refusalMs = 10, jitter = 0.1, headersAt = 'arrival' } = run
  const total = run.calls ?? 600
  const random = seeded(run.seed)
  const taskOf = run.task ?? (() => ({ chars: 80, maxOutput: 20, real: { input: 20, output: 20 } }))
  const events: { at: number; order: number; act: () => void }[] = []
  let order = 0
  let now = 0
  const later = (ms: number, act: () => void) => {
    const event = { at: now + ms, order: order++, act }
    let i = events.length
    while (i > 0 && (events[i - 1]?.at ?? 0) > event.at) i -= 1
    events.splice(i, 0, event)
  }
  const set: SetLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null, ...run.set }
  const pacer = createPacer({
    known: run.known ?? unknownLimits,
    set,
    ...(run.preset ? { preset: run.preset } : {}),
    now,
    wallNow: 1_800_000_000_000,
  })

  const queue = Array.from({ length: total }, (_, i) => i)
  const startedAt: number[] = []
  const answeredAt: number[] = []
  const refusedAt: number[] = []
  let [inFlight, most, nextId, failuresInARow, outageWaits] = [0, 0, 1, 0, 0]
  let [unhintedInARow, unhintedWaits, unhintedAt] = [0, 0, Number.NEGATIVE_INFINITY]
  let gate: 'open' | 'closed' | 'half_open' = 'open'
  let reopenedAt: number | null = null
  let timer = 0

  function close(ms: number) {
    if (gate === 'closed') return
    gate = 'closed'
    pacer.closed(now)
    later(ms, () => {
      gate = 'half_open'
      turn()
    })
  }
  function turn() {
    while (queue.length > 0 && inFlight < concurrency) {
      if (gate === 'closed' || (gate === 'half_open' && inFlight > 0)) return
      const index = queue[0] ?? 0
      const { chars, maxOutput, real } = taskOf(index)
      const estimate = pacer.estimate(chars, maxOutput)
      const waitMs = gate === 'half_open' ? 0 : pacer.waitMs(now, estimate)
      if (waitMs > 0) {
        if (waitMs === Number.POSITIVE_INFINITY && inFlight === 0)
          throw new Error('nothing runs, and nothing may start')
        const mine = ++timer
        if (waitMs < Number.POSITIVE_INFINITY)
          later(waitMs + random() * 2, () => {
            if (mine === timer) turn() // of several timers the last one set is the one that counts
          })
        return
      }
      queue.shift()
      send(index, estimate, real)
    }
  }
  function send(index: number, estimate: Tokens, real: Tokens) {
    const id = nextId++
    pacer.started(now, id, estimate)
    startedAt.push(now)
    inFlight += 1
    most = Math.max(most, inFlight)
    later(1 + random() * latencyMs * 0.05, () => {
      const isOut = outage !== undefined && now >= outage.fromMs && now < outage.untilMs
      const down = isOut || random() < (run.faults ?? 0)
      const verdict: Verdict = down ? { status: 503 } : provider.arrive(now, { id, tokens: estimate, real })
      const atArrival = provider.headers?.(now)
      const processMs = verdict.status === 200 ? latencyMs * (1 + (random() * 2 - 1) * jitter) : refusalMs
      later(processMs, () => {
        const readings = down ? [] : headersAt === 'arrival' ? atArrival : provider.headers?.(now)
        end(id, index, real, verdict, readings ?? [])
        turn()
      })
    })
  }
  function end(id: number, index: number, real: Tokens, verdict: Verdict, readings: readonly LimitReading[]) {
    inFlight -= 1
    const retryAfterMs = verdict.retryAfterMs ?? null
    if (verdict.status === 200) {
      answeredAt.push(now)
      failuresInARow = outageWaits = unhintedInARow = 0
      const usage = { tokensIn: real.input, tokensOut: real.output }
      pacer.ended(now, id, { kind: 'answered', usage, readings, ...verdict.end })
      if (gate === 'half_open') {
        gate = 'open'
        reopenedAt = now
        unhintedWaits = 0
        pacer.reopened(now)
      }
      return
    }
    queue.unshift(index)
    if (verdict.status === 429) {
      refusedAt.push(answeredAt.length)
      pacer.ended(now, id, { kind: 'rate_limited', retryAfterMs, readings, ...verdict.end })
      if (retryAfterMs !== null) close(retryAfterMs + 50)
      else {
        if (now - unhintedAt >= 500) unhintedInARow += 1 // those of one wave count as one
        unhintedAt = now
        if (gate === 'half_open' || unhintedInARow >= 4) close(unhintedWaitsMs[unhintedWaits++] ?? 60_000)
      }
      return
    }
    pacer.ended(now, id, { kind: 'overloaded', retryAfterMs, readings, ...verdict.end })
    failuresInARow += 1
    if (gate !== 'closed' && (failuresInARow >= 4 || gate === 'half_open'))
      close(Math.min(60_000, 5_000 * 2 ** outageWaits++))
  }

  turn()
  for (let event = events.shift(); event; event = events.shift()) {
    now = event.at
    event.act()
    if (nextId > total * 20) throw new Error('far more calls than tasks')
  }
  const wallMs = answeredAt.at(-1) ?? 0
  return {
    wallMs,
    sent: nextId - 1,
    refused: refusedAt.length,
    refusedAt,
    startedAt,
    answeredAt,
    reopenedAt,
    most,
    pacer,
  }
}

type Bucketlike = { perMinute: number; capacity: number }

/** Refilled all the time. */
export function bucketProvider(
  of: Bucketlike & {
    headers?: 'limit' | 'capacity' // what the limit header shows
    counts?: 'requests' | 'tokens'
    retryAfter?: boolean
  },
): SimulatedProvider {
  const { perMinute, capacity, counts = 'requests' } = of
  const perMs = perMinute / 60_000
  let [level, at] = [capacity, 0]
  const refill = (now: number) => {
    level = Math.min(capacity, level + (now - at) * perMs)
    at = now
  }
  return {
    arrive: (now, call) => {
      refill(now)
      const cost = counts === 'requests' ? 1 : call.real.input + call.real.output
      if (level < cost)
        return {
          status: 429,
          ...(of.retryAfter ? { retryAfterMs: Math.ceil((cost - level) / perMs / 1_000) * 1_000 } : {}),
        }
      level -= cost
      return { status: 200 }
    },
    ...(of.headers && {
      headers: (now) => {
        refill(now)
        const limit = of.headers === 'limit' ? perMinute : capacity
        const remaining = Math.floor(level)
        return [{ of: counts, limit, remaining, resetMs: Math.ceil((capacity - level) / perMs), windowMs: 60_000 }]
      },
    }),
  }
}

/** So many in each window, which all begin at the same places. */
export function fixedWindowProvider(of: {
  limit: number
  windowMs: number
  offsetMs?: number
  headers?: 'window' | 'minute' // 'minute': they speak of a minute, though what holds is each slice of it
  retryAfter?: boolean
}): SimulatedProvider {
  const { limit, windowMs, offsetMs = 0 } = of
  let [window, used] = [0, 0]
  let [minute, usedInMinute] = [0, 0]
  const turn = (now: number) => {
    const [a, b] = [Math.floor((now + offsetMs) / windowMs), Math.floor((now + offsetMs) / 60_000)]
    if (a !== window) [window, used] = [a, 0]
    if (b !== minute) [minute, usedInMinute] = [b, 0]
  }
  return {
    arrive: (now) => {
      turn(now)
      if (used >= limit)
        return { status: 429, ...(of.retryAfter ? { retryAfterMs: windowMs - ((now + offsetMs) % windowMs) } : {}) }
      used += 1
      usedInMinute += 1
      return { status: 200 }
    },
    ...(of.headers && {
      headers: (now) => {
        turn(now)
        const ofWindow = of.headers === 'window'
        const [length, most, gone] = ofWindow
          ? [windowMs, limit, used]
          : [60_000, (limit * 60_000) / windowMs, usedInMinute]
        const resetMs = length - ((now + offsetMs) % length)
        return [{ of: 'requests', limit: most, remaining: Math.max(0, most - gone), resetMs, windowMs: length }]
      },
    }),
  }
}
