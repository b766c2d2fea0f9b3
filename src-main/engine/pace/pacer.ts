import type { KnownLimits, LimitOf, LimitReading, SetLimits } from '#shared/limits'
import type { LimitKind } from '#shared/outcome'
import type { EpochMs, Usage } from '#shared/task'
import { createConcurrency } from './concurrency'
import { createEstimator, type Tokens } from './estimate'
import { capOf, concurrencyFinding, findingOf, minuteMs, perMs, storedAs } from './findings'
import { type Call, createInFlight } from './in-flight'
import { createKnowledge } from './knowledge'
import { createMeasure, type ToldRate } from './measure'
import { amountOf, createMeter, limitsOf, type Meter, nameOf } from './meter'
import { createTold, type Told } from './told'
import { createWindow, type SlidingWindow } from './window'

/** Refusals that headers explain, beyond one in a hundred calls: above so many the headers are not the whole truth. */
const mostExplained = 5
const mostHoldMs = 30_000

export type CallEnd = {
  readonly kind: 'answered' | 'rate_limited' | 'overloaded' | 'failed' | 'gone'
  readonly limit?: LimitKind
  readonly retryAfterMs?: number | null
  readonly usage?: Usage | null
  readonly readings?: readonly LimitReading[]
  readonly firstByteMs?: number // not used yet: headers may be as old as that
}

/** Lets the calls of one gate go as fast as its provider takes them. Times are monotonic ms. */
export type Pacer = {
  /** 0: one more call of about so many tokens may start now; else ms until it may, Infinity when only the end of a running call can tell. */
  readonly waitMs: (now: number, tokens: Tokens) => number
  /** Which limit that wait is for; null: none that counts calls or tokens. */
  readonly waitsFor: (now: number, tokens: Tokens) => LimitOf | null
  /** Reserved, and about to be sent. */
  readonly started: (now: number, callId: number, tokens: Tokens) => void
  /** It never went out: all is given back. */
  readonly unsent: (callId: number) => void
  readonly ended: (now: number, callId: number, end: CallEnd) => void
  readonly closed: (now: number) => void
  /** The probe succeeded: calls at once grow back in steps. */
  readonly reopened: (now: number) => void
  /** What a person or a preset says of it from now on. */
  readonly setLimits: (set: SetLimits, now: number, preset?: Partial<KnownLimits>) => void
  readonly estimate: (chars: number, maxOutput: number | null) => Tokens
  /** What is to be stored and shown. */
  readonly known: () => KnownLimits
  /** Whether `known()` changed enough since last asked to be worth a write. */
  readonly takeChanged: () => boolean
  readonly view: (now: number) => PaceView
  /** What its calls used within the last minute, as far as is known: of those that run it is an estimate. */
  readonly used: (now: number) => Used
}

export type Used = Readonly<Record<(typeof nameOf)[LimitOf], number>>

/** What a gate lets through now. `allowed`: calls at once; null where only the lanes limit them. */
export type PaceView = {
  readonly inFlight: number
  readonly allowed: number | null
  readonly ratePerMinute: number | null
  readonly growing: boolean
}

type Holding = { readonly of: LimitOf; readonly meter: Pick<Meter, 'waitMs' | 'take' | 'give' | 'empty'> }

