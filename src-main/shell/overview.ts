import type { Engine } from '#engine/engine'
import { type Batch, emptyCounts } from '#shared/batch'
import { type LaneName, laneNames } from '#shared/lane'
import { type DeadGroup, historyBarMs, historyBars, type LaneView, type Overview } from '#shared/overview'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import type { EpochMs } from '#shared/task'
import { type CountRow, sumCounts } from '#store/counts'
import type { Store } from '#store/store'
import { groupKey } from '#store/views'
import { createWindowTimes, type WindowTimes } from './window-times'

const batchesShown = 200
const deadGroupsShown = 100
const hourMs = 3_600_000

type Parts = {
  store: Store
  engine: Engine
  providerViews: () => ProviderView[]
  now: () => EpochMs
  windowTimes?: WindowTimes
}
/** What changes with every settle and costs little, and what is read from more rows and need not be newer than a second. */
export type Slow = Pick<Overview, 'deadGroups' | 'deadLastHour' | 'deadHistory' | 'mayHaveBeenBilled'> & {
  readonly lanes: Record<LaneName, Pick<LaneView, 'history' | 'typicalMs'>>
}

/** The numbers that a window shows besides its rows. */
export function createOverview({ store, engine, providerViews, now, windowTimes = createWindowTimes(now) }: Parts) {
  function slow(): Slow {
    const end = Math.floor(now() / historyBarMs) * historyBarMs + historyBarMs
    const since = end - historyBars * historyBarMs
    const ended = (['succeeded', 'dead', 'cancelled'] as const).map((state) => store.counts.endedSince(state, since))
    const bars = (rows: readonly { at: EpochMs }[]) => {
      const counts = new Array<number>(historyBars).fill(0)
      for (const { at } of rows) {
        const bar = Math.floor((at - since) / historyBarMs)
        if (bar >= 0 && bar < historyBars) counts[bar] = (counts[bar] ?? 0) + 1
      }
      return counts
    }
    const all = ended.flat()
    const laneSlow = (lane: LaneName) => ({
      history: bars(all.filter((row) => row.lane === lane)),
      typicalMs: percentile95(store.counts.recentAnswers(lane)),
    })
    return {
      lanes: { fast: laneSlow('fast'), heavy: laneSlow('heavy') },
      deadGroups: deadGroups(store),
      deadLastHour: store.counts.endedSince('dead', now() - hourMs).length,
      deadHistory: bars(ended[1] ?? []),
      mayHaveBeenBilled: store.attempts.unanswered(practiceProviderId),
    }
  }

  function full(slowPart: Slow): Overview {
    windowTimes.forget()
    const rows = store.counts.all()
    const gates = engine.gates()
    const closed = new Set(gates.filter(({ state }) => state.kind === 'closed').map(({ id }) => id))
    const held = (row: CountRow) => row.state === 'queued' && closed.has(row.gateId)
    const byBatch = Map.groupBy(rows, ({ batchId }) => batchId)
    const providers = providerViews()
    const { lanes, ...rest } = slowPart
    return {
      ...rest,
      counts: sumCounts(rows),
      lanes: laneNames.map((name) =>
        laneView(
          name,
          rows.filter(({ lane }) => lane === name),
          { held, slow: lanes[name] },
        ),
      ),
      gates: gates.filter(
        (gate) => gate.state.kind !== 'open' || rows.some((row) => row.gateId === gate.id && isLive(row)),
      ),
      heldByGate: [...closed].map((gateId) => ({
        gateId,
        held: sum(rows.filter((row) => row.gateId === gateId && held(row))),
      })),
      batches: store.batches.newest(batchesShown).map((batch): Batch => {
        const own = byBatch.get(batch.id) ?? []
        return {
          ...batch,
          opensAt: windowTimes.opensAt(batch.options.windows),
          counts: own.length > 0 ? sumCounts(own) : { ...emptyCounts },
          held: sum(own.filter(held)),
          toRun: { fast: toRun(own, 'fast'), heavy: toRun(own, 'heavy') },
        }
      }),
      providers,
      practiceInUse:
        providers.some(({ id, isDefault }) => id === practiceProviderId && isDefault) ||
        rows.some((row) => isLive(row) && engine.gate(row.gateId)?.providerId === practiceProviderId),
      savedAt: store.savedAt(),
      storage: engine.storage(),
      paused: engine.paused(),
      suspects: engine.suspects(),
    }
  }

  function laneView(
    name: LaneName,
    rows: readonly CountRow[],
    { held, slow }: { held: (row: CountRow) => boolean; slow: Slow['lanes'][LaneName] },
  ): LaneView {
    const of = (state: CountRow['state']) => sum(rows.filter((row) => row.state === state))
    const heldCount = sum(rows.filter(held))
    const slots = store.views.running(name).map(({ id, title, batchName, position, state }) => ({
      ...{ taskId: id, title, batchName, position },
      startedAt: state.kind === 'running' ? state.startedAt : now(),
    }))
    const { policy, paused } = engine.lane(name)
    return {
      ...{ name, policy, paused, slots, ...slow },
      opensAt: windowTimes.opensAt(policy.windows),
      ready: of('queued') - heldCount,
      held: heldCount,
      backingOff: of('backing_off'),
      scheduled: of('scheduled'),
      waiting: of('waiting'),
      nextDueAt: store.counts.nextDue(name),
    }
  }

  return { slow, full, storage: engine.storage }
}

const isLive = ({ state }: CountRow) => state !== 'succeeded' && state !== 'dead' && state !== 'cancelled'
const toRun = (rows: readonly CountRow[], lane: LaneName) =>
  sum(rows.filter((row) => row.lane === lane && isLive(row) && row.state !== 'running'))
const sum = (rows: readonly { n: number }[]) => rows.reduce((total, { n }) => total + n, 0)

/** Of fewer answers than this, the slowest says nothing about the next. */
const fewestAnswers = 5

function percentile95(values: readonly number[]): number | null {
  if (values.length < fewestAnswers) return null
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? null
}

function deadGroups(store: Store): DeadGroup[] {
  const rows = Map.groupBy(store.counts.deadGroups(), ({ code, status, providerCode }) =>
    groupKey(code, status, providerCode),
  )
  return [...rows]
    .flatMap(([key, lanes]): DeadGroup[] => {
      const [first] = lanes
      if (!first) return []
      const { code, status, providerCode } = first
      return [
        {
          ...{ key, code, status, providerCode, count: sum(lanes) },
          firstAt: Math.min(...lanes.map(({ firstAt }) => firstAt)),
          lastAt: Math.max(...lanes.map(({ lastAt }) => lastAt)),
          lanes: lanes.map(({ lane }) => lane),
          example: store.counts.exampleOf(code, status, providerCode),
        },
      ]
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, deadGroupsShown)
}
