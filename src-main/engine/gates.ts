import type { Gate, GateState } from '#shared/gate'
import type { Outcome } from '#shared/outcome'
import type { EpochMs, Failure, GateId, TaskId, Wait } from '#shared/task'
import { longestAskedMs } from './transition'

/** An outage is believed when so many failures in a row came from so many different tasks: one bad prompt closes no gate. */
const outageFailures = 4
const outageTasks = 3
/** Failures further apart than this do not belong together. */
const outageWindowMs = 60_000
/** The wait before a probe, doubled each time it fails. */
const outageWaitMs = 5_000
const longestOutageWaitMs = 60_000
/** A 429 without any hint of its time. */
const unhintedLimitMs = 10_000

type Streak = { readonly failedAt: EpochMs[]; readonly tasks: Set<TaskId> }
/** What the gate made of an outcome: perhaps another one (a failure that was the provider's spends no retry), and the wait it means. */
export type Ruling = { readonly outcome: Outcome; readonly wait: Wait | null; readonly changed: readonly Gate[] }

/**
 * The gates of all providers and models, in memory; the caller stores what `changed`. No clock and no I/O of its own.
 * @param load reads a gate that was made after the start
 * @param loadAll reads all of them: what holds for a provider holds also for a gate that no lane has asked for yet
 */
