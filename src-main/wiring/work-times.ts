import type { Engine } from '#engine/engine'
import { type Load, type Room, workTime } from '#engine/pace/work-time'
import type { Providers } from '#engine/ports'
import type { Gate } from '#shared/gate'
import { laneNames } from '#shared/lane'
import { type KnownLimit, type KnownLimits, type SetLimits, unknownLimits } from '#shared/limits'
import { windowAt } from '#shared/run-window'
import type { EpochMs } from '#shared/task'
import type { WorkTime } from '#shared/work-time'
import type { CountRow } from '#store/counts'
import type { Store } from '#store/store'

type Parts = {
  readonly store: Pick<Store, 'counts'>
  readonly engine: Pick<Engine, 'gates' | 'lane'>
  /** What a person set, and what a preset says. */
  readonly limits?: Providers['limits'] | undefined
  readonly now: () => EpochMs
}
/** How long calls take changes slowly, and many ask. */
const typicalForMs = 5_000
const noneSet: SetLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null }

/** How long work takes by the limits that were learned, told or set, and by how long calls took lately. */
export function workTimes({ store, engine, limits, now }: Parts) {
  function roomOf(providerId: string, model: string): Room {
    const { set = noneSet, preset = {} } = limits?.(providerId, model) ?? {}
    const gates = engine.gates().filter((gate) => gate.providerId === providerId && gate.model === model)
    const open = gates.filter((gate) => !isShut(gate))
    // Every key has its own limits; before the first call only those are known that hold for all.
    const known = open.length > 0 ? open.map((gate) => gate.limits) : [unknownLimits]
    const sum = (of: (limits: KnownLimits) => number | null) =>
      known.map(of).reduce<number | null>((all, n) => (all === null || n === null ? null : all + n), 0)
    const rate = (name: 'requests' | 'tokens' | 'inputTokens' | 'outputTokens', asSet: number | null) =>
      sum((each) => least(perMs(each[name] ?? preset[name] ?? null), asSet === null ? null : asSet / 60_000))
    return {
      requestsPerMs: rate('requests', set.requestsPerMinute),
      tokensPerMs: rate('tokens', set.tokensPerMinute),
      inputPerMs: rate('inputTokens', null),
      outputPerMs: rate('outputTokens', null),
      atOnce: sum((each) => least(each.concurrency?.value ?? preset.concurrency?.value ?? null, set.concurrency)),
      closedUntil: gates.length > 0 && open.length === 0 ? soonest(gates) : null,
    }
  }

  const typical = new Map<string, { readonly until: EpochMs; readonly ms: number | null }>()
  function typicalMs(providerId: string, model: string, gates: readonly Gate[]): number | null {
    const key = `${providerId}\n${model}`
    const known = typical.get(key)
    if (known && known.until > now()) return known.ms
    const own = gates.filter((gate) => gate.providerId === providerId && gate.model === model)
    const ms = store.counts.typicalMs(own.map(({ id }) => id))
    typical.set(key, { until: now() + typicalForMs, ms })
    return ms
  }

  type Amount = Omit<Load, 'callMs'>
  function timeOf(loads: readonly Amount[], rows: readonly CountRow[], own: number): WorkTime | null {
    const gates = engine.gates()
    const timed = loads.map((load): Load => ({ ...load, callMs: typicalMs(load.providerId, load.model, gates) }))
    const lane = (name: Load['lane']) => {
      const { policy } = engine.lane(name)
      const { open, changesAt } = windowAt(policy.windows, now())
      return { concurrency: policy.concurrency, opensAt: open ? null : changesAt }
    }
    const time = workTime(timed, { roomOf, lane }, now())
    const used = laneNames.filter((name) => loads.some((load) => load.lane === name && load.calls > 0))
    const inLine = rows
      .filter(({ state, lane: name }) => (state === 'queued' || state === 'running') && used.includes(name))
      .reduce((all, { n }) => all + n, 0)
    return time && { ...time, inLine: Math.max(0, inLine - own) }
  }

  return {
    /**
     * Of work that is not in line yet, or of what is left of a batch. null: not known.
     * @param own how many of what is counted in the lanes' lines is that work itself
     */
    of: (loads: readonly Amount[], own = 0): WorkTime | null => timeOf(loads, store.counts.all(), own),
    /** Of what is left of a batch, which stands in line, with the counters at hand. */
    left(loads: readonly Amount[], rows: readonly CountRow[]): WorkTime | null {
      return timeOf(
        loads,
        rows,
        loads.reduce((sum, { calls }) => sum + calls, 0),
      )
    },
  }
}
export type WorkTimes = ReturnType<typeof workTimes>

/** What goes through a provider's batch API. Source: OpenAI and Anthropic answer within 24 hours. */
export const withinADay: WorkTime = {
  ...{ seconds: 86_400, slowedBy: null, providerId: null, model: null, atMost: true, startsAt: null, inLine: 0 },
}

const isShut = ({ state }: Gate) => state.kind === 'closed'
const perMs = (limit: KnownLimit | null) => (limit?.windowMs ? limit.value / limit.windowMs : null)
const least = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b))

/** When the first of them opens by itself. */
function soonest(gates: readonly Gate[]): EpochMs | 'person' {
  const times = gates.flatMap(({ state }) => (state.kind === 'closed' && state.until !== null ? [state.until] : []))
  return times.length === 0 ? 'person' : Math.min(...times)
}
