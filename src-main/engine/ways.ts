import type { Gate } from '#shared/gate'
import type { LimitOf, LimitReading } from '#shared/limits'
import type { Outcome } from '#shared/outcome'
import type { Pace } from '#shared/overview'
import type { GateId, TaskId, Usage } from '#shared/task'
import type { Books, Candidate, Way } from '#shared/work'
import { createFirstCalls } from './first-calls'
import type { Gates } from './gates'
import type { CallEnd, PaceView } from './pace/pacer'
import { createPacers } from './pacers'
import type { ClaimedTask, Clock, EngineStore, Providers } from './ports'
import { createRoutes } from './routes'

/** A probe after a rate limit that runs for so long was let in: a refusal comes at once. */
const refusalMs = 5_000
/** A pace that lets the next call wait for less than this is no news to a person. */
const worthTellingMs = 500
type Tokens = { readonly input: number; readonly output: number }
const noTokens: Tokens = { input: 0, output: 0 }

/** What may still hold up a task whose gate would let it pass, or add to its way: see Claim.reserve. */
export type Check = {
  readonly reserve: (task: Candidate, way: Way, books: Books) => Way | 'aside' | null
  /** Its answer has begun. */
  readonly heard?: (taskId: TaskId) => void
  /** Its call has ended. */
  readonly ended?: (taskId: TaskId, outcome: Outcome) => void
  /** It did not go after all, or its call has ended. */
  readonly release: (taskId: TaskId) => void
}

/** What a call came to, as far as the pace is concerned. */
export type Heard = {
  readonly outcome: Outcome
  readonly readings: readonly LimitReading[]
  readonly firstByteMs: number | null
}

type Parts = {
  readonly gates: Gates
  readonly clock: Clock
  readonly providers: Required<Providers>
  readonly store: Pick<EngineStore, 'ensureGate' | 'saveGates'>
  /** Whether anything may be sent to that provider. */
  readonly mayUse: (providerId: string) => boolean
  readonly checks: readonly Check[]
  /** Something that had to wait may go now. */
  readonly onMayGo: () => void
  readonly onStoreError: (error: unknown) => void
}