export function createGates(
  initial: readonly Gate[],
  load: (id: GateId) => Gate | undefined,
  loadAll: () => readonly Gate[] = () => [],
) {
  const gates = new Map(initial.map((gate) => [gate.id, gate]))
  const streaks = new Map<GateId, Streak>()
  /** The task that probes a half-open gate; null between its admission and its claim. */
  const probes = new Map<GateId, TaskId | null>()

  const find = (id: GateId): Gate | undefined => {
    const known = gates.get(id) ?? load(id)
    if (known) gates.set(id, known)
    return known
  }
  const ofProvider = (providerId: string): Gate[] => {
    for (const gate of loadAll()) if (!gates.has(gate.id)) gates.set(gate.id, gate)
    return [...gates.values()].filter((gate) => gate.providerId === providerId)
  }
  const put = (gate: Gate, state: GateState, closures = gate.closures): Gate => {
    const next = { ...gate, state, closures }
    gates.set(gate.id, next)
    if (state.kind !== 'half_open') probes.delete(gate.id)
    return next
  }
  const open = (gate: Gate): Gate => put(gate, { kind: 'open' }, 0)

  function closeUntil(
    gate: Gate,
    reason: 'rate_limit' | 'outage',
    failure: Failure,
    now: EpochMs,
    waitMs: number,
  ): Gate {
    const asked = now + Math.min(Math.ceil(waitMs), longestAskedMs)
    // Two answers of one burst may name different times: the later one is right for all.
    const until = gate.state.kind === 'closed' && gate.state.until !== null ? Math.max(gate.state.until, asked) : asked
    const since = gate.state.kind === 'closed' ? gate.state.since : now
    const closures = reason === 'outage' ? gate.closures + 1 : gate.closures
    return put(gate, { kind: 'closed', reason, since, until, failure }, closures)
  }

  function outage(gate: Gate, outcome: Outcome & { kind: 'transient' }, now: EpochMs): Ruling {
    const waitMs = Math.max(
      outcome.retryAfterMs ?? 0,
      Math.min(outageWaitMs * 2 ** Math.min(gate.closures, 10), longestOutageWaitMs),
    )
    const closed = closeUntil(gate, 'outage', outcome.failure, now, waitMs)
    streaks.delete(gate.id)
    return {
      outcome: { kind: 'held', failure: outcome.failure },
      wait: waitUntil('outage', closed, now),
      changed: [closed],
    }
  }

  /** Whether this failure makes it an outage. */
  function believed(gateId: GateId, taskId: TaskId, now: EpochMs): boolean {
    const streak = streaks.get(gateId) ?? { failedAt: [], tasks: new Set<TaskId>() }
    if (now - (streak.failedAt.at(-1) ?? now) > outageWindowMs) {
      streak.failedAt.length = 0
      streak.tasks.clear()
    }
    streak.failedAt.push(now)
    streak.tasks.add(taskId)
    streaks.set(gateId, streak)
    return streak.failedAt.length >= outageFailures && streak.tasks.size >= outageTasks
  }

  function rule(gate: Gate, taskId: TaskId, outcome: Outcome, now: EpochMs, random: number): Ruling {
    const unchanged: Ruling = { outcome, wait: null, changed: [] }
    const probed = probes.get(gate.id) === taskId
    switch (outcome.kind) {
      case 'succeeded':
      case 'permanent': // it answered, if only to refuse this request
        streaks.delete(gate.id)
        return probed ? { ...unchanged, changed: [open(gate)] } : unchanged
      case 'rate_limited': {
        if (gate.state.kind === 'closed' && gate.state.until === null) return unchanged
        // Upward only: asking before the provider's own time is sure to be refused. The spread parts those that wait.
        const statedMs = outcome.retryAfterMs ?? unhintedLimitMs
        const closed = closeUntil(
          gate,
          'rate_limit',
          outcome.failure,
          now,
          statedMs + 50 + random * Math.min(200, statedMs * 0.1),
        )
        return { outcome, wait: waitUntil('rate_limit', closed, now), changed: [closed] }
      }
      case 'blocked': {
        const { reason, failure } = outcome
        const all = ofProvider(gate.providerId)
        return {
          ...unchanged,
          changed: all.map((each) => put(each, { kind: 'closed', reason, since: now, until: null, failure })),
        }
      }
      case 'transient': {
        if (probed) return outage(gate, outcome, now)
        if (!outcome.outage) return unchanged
        const out = (gate.state.kind === 'closed' && gate.state.reason === 'outage') || gate.state.kind === 'half_open'
        // It was sent before the gate closed and failed of the same cause: the task need not pay for it.
        if (out) {
          const until = gate.state.kind === 'closed' ? waitUntil('outage', gate, now) : null
          return { outcome: { kind: 'held', failure: outcome.failure }, wait: until, changed: [] }
        }
        return believed(gate.id, taskId, now) ? outage(gate, outcome, now) : unchanged
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
    /** Whether a task may be claimed for this gate now. A half-open one lets a single probe through. */
    admit(id: GateId): boolean {
      const kind = find(id)?.state.kind
      if (kind === 'closed') return false
      if (kind !== 'half_open') return true
      if (probes.has(id)) return false
      probes.set(id, null)
      return true
    },
    /** The claim is on disk: if it was let through as the probe, its outcome decides. */
    claimed(id: GateId, taskId: TaskId): void {
      if (probes.get(id) === null) probes.set(id, taskId)
    },
    /** The claim is over: admissions of these gates that it did not use are taken back. True when there were any. */
    unclaimed(ids: Iterable<GateId>): boolean {
      let any = false
      for (const id of ids) if (probes.get(id) === null) any = probes.delete(id)
      return any
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
      return gate ? rule(gate, taskId, outcome, now, random) : { outcome, wait: null, changed: [] }
    },
    /** Opens what is due: a rate limit's gate wholly, an outage's for one probe. */
    openDue(now: EpochMs): Gate[] {
      return [...gates.values()].flatMap((gate) => {
        if (gate.state.kind !== 'closed' || gate.state.until === null || gate.state.until > now) return []
        return [gate.state.reason === 'rate_limit' ? open(gate) : put(gate, { kind: 'half_open', since: now })]
      })
    },
    nextDueAt(): EpochMs | null {
      const times = [...gates.values()].flatMap(({ state }) =>
        state.kind === 'closed' && state.until !== null ? [state.until] : [],
      )
      return times.length === 0 ? null : Math.min(...times)
    },
    /** A person says that it works again: every gate of the provider that waited for them, or that one gate, lets a probe through. */
    openByPerson(id: GateId, now: EpochMs): Gate[] {
      const gate = find(id)
      if (gate?.state.kind !== 'closed') return []
      const together = gate.state.until === null ? this.waitingForPerson(gate.providerId) : [gate]
      return together.map((each) => put(each, { kind: 'half_open', since: now }))
    },
    waitingForPerson: (providerId: string): Gate[] =>
      ofProvider(providerId).filter(({ state }) => state.kind === 'closed' && state.until === null),
  }
}
export type Gates = ReturnType<typeof createGates>

function waitUntil(reason: 'rate_limit' | 'outage', gate: Gate, now: EpochMs): Wait | null {
  if (gate.state.kind !== 'closed' || gate.state.until === null) return null
  return { reason, ms: Math.max(0, gate.state.until - now), until: gate.state.until }
}
