import type { KnownLimit, KnownLimits, LimitOf, LimitReading, SetLimits } from '#shared/limits'
import type { LimitKind } from '#shared/outcome'
import type { EpochMs, Usage } from '#shared/task'
import { createConcurrency } from './concurrency'
import { createEstimator, type Tokens } from './estimate'
import { createKnowledge, type Finding } from './knowledge'
import { createMeasure } from './measure'
import { amountOf, createMeter, limitsOf, type Meter, nameOf } from './meter'
import { createTold, type Told } from './told'
import { createWindow, type SlidingWindow } from './window'

const minuteMs = 60_000
/** Refusals that headers explain, beyond one in a hundred calls: above so many the headers are not the whole truth. */
const mostExplained = 5
const mostHoldMs = 30_000

export type CallEnd = {
  readonly kind: 'answered' | 'rate_limited' | 'overloaded' | 'failed' | 'gone'
  readonly limit?: LimitKind
  readonly retryAfterMs?: number | null
  readonly usage?: Usage | null
  readonly readings?: readonly LimitReading[]
  readonly firstByteMs?: number
}

/** Lets the calls of one gate go as fast as its provider takes them. Times are monotonic ms. */
export type Pacer = {
  /** 0: one more call of about so many tokens may start now; else ms until it may, Infinity when only the end of a running call can tell. */
  readonly waitMs: (now: number, tokens: Tokens) => number
  /** Reserved, and about to be sent. */
  readonly started: (now: number, callId: number, tokens: Tokens) => void
  /** It never went out: all is given back. */
  readonly unsent: (callId: number) => void
  readonly ended: (now: number, callId: number, end: CallEnd) => void
  readonly closed: (now: number) => void
  /** The probe succeeded: calls at once grow back in steps. */
  readonly reopened: (now: number) => void
  readonly setLimits: (set: SetLimits, now: number) => void
  readonly estimate: (chars: number, maxOutput: number | null) => Tokens
  /** What is to be stored and shown. */
  readonly known: () => KnownLimits
  /** Whether `known()` changed enough since last asked to be worth a write. */
  readonly takeChanged: () => boolean
  readonly view: (now: number) => {
    readonly inFlight: number
    readonly allowed: number | null
    readonly ratePerMinute: number | null
    readonly growing: boolean
  }
}

type Call = { readonly seq: number; readonly at: number; readonly tokens: Tokens; readonly ratio: number }
/** A call that left, in flight or not: what headers may have counted. */
type Sent = { readonly seq: number; tokens: Tokens; requests: number }