export function createPacer(of: {
  readonly known: KnownLimits
  readonly set: SetLimits
  readonly preset?: Partial<KnownLimits>
  readonly now: number
  readonly wallNow: EpochMs
}): Pacer {
  let preset = of.preset ?? {}
  let set = of.set
  let last = of.now
  let holdUntil = Number.NEGATIVE_INFINITY
  let heldSeq = 0 // calls up to this one had left before the last hold
  let refusedInARow = 0
  let explained = 0
  let lastRefusedByRate = false
  const calls = createInFlight()
  const windows: { readonly of: LimitOf; readonly windowMs: number; readonly window: SlidingWindow }[] = []
  const setMeters = new Map<LimitOf, Meter>()
  const presetMeters = new Map<LimitOf, Meter>()
  const told = new Map<string, { readonly of: LimitOf; readonly limit: Told }>()
  /** Those that hold now, and whether a rate was measured when that was looked up; null: to be looked up again. */
  let holding: { readonly meters: readonly Holding[]; readonly isMeasured: boolean } | null = null
  const estimator = createEstimator(of.known)
  const knowledge = createKnowledge(of.known)
  const wasMeasured = storedAs(of.known, 'requests', 'measured')
  const measure = createMeasure(of.now, wasMeasured && perMs(wasMeasured))
  const wasAtOnce = of.known.concurrency?.source === 'measured' ? of.known.concurrency.value : null
  const concurrency = createConcurrency({ cap: null, measured: wasAtOnce, now: of.now })

  const lastMinute = limitsOf.map((name) => ({ name: nameOf[name], window: windowOf(name, minuteMs) }))
  for (const name of limitsOf) {
    const before = storedAs(of.known, name, 'headers')
    if (before?.windowMs)
      told.set(`${name} stored`, { of: name, limit: createTold(of.now, { ...before, windowMs: before.windowMs }) })
  }
  applySet(of.now)

  function windowOf(name: LimitOf, windowMs: number): SlidingWindow {
    const known = windows.find((some) => some.of === name && some.windowMs === windowMs)
    if (known) return known.window
    const window = createWindow(windowMs)
    windows.push({ of: name, windowMs, window })
    return window
  }
  function applySet(now: number) {
    presetMeters.clear()
    for (const name of limitsOf) {
      const usual = preset[nameOf[name]]
      if (!usual?.windowMs) continue
      const meter = createMeter(now, { ...usual, windowMs: usual.windowMs }, windowOf(name, usual.windowMs))
      presetMeters.set(name, meter)
    }
    const values = { requests: set.requestsPerMinute, tokens: set.tokensPerMinute }
    for (const name of ['requests', 'tokens'] as const) {
      const value = values[name]
      if (value === null) setMeters.delete(name)
      else setMeters.set(name, createMeter(now, { value, windowMs: minuteMs, burst: null }, windowOf(name, minuteMs)))
    }
    concurrency.setCap(capOf(set, preset))
    holding = null
  }

  /** A person's limits always hold; of the rest headers go before what was measured, and that before a preset. */
  function meters(): readonly Holding[] {
    const isMeasured = measure.ratePerMs() !== null
    if (holding?.isMeasured === isMeasured) return holding.meters
    const all: Holding[] = []
    for (const [name, meter] of setMeters) all.push({ of: name, meter })
    for (const { of: name, limit } of told.values()) all.push({ of: name, meter: limit })
    for (const [name, meter] of presetMeters) if (presetHolds(name)) all.push({ of: name, meter })
    holding = { meters: all, isMeasured }
    return all
  }
  function presetHolds(name: LimitOf): boolean {
    if (setMeters.has(name) || (name === 'requests' && measure.ratePerMs() !== null)) return false
    return ![...told.values()].some((some) => some.of === name)
  }
  function take(now: number, tokens: Tokens) {
    for (const { of: name, meter } of meters()) meter.take(now, amountOf(name, tokens))
    for (const { of: name, window } of windows) window.add(now, amountOf(name, tokens))
  }
  /** Gives back, or takes where negative, what a call turned out not to use. */
  function giveBack(now: number, call: Call, tokens: Tokens, requests: number) {
    const amount = (name: LimitOf) => (name === 'requests' ? requests : amountOf(name, tokens))
    for (const { of: name, meter } of meters()) meter.give(now, amount(name))
    for (const { of: name, window } of windows) window.adjust(call.at, -amount(name))
    calls.correct(call, tokens, requests)
  }

  function read(now: number, call: Call, readings: readonly LimitReading[]) {
    for (const reading of readings) {
      const key = `${reading.of} ${reading.windowMs ?? ''}`
      const existing = told.get(key)
      if (!existing && !(reading.limit !== null && reading.limit > 0)) continue
      if (told.delete(`${reading.of} stored`)) holding = null
      const start = { value: reading.limit ?? 1, windowMs: reading.windowMs ?? minuteMs, burst: null }
      const limit = existing?.limit ?? createTold(now, start)
      if (!existing) {
        told.set(key, { of: reading.of, limit })
        holding = null
      }
      limit.read(now, reading, call.at, calls.usedAfter(call, reading.of))
      if (reading.over) measure.over(now)
    }
  }

  /** Refused although its turn had come: held a little longer with each refusal in a row. */
  function hold(now: number, call: Call, firstMs: number, retryAfterMs: number | null) {
    if (retryAfterMs !== null) holdUntil = Math.max(holdUntil, now + retryAfterMs)
    if (call.seq <= heldSeq) return // it left before the last hold
    heldSeq = calls.lastSeq()
    const ownMs = refusedInARow === 0 ? firstMs : Math.min(mostHoldMs, 500 * 2 ** (refusedInARow - 1))
    if (retryAfterMs === null) holdUntil = Math.max(holdUntil, now + ownMs)
    refusedInARow += 1
  }

  function rateLimited(now: number, call: Call, end: CallEnd) {
    const retryAfterMs = end.retryAfterMs ?? null
    if (end.limit === 'period' || end.limit === 'concurrency') measure.uncounted(call.seq)
    if (end.limit === 'period') return hold(now, call, 0, retryAfterMs)
    if (end.limit === 'concurrency') {
      concurrency.refused(now, call.at, calls.size() + 1)
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

  function toldOf(name: LimitOf) {
    return [...told.values()].flatMap((some) => (some.of === name ? [some.limit.limit()] : []))
  }
  function toldRate(): ToldRate | null {
    const rates = toldOf('requests').map((limit) => ({ perMs: perMs(limit), burst: limit.burst }))
    return rates.toSorted((a, b) => a.perMs - b.perMs)[0] ?? null
  }
  function finding(name: LimitOf) {
    return findingOf(name, {
      set,
      told: toldOf(name),
      measuredPerMs: name === 'requests' ? measure.foundPerMs() : null,
      preset: presetHolds(name) ? (preset[nameOf[name]] ?? null) : null,
    })
  }
  function known(): KnownLimits {
    const findings = {
      requests: finding('requests'),
      tokens: finding('tokens'),
      inputTokens: finding('input_tokens'),
      outputTokens: finding('output_tokens'),
      concurrency: concurrencyFinding(set, preset, concurrency.measured(last)),
      ...estimator.learned(),
    }
    return knowledge.update(findings, Math.round(of.wallNow + last - of.now))
  }

  function unsent(callId: number) {
    const call = calls.end(callId)
    if (!call) return
    giveBack(last, call, call.tokens, 1)
    measure.uncounted(call.seq)
    calls.forget()
  }

  return {
    waitMs: (now, tokens) => {
      last = Math.max(last, now)
      const allowed = concurrency.allowed(now)
      if (allowed !== null && calls.size() >= allowed) return Number.POSITIVE_INFINITY
      let waitMs = Math.max(0, Math.ceil(holdUntil - now), measure.waitMs(now))
      for (const { of: name, meter } of meters()) waitMs = Math.max(waitMs, meter.waitMs(now, amountOf(name, tokens)))
      return waitMs
    },
    waitsFor: (now, tokens) => {
      let longest: { ms: number; of: LimitOf | null } = { ms: Math.max(0, holdUntil - now), of: null }
      const measuredMs = measure.waitMs(now)
      if (measuredMs > longest.ms) longest = { ms: measuredMs, of: 'requests' }
      for (const { of: name, meter } of meters()) {
        const ms = meter.waitMs(now, amountOf(name, tokens))
        if (ms > longest.ms) longest = { ms, of: name }
      }
      return longest.of
    },
    started: (now, callId, tokens) => {
      unsent(callId) // one that was never told to have ended
      last = Math.max(last, now)
      take(now, tokens)
      const { seq } = calls.start(callId, now, tokens, estimator.ratio())
      measure.started(now, seq)
    },
    unsent,
    ended: (now, callId, end) => {
      last = Math.max(last, now)
      const call = calls.end(callId)
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
      calls.forget()
      if (end.kind === 'rate_limited') return rateLimited(now, call, end)
      if (end.kind === 'overloaded') {
        measure.uncounted(call.seq)
        if (concurrency.overloaded(now, call.at, calls.size() + 1)) hold(now, call, 250, end.retryAfterMs ?? null)
        return
      }
      measure.accepted(now, call.seq)
      if (end.kind !== 'answered') return
      lastRefusedByRate = false
      if (call.seq > heldSeq) refusedInARow = 0
      explained = Math.max(0, explained - 0.01)
      concurrency.answered(calls.size() + 1)
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
      concurrency.regrow(calls.size())
      measure.empty(now)
      for (const { meter } of meters()) meter.empty(now)
    },
    setLimits: (next, now, nextPreset = preset) => {
      last = Math.max(last, now)
      set = next
      preset = nextPreset
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
        inFlight: calls.size(),
        allowed: concurrency.allowed(now),
        ratePerMinute: rates.length === 0 ? null : Math.min(...rates),
        growing: concurrency.growing(),
      }
    },
    used: (now) =>
      Object.fromEntries(
        lastMinute.map(({ name, window }) => [name, Math.max(0, Math.round(window.used(now)))]),
      ) as Used,
  }
}
