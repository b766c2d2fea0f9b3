import type { Gate, GateReason, GateState } from '#shared/gate'
import type { LimitScope, Outcome } from '#shared/outcome'
import type { EpochMs, Failure, GateId, TaskId, Wait } from '#shared/task'
import { createStreaks } from './streaks'
import { longestAskedMs } from './transition'

/** The waits before the first probes of an outage grow with it: a short one is not outlasted by much. Then one wait, for some two minutes in
 *  all; then it doubles, up to the longest. */
const firstOutageWaitsMs = [3_000, 3_000, 4_000, 4_000, 5_000, 5_000, 6_000] as const
const outageWaitMs = 7_000
const probesBeforeDoubling = 20
const longestOutageWaitMs = 60_000
/** 429s in a row without any hint of their time: a single one only slows the pace, so many close the gate. */
const unhintedBeforeClosing = 4
/** The pace waits for a second or more after each of them: those that come closer together left before the first was known. */
const unhintedApartMs = 500
/** Then, up to the longest: a window of a minute, the most usual, is asked for until it must have ended, and only after that more rarely. */
export const unhintedWaitsMs = [10_000, 10_000, 10_000, 10_000, 20_000, 40_000] as const
/** A used-up day or month without any hint of its end. */
const unhintedPeriodMs = 10 * 60_000
/** Of a model that the provider does not know, so many tasks become dead letters; the rest waits for a person. */
const unknownModelTasks = 3

/** What the gate made of an outcome: perhaps another one (a failure that was the provider's spends no retry), and the wait it means. */
export type Ruling = {
  readonly outcome: Outcome
  readonly wait: Wait | null
  readonly changed: readonly Gate[]
  /** Tasks whose last failure turns out to have been the provider's: the retry that it spent is given back. */
  readonly refunded: readonly TaskId[]
}
/** Whether a call may pass: one of many, or as the one that finds out. */
export type Passage = 'open' | 'probe'

const forPerson = (state: GateState): boolean =>
  state.kind === 'closed' && state.reason !== 'rate_limit' && state.reason !== 'outage'

/**
 * The gates of all providers, keys and models, in memory; the caller stores what `changed`. No clock and no I/O of its own. Whatever closed
 * one, a single probe goes first once its time has come.
 * @param load reads a gate that was made after the start
 * @param loadAll reads all of them: what holds for a key holds also for a gate that no lane has asked for yet
 */
