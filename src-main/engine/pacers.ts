import type { Gate } from '#shared/gate'
import { unknownLimits } from '#shared/limits'
import type { LimitUse } from '#shared/overview'
import type { GateId, TaskId } from '#shared/task'
import type { Gates } from './gates'
import { createPacer, type Pacer } from './pace/pacer'
import { createSharedPaces } from './pace/shared-pace'
import type { Clock, EngineStore, Providers } from './ports'

/** What calls taught is looked at so often, and written at most so often. */
const lookEveryMs = 100
const saveEveryMs = 2_000

type Parts = {
  readonly gates: Gates
  readonly clock: Clock
  readonly limits: Required<Providers>['limits']
  readonly store: Pick<EngineStore, 'saveGates'>
  readonly onStoreError: (error: unknown) => void
}

/** The pacers of all gates, and what they have learned on its way to the disk. */
export function createPacers({ gates, clock, limits, store, onStoreError }: Parts) {
  const pacers = new Map<GateId, Pacer>()
  const sharedPaces = createSharedPaces()
  /** Gates that were closed: once open again their flow grows back in steps. */
  const shut = new Set<GateId>()
  const taught = new Set<GateId>()
  const unsaved = new Set<GateId>()
  let looking: (() => void) | null = null
  let saving: (() => void) | null = null

  function of(gate: Gate): Pacer {
    let pacer = pacers.get(gate.id)
    if (!pacer) {
      const { set, preset, shared = null } = limits(gate.providerId, gate.model)
      const times = { now: clock.monotonic(), wallNow: clock.now() }
      pacer = createPacer({ known: gate.limits, set, preset, ...times })
      if (shared !== null)
        pacer = sharedPaces.join(`${gate.providerId}\n${gate.keyId}\n${shared}`, { id: gate.id, own: pacer }, times)
      pacers.set(gate.id, pacer)
      gates.learned(gate.id, pacer.known()) // what a person or a preset says holds from the first call on
      if (gate.state.kind !== 'open') shut.add(gate.id)
    }
    return pacer
  }
  function learn(id: GateId): void {
    taught.add(id)
    looking ??= clock.timer(lookEveryMs, look)
  }
  function look() {
    looking?.()
    looking = null
    for (const id of taught) {
      const pacer = pacers.get(id)
      if (pacer?.takeChanged() && gates.learned(id, pacer.known())) unsaved.add(id)
    }
    taught.clear()
    if (unsaved.size > 0) saving ??= clock.timer(saveEveryMs - lookEveryMs, save)
  }
  function save() {
    saving = null
    const changed = [...unsaved].flatMap((id) => gates.get(id) ?? [])
    unsaved.clear()
    if (changed.length > 0) store.saveGates(changed).catch(onStoreError)
  }

  return {
    of,
    /** Of a gate that let no call through yet there is none. */
    get: (id: GateId): Pacer | undefined => pacers.get(id),
    /** What went through each gate within the last minute; nothing of those through which nothing did. */
    uses(): LimitUse[] {
      const now = clock.monotonic()
      return [...pacers].flatMap(([gateId, pacer]) => {
        const used = pacer.used(now)
        return used.requests > 0 || used.tokens > 0 ? [{ gateId, ...used }] : []
      })
    },
    /** Has what that gate's pacer learned written, some time later. */
    learn,
    /** These gates closed or opened. */
    moved(changed: readonly Gate[]): void {
      const now = clock.monotonic()
      for (const gate of changed) {
        const pacer = of(gate)
        if (gate.state.kind === 'closed') {
          shut.add(gate.id)
          pacer.closed(now)
        } else if (gate.state.kind === 'open' && shut.delete(gate.id)) pacer.reopened(now)
      }
    },
    /** What a person or a preset says of that provider changed. */
    changed(providerId: string): void {
      for (const gate of gates.all()) {
        if (gate.providerId !== providerId) continue
        const { set, preset } = limits(providerId, gate.model)
        of(gate).setLimits(set, clock.monotonic(), preset)
        taught.add(gate.id)
      }
      look()
    },
    /** Begins anew, with what a person or a preset says and with the calls that are in flight. */
    forget(id: GateId, inFlight: Iterable<TaskId>): Gate | undefined {
      const gate = gates.learned(id, unknownLimits)
      if (!gate) return undefined
      pacers.delete(id)
      const pacer = of(gate)
      for (const taskId of inFlight) pacer.started(clock.monotonic(), taskId, { input: 0, output: 0 })
      return gates.learned(id, pacer.known())
    },
    /** Writes what is not on disk yet. */
    stop(): void {
      look()
      saving?.()
      save()
    },
  }
}