export function createPacer(of: {
  readonly known: KnownLimits
  readonly set: SetLimits
  readonly preset?: Partial<KnownLimits>
  readonly now: number
  readonly wallNow: EpochMs
}): Pacer {
  const preset = of.preset ?? {}
  let set = of.set
  let last = of.now
  let seq = 0
  let holdUntil = Number.NEGATIVE_INFINITY
  let heldSeq = 0 // calls up to this one had left before the last hold
  let refusedInARow = 0
  let explained = 0
  let lastRefusedByRate = false
  const calls = new Map<number, Call>()
  const sent: Sent[] = []
  const windows = new Map<string, SlidingWindow>()
  const setMeters = new Map<LimitOf, Meter>()
  const presetMeters = new Map<LimitOf, Meter>()
  const told = new Map<string, { readonly of: LimitOf; readonly limit: Told }>()
  const estimator = createEstimator(of.known)
  const knowledge = createKnowledge(of.known)
  const wasMeasured = of.known.requests?.source === 'measured' ? perMs(of.known.requests) : null
  const measure = createMeasure(of.now, wasMeasured)
  const wasConcurrency = of.known.concurrency?.source === 'measured' ? of.known.concurrency.value : null
  const concurrency = createConcurrency({ cap: null, measured: wasConcurrency, now: of.now })

  for (const name of ['requests', 'tokens'] as const) windowOf(name, minuteMs)
  for (const name of limitsOf) {
    const before = of.known[nameOf[name]]
    if (before?.source === 'headers' && before.windowMs !== null)
      told.set(`${name} stored`, { of: name, limit: createTold(of.now, { ...before, windowMs: before.windowMs }) })
    const usual = preset[nameOf[name]]
    if (usual?.windowMs)
      presetMeters.set(
        name,
        createMeter(of.now, { ...usual, windowMs: usual.windowMs }, windowOf(name, usual.windowMs)),
      )
  }
  applySet(of.now)

  function windowOf(name: LimitOf, windowMs: number): SlidingWindow {
    const key = `${name} ${windowMs}`
    const window = windows.get(key) ?? createWindow(windowMs)
    windows.set(key, window)
    return window
  }
  function applySet(now: number) {
    const values = { requests: set.requestsPerMinute, tokens: set.tokensPerMinute }
    for (const name of ['requests', 'tokens'] as const) {
      const value = values[name]
      if (value === null) setMeters.delete(name)
      else setMeters.set(name, createMeter(now, { value, windowMs: minuteMs, burst: null }, windowOf(name, minuteMs)))
    }
    concurrency.setCap(set.concurrency ?? preset.concurrency?.value ?? null)
  }

  /** A person's limits always hold; of the rest headers go before what was measured, and that before a preset. */
  function* meters(): Generator<{ readonly of: LimitOf; readonly meter: Meter }> {
    for (const [name, meter] of setMeters) yield { of: name, meter }
    for (const { of: name, limit } of told.values()) yield { of: name, meter: limit }
    for (const [name, meter] of presetMeters) if (presetHolds(name)) yield { of: name, meter }
  }
  function presetHolds(name: LimitOf): boolean {
    if (setMeters.has(name) || (name === 'requests' && measure.ratePerMs() !== null)) return false
    return ![...told.values()].some((some) => some.of === name)
  }
  function take(now: number, tokens: Tokens) {
    for (const { of: name, meter } of meters()) meter.take(now, amountOf(name, tokens))
    for (const [key, window] of windows) window.add(now, amountOf(limitOfKey(key), tokens))
  }
  /** Gives back, or takes where negative, what a call turned out not to use. */
  function giveBack(now: number, call: Call, tokens: Tokens, requests: number) {
    const amount = (name: LimitOf) => (name === 'requests' ? requests : amountOf(name, tokens))
    for (const { of: name, meter } of meters()) meter.give(now, amount(name))
    for (const [key, window] of windows) window.adjust(call.at, -amount(limitOfKey(key)))
    const record = sent.findLast((some) => some.seq === call.seq)
    if (!record) return
    record.tokens = { input: record.tokens.input - tokens.input, output: record.tokens.output - tokens.output }
    record.requests -= requests
  }
  function forgetSent() {
    let oldest = seq + 1
    for (const call of calls.values()) {
      oldest = call.seq
      break // a map keeps the order in which calls left
    }
    while (sent[0] && sent[0].seq <= oldest) sent.shift()
  }
  function sentAfter(call: Call, name: LimitOf): number {
    let sum = 0
    for (let i = sent.length - 1; i >= 0; i--) {
      const some = sent[i]
      if (!some || some.seq <= call.seq) break
      sum += name === 'requests' ? some.requests : amountOf(name, some.tokens)
    }
    return sum
  }

  function read(now: number, call: Call, readings: readonly LimitReading[]) {
    for (const reading of readings) {
      const key = `${reading.of} ${reading.windowMs ?? ''}`
      const existing = told.get(key)
      if (!existing && !(reading.limit !== null && reading.limit > 0)) continue
      told.delete(`${reading.of} stored`)
      const start = { value: reading.limit ?? 1, windowMs: reading.windowMs ?? minuteMs, burst: null }
      const limit = existing?.limit ?? createTold(now, start)
      if (!existing) told.set(key, { of: reading.of, limit })
      limit.read(now, reading, call.at, sentAfter(call, reading.of))
      if (reading.over) measure.over(now)
    }
  }

  /** Refused although its turn had come: held a little longer with each refusal in a row. */
  function hold(now: number, call: Call, firstMs: number, retryAfterMs: number | null) {
    if (retryAfterMs !== null) holdUntil = Math.max(holdUntil, now + retryAfterMs)
    if (call.seq <= heldSeq) return // it left before the last hold
    heldSeq = seq
    const ownMs = refusedInARow === 0 ? firstMs : Math.min(mostHoldMs, 500 * 2 ** (refusedInARow - 1))
    if (retryAfterMs === null) holdUntil = Math.max(holdUntil, now + ownMs)
    refusedInARow += 1
  }

  function rateLimited(now: number, call: Call, end: CallEnd) {
    const retryAfterMs = end.retryAfterMs ?? null
    if (end.limit === 'period') return hold(now, call, 0, retryAfterMs)
    if (end.limit === 'concurrency') {
      concurrency.refused(now, call.at, calls.size + 1)
      measure.uncounted(call.seq)
      return hold(now, call, 250, retryAfterMs)
    }
    lastRefusedByRate = true
    const says = (end.readings ?? []).some(
      ({ of: name, remaining }) => remaining !== null && remaining < amountOf(name, call.tokens),
    )
    if (says && explained < mostExplained) {
      explained += 1
      measure.uncounted(call.seq)
      return hold(now, call, 0, retryAfterMs)
    }
    measure.refused(now, call, retryAfterMs, toldRate())
    if (retryAfterMs !== null) hold(now, call, 0, retryAfterMs)
  }

  function toldRate(): number | null {
    const rates = [...told.values()].flatMap((some) => (some.of === 'requests' ? [perMs(some.limit.limit())] : []))
    return rates.length === 0 ? null : Math.min(...rates)
  }
  function finding(name: LimitOf): Finding {
    const byHeaders = [...told.values()].flatMap((some) => (some.of === name ? [some.limit.limit()] : []))
    const shortest = byHeaders.sort((a, b) => a.windowMs - b.windowMs)[0]
    const candidates: Exclude<Finding, null>[] = []
    const person = {
      requests: set.requestsPerMinute,
      tokens: set.tokensPerMinute,
      input_tokens: null,
      output_tokens: null,
    }[name]
    if (person !== null) candidates.push({ value: person, windowMs: minuteMs, burst: null, source: 'set' })
    if (shortest) candidates.push({ ...shortest, source: 'headers' })
    const found = name === 'requests' ? measure.foundPerMs() : null
    if (found !== null)
      candidates.push({ value: found * minuteMs, windowMs: minuteMs, burst: null, source: 'measured' })
    const usual = preset[nameOf[name]]
    if (usual && presetHolds(name)) candidates.push({ ...withoutAt(usual), source: 'preset' })
    // What binds is the tightest of them.
    return candidates.reduce<Finding>((a, b) => (a === null || perMs(b) < perMs(a) * 0.999 ? b : a), null)
  }
  function concurrencyFinding(now: number): Finding {
    const measured = concurrency.measured(now)
    const cap = set.concurrency ?? preset.concurrency?.value ?? null
    const base = { windowMs: null, burst: null }
    if (measured !== null && measured < (cap ?? Infinity)) return { ...base, value: measured, source: 'measured' }
    return cap === null ? null : { ...base, value: cap, source: set.concurrency === null ? 'preset' : 'set' }
  }
  function known(): KnownLimits {
    const findings = {
      requests: finding('requests'),
      tokens: finding('tokens'),
      inputTokens: finding('input_tokens'),
      outputTokens: finding('output_tokens'),
      concurrency: concurrencyFinding(last),
      ...estimator.learned(),
    }
    return knowledge.update(findings, Math.round(of.wallNow + last - of.now))
  }

  function remove(callId: number): Call | undefined {
    const call = calls.get(callId)
    calls.delete(callId)
    return call
  }
  function unsent(callId: number) {
    const call = remove(callId)
    if (!call) return
    giveBack(last, call, call.tokens, 1)
    measure.uncounted(call.seq)
    forgetSent()
  }

  return {
    waitMs: (now, tokens) => {
      last = Math.max(last, now)
      const allowed = concurrency.allowed(now)
      if (allowed !== null && calls.size >= allowed) return Number.POSITIVE_INFINITY
      let waitMs = Math.max(0, Math.ceil(holdUntil - now), measure.waitMs(now))
      for (const { of: name, meter } of meters()) waitMs = Math.max(waitMs, meter.waitMs(now, amountOf(name, tokens)))
      return waitMs
    },
    started: (now, callId, tokens) => {
      unsent(callId) // one that was never told to have ended
      last = Math.max(last, now)
      seq += 1
      take(now, tokens)
      measure.started(now, seq)
      calls.set(callId, { seq, at: now, tokens, ratio: estimator.ratio() })
      sent.push({ seq, tokens, requests: 1 })
    },
    unsent,
    ended: (now, callId, end) => {
      last = Math.max(last, now)
      const call = remove(callId)
      if (!call) return
      if (end.usage) {
        estimator.learn(call.tokens, call.ratio, end.usage)
        const real = {
          input: end.usage.tokensIn ?? call.tokens.input,
          output: end.usage.tokensOut ?? call.tokens.output,
        }
        giveBack(now, call, { input: call.tokens.input - real.input, output: call.tokens.output - real.output }, 0)
      } else if (end.kind === 'rate_limited') giveBack(now, call, call.tokens, 0) // it used no tokens, and is a request all the same
      read(now, call, end.readings ?? [])
      forgetSent()
      if (end.kind === 'rate_limited') return rateLimited(now, call, end)
      if (end.kind === 'overloaded') {
        measure.uncounted(call.seq)
        if (concurrency.overloaded(now, call.at, calls.size + 1)) hold(now, call, 250, end.retryAfterMs ?? null)
        return
      }
      measure.accepted(now, call.seq)
      if (end.kind !== 'answered') return
      lastRefusedByRate = false
      if (call.seq > heldSeq) refusedInARow = 0
      explained = Math.max(0, explained - 0.01)
      concurrency.answered(calls.size + 1)
    },
    closed: (now) => {
      last = Math.max(last, now)
      concurrency.closed()
      if (!lastRefusedByRate) measure.interrupt()
    },
    reopened: (now) => {
      last = Math.max(last, now)
      holdUntil = Number.NEGATIVE_INFINITY
      refusedInARow = 0
      concurrency.regrow()
      measure.empty(now)
      for (const { meter } of meters()) meter.empty(now)
    },
    setLimits: (next, now) => {
      last = Math.max(last, now)
      set = next
      applySet(now)
    },
    estimate: estimator.estimate,
    known,
    takeChanged: () => {
      known()
      return knowledge.takeChanged()
    },
    view: (now) => {
      const rates = [finding('requests')].flatMap((some) => (some ? [perMs(some) * minuteMs] : []))
      const pace = measure.ratePerMs()
      if (pace !== null) rates.push(pace * minuteMs)
      return {
        inFlight: calls.size,
        allowed: concurrency.allowed(now),
        ratePerMinute: rates.length === 0 ? null : Math.min(...rates),
        growing: concurrency.growing(),
      }
    },
  }
}

function limitOfKey(key: string): LimitOf {
  return key.slice(0, key.indexOf(' ')) as LimitOf
}
function perMs({ value, windowMs }: { readonly value: number; readonly windowMs: number | null }): number {
  return value / (windowMs ?? minuteMs)
}
function withoutAt({ at: _, ...rest }: KnownLimit): Omit<KnownLimit, 'at'> {
  return rest
}