/** Which way each call goes: through which gate, with which key, and when its pace allows. */
export function createWays({ gates, clock, providers, store, mayUse, checks, onMayGo, onStoreError }: Parts) {
  const pacers = createPacers({ gates, clock, limits: providers.limits, store, onStoreError })
  const firsts = createFirstCalls({ clock, mayRefuse: providers.mayRefuse })
  /** Tasks that were let through and have not ended. */
  const going = new Map<TaskId, Way>()
  const routes = createRoutes({ gates, providers, store, onMade: onMayGo, onStoreError })
  /** Until when the pace holds up a task that could go, and by which limit. */
  const awaited = new Map<GateId, { readonly at: number; readonly of: LimitOf | null; readonly first: boolean }>()
  /** Something waits for the end of a call, which may be one of another lane. */
  let awaitsEnd = false
  let waking: { at: number; takeBack: () => void } | null = null

  function wakeIn(ms: number) {
    if (!Number.isFinite(ms)) return // the end of a call tells
    const at = clock.monotonic() + ms
    if (waking && waking.at <= at) return
    waking?.takeBack()
    waking = {
      at,
      takeBack: clock.timer(Math.max(1, Math.ceil(ms)), () => {
        waking = null
        onMayGo()
      }),
    }
  }

  /** Ms until a call may pass that gate; Infinity for when only news can tell. */
  function waitMs(gate: Gate, tokens: Tokens): number {
    const passage = gates.passage(gate.id)
    if (passage === null) return Number.POSITIVE_INFINITY
    const aloneMs = firsts.waitMs(gate)
    if (passage === 'probe') return aloneMs // its pace waits for what comes of it
    return Math.max(aloneMs, pacers.of(gate).waitMs(clock.monotonic(), tokens))
  }

  function awaits(gate: Gate, ms: number, tokens: Tokens) {
    const now = clock.monotonic()
    const paceMs = pacers.of(gate).waitMs(now, tokens)
    const first = firsts.waitMs(gate) > paceMs
    awaited.set(gate.id, { at: now + ms, of: first ? null : pacers.of(gate).waitsFor(now, tokens), first })
  }

  /** The best of them that lets such a call pass now; if none does, the moment when one will is awaited. */
  function choose(through: readonly Gate[], tokensOf: (gate: Gate) => Tokens): Gate | null {
    let best: Gate | null = null
    let soonest = Number.POSITIVE_INFINITY
    for (const gate of through) {
      if (!mayUse(gate.providerId)) continue
      const tokens = tokensOf(gate)
      const ms = waitMs(gate, tokens)
      if (ms > 0) {
        soonest = Math.min(soonest, ms)
        if (Number.isFinite(ms)) awaits(gate, ms, tokens)
      } else if (best === null || inFlight(gate) < inFlight(best)) best = gate
    }
    if (best === null) {
      wakeIn(soonest)
      awaitsEnd ||= soonest === Number.POSITIVE_INFINITY
    }
    return best
  }
  /** Its own model's gates, or those of the models that stand in where these stay closed. */
  function through(route: Gate, fallback: number): readonly Gate[] {
    const known = fallback <= routes.fallbacks(route) ? fallback : 0 // it may have been taken off the list
    const first = known === 0 ? routes.own(route) : routes.fallback(route, known)
    if (!routes.closedForLong(route, first, clock.now())) return first
    const all = [...first]
    for (let n = known + 1; n <= routes.fallbacks(route); n++) {
      const next = routes.fallback(route, n)
      all.push(...next)
      if (!routes.closedForLong(route, next, clock.now())) break
    }
    return all
  }
  const inFlight = (gate: Gate) => pacers.get(gate.id)?.view(clock.monotonic()).inFlight ?? 0

  function maxOutputOf({ request }: Candidate): number | null {
    return request.kind === 'chat' ? (request.maxOutputTokens ?? null) : request.kind === 'embedding' ? 0 : null
  }

  function probe(taskId: TaskId, way: Way) {
    gates.probe(way.gateId, taskId)
    if (gates.closedFor(way.gateId) !== 'rate_limit') return
    clock.timer(refusalMs, () => {
      if (going.get(taskId) === way) letIn(way.gateId, taskId)
    })
  }
  /** The probe runs: no need to wait for its end. */
  function letIn(gateId: GateId, taskId: TaskId) {
    if (!going.has(taskId)) return
    const opened = gates.accepted(gateId, taskId)
    if (opened.length === 0) return
    pacers.moved(opened)
    store.saveGates(opened).catch(onStoreError)
    onMayGo()
  }
  function forget(taskId: TaskId, way: Way): boolean {
    going.delete(taskId)
    if (awaitsEnd) {
      awaitsEnd = false
      queueMicrotask(onMayGo)
    }
    for (const check of checks) check.release(taskId)
    firsts.left(way, taskId)
    return gates.unprobe(way.gateId, taskId)
  }

  return {
    /** Whether anything that stands at that gate may go now. */
    admit(routeId: GateId): boolean {
      const route = gates.get(routeId)
      if (!route) return false
      if (choose(through(route, 0), () => noTokens)) return true
      for (let n = 1; n <= routes.fallbacks(route); n++)
        if (choose(routes.fallback(route, n), () => noTokens)) return true // for those that have used up their own retries
      return false
    },
    /** The way of that task, which is its own from now on; null or 'aside' where it has to wait. The same answer when asked again. */
    reserve(task: Candidate, books: Books): Way | 'aside' | null {
      const known = going.get(task.id)
      if (known) return known
      const route = gates.get(task.gateId)
      if (!route) return null
      const output = maxOutputOf(task)
      const tokensOf = (gate: Gate) => pacers.of(gate).estimate(task.text.length, output)
      const gate = choose(through(route, task.fallback), tokensOf)
      if (!gate) return task.fallback > 0 ? 'aside' : null // what stands behind it may still have its own model
      let way: Way = { gateId: gate.id, keyId: gate.keyId, providerId: gate.providerId, model: gate.model }
      let asked = 0
      for (const check of checks) {
        const checked = check.reserve(task, way, books)
        if (checked === null || checked === 'aside') {
          for (const each of checks.slice(0, asked)) each.release(task.id)
          return checked
        }
        way = checked
        asked += 1
      }
      pacers.of(gate).started(clock.monotonic(), task.id, tokensOf(gate))
      if (gates.passage(gate.id) === 'probe') probe(task.id, way)
      firsts.goes(way, task.id)
      going.set(task.id, way)
      return way
    },
    /** The claim is over, and these of those that it asked for did not go. True when another one may go instead. */
    notTaken(ids: Iterable<TaskId>): boolean {
      let any = false
      for (const id of ids) {
        const way = going.get(id)
        if (!way) continue
        pacers.get(way.gateId)?.unsent(id)
        any = forget(id, way) || any
      }
      return any
    },
    /** A sign of life of a call: its key is good. */
    heard({ id, way }: Pick<ClaimedTask, 'id' | 'way'>): void {
      for (const check of checks) check.heard?.(id)
      letIn(way.gateId, id)
      if (firsts.heard(way)) onMayGo()
    },
    /** Its call is over, with what it came to as the provider said it. */
    ended({ id, way }: ClaimedTask, { outcome, readings, firstByteMs }: Heard): void {
      if (!going.has(id)) return
      for (const check of checks) check.ended?.(id, outcome)
      pacers.get(way.gateId)?.ended(clock.monotonic(), id, {
        ...{ kind: kindOf(outcome), readings, usage: usageOf(outcome) },
        ...(outcome.kind === 'rate_limited'
          ? { limit: outcome.limit ?? 'window', retryAfterMs: outcome.retryAfterMs }
          : {}),
        ...(firstByteMs === null ? {} : { firstByteMs }),
      })
      firsts.ended(way, outcome)
      pacers.learn(way.gateId)
    },
    /** After the gates have ruled on it. */
    left({ id, way }: ClaimedTask): void {
      const own = going.get(id)
      if (own?.gateId === way.gateId) forget(id, own)
    },
    /** These gates closed or opened. */
    moved: pacers.moved,
    /** A provider's settings or keys changed. */
    changed(providerId: string): void {
      pacers.changed(providerId)
      firsts.changed(providerId)
    },
    /** What was learned of that gate's limits is forgotten; what a person or a preset says stays, and so does what is in flight. */
    forget(id: GateId): readonly Gate[] {
      awaited.delete(id)
      const inFlight = [...going].flatMap(([taskId, way]) => (way.gateId === id ? [taskId] : []))
      const gate = pacers.forget(id, inFlight)
      return gate ? [gate] : []
    },
    /** The model that goes on with a task whose retries are used up; undefined when there is none. Counted from 1. */
    nextFallback(routeId: GateId, last: number): number | undefined {
      const route = gates.get(routeId)
      return route && last < routes.fallbacks(route) ? last + 1 : undefined
    },
    /** Ms until a call may pass that gate, by its pace; Infinity where only the end of a call or a person can tell. */
    waitMs(routeId: GateId): number {
      const route = gates.get(routeId)
      const waits = route ? through(route, 0).map((gate) => waitMs(gate, noTokens)) : []
      return Math.min(Number.POSITIVE_INFINITY, ...waits)
    },
    /** Whether nothing that stands at that gate can go for now: its gates are closed, for every key, and so are those that may stand in. */
    isShut(routeId: GateId): boolean {
      const route = gates.get(routeId)
      return route !== undefined && through(route, 0).every(({ state }) => state.kind === 'closed')
    },
    pace(id: GateId): (PaceView & Pick<Pace, 'next'>) | null {
      const pacer = pacers.get(id)
      if (!pacer) return null
      const [now, wait] = [clock.monotonic(), awaited.get(id)]
      const leftMs = (wait?.at ?? now) - now
      if (!wait || leftMs < worthTellingMs) return pacer.view(now)
      const at = Math.ceil((clock.now() + leftMs) / 100) * 100 // not another moment each time it is told
      return { ...pacer.view(now), next: { at, of: wait.of, ...(wait.first ? { first: true } : {}) } }
    },
    uses: pacers.uses,
    /** Writes what was learned and is not on disk yet, and ends all timers. */
    stop(): void {
      waking?.takeBack()
      pacers.stop()
    },
  }
}
export type Ways = ReturnType<typeof createWays>

function kindOf(outcome: Outcome): CallEnd['kind'] {
  switch (outcome.kind) {
    case 'succeeded':
    case 'permanent':
      return 'answered'
    case 'rate_limited':
      return 'rate_limited'
    case 'cancelled':
    case 'lost':
      return 'gone'
    case 'transient':
      return outcome.failure.code === 'overloaded' ? 'overloaded' : 'failed'
    default:
      return 'failed'
  }
}

function usageOf(outcome: Outcome): Usage | null {
  if (outcome.kind === 'succeeded') return outcome.result.usage
  return 'answer' in outcome ? (outcome.answer?.usage ?? null) : null
}