export function createGates(
  initial: readonly Gate[],
  load: (id: GateId) => Gate | undefined,
  loadAll: () => readonly Gate[] = () => [],
) {
  const gates = new Map(initial.map((gate) => [gate.id, gate]))
  const outages = createStreaks()
  const unhinted = createStreaks({ failures: unhintedBeforeClosing, tasks: 1, apartMs: unhintedApartMs })
  const unknownModel = createStreaks({ failures: unknownModelTasks, tasks: unknownModelTasks, apartMs: 0 })
  /** The task that probes a half-open gate. */
  const probes = new Map<GateId, TaskId>()
  /** Since when a gate has not been open, through all of its probes. */
  const shutSince = new Map(initial.flatMap(({ id, state }) => (state.kind === 'open' ? [] : [[id, state.since]])))
  /** What half-open gates were closed for. */
  const cause = new Map<GateId, GateReason>()

  const find = (id: GateId): Gate | undefined => {
    const known = gates.get(id) ?? load(id)
    if (known) gates.set(id, known)
    return known
  }
  const ofProvider = (providerId: string): Gate[] => {
    for (const gate of loadAll()) if (!gates.has(gate.id)) gates.set(gate.id, gate)
    return [...gates.values()].filter((gate) => gate.providerId === providerId)
  }
  /** Those for which the same holds. */
  const inScope = (gate: Gate, scope: LimitScope): Gate[] =>
    scope === 'model' ? [gate] : ofProvider(gate.providerId).filter(({ keyId }) => keyId === gate.keyId)
  const put = (gate: Gate, state: GateState, closures = gate.closures): Gate => {
    const next = { ...gate, state, closures }
    gates.set(gate.id, next)
    // What it was closed for before a restart is in its own state.
    for (const each of [gate.state, state]) if (each.kind === 'closed') cause.set(gate.id, each.reason)
    if (state.kind === 'open') shutSince.delete(gate.id)
    else if (!shutSince.has(gate.id)) shutSince.set(gate.id, state.since)
    if (state.kind !== 'half_open') probes.delete(gate.id)
    return next
  }

  function closeUntil(
    gate: Gate,
    reason: 'rate_limit' | 'outage',
    failure: Failure,
    now: EpochMs,
    waitMs: number,
  ): Gate {
    const asked = now + Math.ceil(waitMs)
    // Two answers of one burst may name different times: the later one is right for all.
    const until = gate.state.kind === 'closed' && gate.state.until !== null ? Math.max(gate.state.until, asked) : asked
    const again = gate.state.kind === 'closed' // those of one burst close it once
    const since = gate.state.kind === 'closed' ? gate.state.since : now
    return put(gate, { kind: 'closed', reason, since, until, failure }, gate.closures + (again ? 0 : 1))
  }

  function outage(
    gate: Gate,
    outcome: Outcome & { kind: 'transient' },
    now: EpochMs,
    tasks: readonly TaskId[],
  ): Ruling {
    const doubled = 2 ** Math.min(Math.floor(gate.closures / probesBeforeDoubling), 10)
    const ownMs = Math.min((firstOutageWaitsMs[gate.closures] ?? outageWaitMs) * doubled, longestOutageWaitMs)
    const askedMs = Math.min(outcome.retryAfterMs ?? 0, longestAskedMs)
    const closed = closeUntil(gate, 'outage', outcome.failure, now, Math.max(ownMs, askedMs))
    outages.end(gate.id)
    return {
      ...{ outcome: held(outcome), wait: waitOf('outage', closed, now) },
      ...{ changed: [closed], refunded: tasks },
    }
  }

  function rateLimited(
    gate: Gate,
    taskId: TaskId,
    outcome: Outcome & { kind: 'rate_limited' },
    now: EpochMs,
    random: number,
  ): Ruling {
    const { failure, retryAfterMs, scope = 'model', limit = 'window' } = outcome
    const unchanged: Ruling = { outcome, wait: null, changed: [], refunded: [] }
    if (forPerson(gate.state)) return unchanged
    const probed = probes.get(gate.id) === taskId
    // The pace slows down by itself where no time is named; asking again and again would be fighting it.
    const enough = retryAfterMs !== null || probed || unhinted.add(gate.id, taskId, now) !== null
    if (!enough && (limit === 'window' || limit === 'concurrency')) return unchanged
    const ownMs = limit === 'period' ? unhintedPeriodMs : (unhintedWaitsMs[gate.closures] ?? longestOutageWaitMs)
    const statedMs = retryAfterMs ?? ownMs
    // Upward only: asking before the provider's own time is sure to be refused. The spread parts those that wait.
    const waitMs = statedMs + 50 + random * Math.min(200, statedMs * 0.1)
    const changed = inScope(gate, scope)
      .filter(({ state }) => !forPerson(state))
      .map((each) => closeUntil(each, 'rate_limit', failure, now, waitMs))
    return { ...unchanged, wait: waitOf('rate_limit', find(gate.id) ?? gate, now), changed }
  }

  function closeForPerson(
    gates: readonly Gate[],
    reason: Exclude<GateReason, 'rate_limit' | 'outage'>,
    failure: Failure,
    now: EpochMs,
    until: EpochMs | null,
  ): Gate[] {
    return gates.map((gate) => put(gate, { kind: 'closed', reason, since: now, until, failure }))
  }

  function rule(gate: Gate, taskId: TaskId, outcome: Outcome, now: EpochMs, random: number): Ruling {
    const unchanged: Ruling = { outcome, wait: null, changed: [], refunded: [] }
    const probed = probes.get(gate.id) === taskId
    switch (outcome.kind) {
      case 'succeeded':
      case 'permanent': {
        // It answered, if only to refuse this request.
        outages.end(gate.id)
        unhinted.end(gate.id)
        const unknown = outcome.kind === 'permanent' && outcome.failure.code === 'model'
        if (unknown && (probed || unknownModel.add(gate.id, taskId, now) !== null))
          return { ...unchanged, changed: closeForPerson([gate], 'model', outcome.failure, now, null) }
        if (!unknown) unknownModel.end(gate.id)
        const healthy = gate.state.kind === 'open' && gate.closures > 0
        return probed || healthy ? { ...unchanged, changed: [put(gate, { kind: 'open' }, 0)] } : unchanged
      }
      case 'rate_limited':
        return rateLimited(gate, taskId, outcome, now, random)
      case 'blocked': {
        const { reason, failure, scope = 'key', retryAfterMs } = outcome
        const until = retryAfterMs === undefined ? null : now + Math.ceil(retryAfterMs)
        return { ...unchanged, changed: closeForPerson(inScope(gate, scope), reason, failure, now, until) }
      }
      case 'transient': {
        if (!outcome.outage) {
          // It speaks of this request: the provider answered, and another one may find out. It pays for its own failure.
          if (probed) probes.delete(gate.id)
          return unchanged
        }
        if (probed) return outage(gate, outcome, now, [])
        const { state } = gate
        const isOut = state.kind === 'closed' && state.reason === 'outage'
        // It was sent before the gate closed: the task need not pay for it, and a gate that waits for a person goes on to.
        if (isOut || state.kind === 'half_open' || forPerson(state)) {
          const wait = isOut ? waitOf('outage', gate, now) : null
          return { ...unchanged, outcome: held(outcome), wait }
        }
        const tasks = outages.add(gate.id, taskId, now)
        return tasks
          ? outage(
              gate,
              outcome,
              now,
              tasks.filter((id) => id !== taskId),
            )
          : unchanged
      }
      case 'cancelled':
      case 'held':
      case 'lost':
        if (probed) probes.delete(gate.id) // the next one may probe
        return unchanged
    }
  }

  return {
    all: (): Gate[] => [...gates.values()],
    get: find,
    /** How a call may pass this gate now; null: not at all. */
    passage(id: GateId): Passage | null {
      const kind = find(id)?.state.kind
      if (kind === 'closed') return null
      if (kind !== 'half_open') return 'open'
      return probes.has(id) ? null : 'probe'
    },
    /** That task is let through a half-open gate: its outcome decides. */
    probe: (id: GateId, taskId: TaskId): void => void probes.set(id, taskId),
    shutSince: (id: GateId, now: EpochMs): EpochMs => Math.min(shutSince.get(id) ?? now, now),
    /** What the gate was last closed for. */
    closedFor: (id: GateId): GateReason | undefined => cause.get(id),
    /** The probe shows that the provider takes calls again, before it has ended. */
    accepted(id: GateId, taskId: TaskId): Gate[] {
      const gate = gates.get(id)
      return gate?.state.kind === 'half_open' && probes.get(id) === taskId ? [put(gate, { kind: 'open' }, 0)] : []
    },
    /** It did not go after all. True when it was the probe, so that another one may be. */
    unprobe(id: GateId, taskId: TaskId): boolean {
      return probes.get(id) === taskId && probes.delete(id)
    },
    /** After the clock was set back: no gate stays closed for longer than it was to be. */
    clamp(now: EpochMs): Gate[] {
      return [...gates.values()].flatMap((gate) => {
        const { state } = gate
        if (state.kind !== 'closed' || state.until === null) return []
        const until = now + (state.until - state.since)
        return state.until > until ? [put(gate, { ...state, since: now, until })] : []
      })
    },
    observe(id: GateId, taskId: TaskId, outcome: Outcome, now: EpochMs, random: number): Ruling {
      const gate = find(id)
      return gate ? rule(gate, taskId, outcome, now, random) : { outcome, wait: null, changed: [], refunded: [] }
    },
    /** What was learned of its limits, to be stored with the next change. */
    learned(id: GateId, limits: Gate['limits']): Gate | undefined {
      const gate = find(id)
      if (!gate) return undefined
      const next = { ...gate, limits }
      gates.set(id, next)
      return next
    },
    /** Those whose time has come let one probe through. */
    openDue(now: EpochMs): Gate[] {
      return [...gates.values()].flatMap((gate) => {
        if (gate.state.kind !== 'closed' || gate.state.until === null || gate.state.until > now) return []
        return [put(gate, { kind: 'half_open', since: now })]
      })
    },
    nextDueAt(): EpochMs | null {
      let first: EpochMs | null = null
      for (const { state } of gates.values())
        if (state.kind === 'closed' && state.until !== null && (first === null || state.until < first))
          first = state.until
      return first
    },
    /** A person says that it works again: every gate that waited for them of the same cause, or that one gate, lets a probe through. */
    openByPerson(id: GateId, now: EpochMs): Gate[] {
      const gate = find(id)
      if (gate?.state.kind !== 'closed') return []
      const { reason } = gate.state
      const together =
        reason === 'auth' || reason === 'quota' ? this.waitingForPerson(gate.providerId, gate.keyId) : [gate]
      return together.map((each) => put(each, { kind: 'half_open', since: now }))
    },
    /** Of one key, or of all of them. */
    waitingForPerson: (providerId: string, keyId?: string): Gate[] =>
      ofProvider(providerId).filter((gate) => forPerson(gate.state) && (keyId === undefined || gate.keyId === keyId)),
  }
}
export type Gates = ReturnType<typeof createGates>

function waitOf(reason: 'rate_limit' | 'outage', gate: Gate, now: EpochMs): Wait | null {
  if (gate.state.kind !== 'closed' || gate.state.until === null) return null
  return { reason, ms: Math.max(0, gate.state.until - now), until: gate.state.until }
}

/** The task waits with the gate and spends nothing; what had come of its answer stays with the attempt. */
function held({ failure, answer }: Outcome & { kind: 'transient' }): Outcome {
  return { kind: 'held', failure, ...(answer ? { answer } : {}) }
}
