import type { Engine } from '#engine/engine'
import type { Releases } from '#engine/letters/releases'
import { type Batch, emptyCounts } from '#shared/batch'
import { type LaneName, laneNames } from '#shared/lane'
import { deadGroupsShown, type LaneView, type Overview } from '#shared/overview'
import { type ProviderView, practiceProviderId } from '#shared/provider'
import type { BatchId, EpochMs } from '#shared/task'
import { type CountRow, sumCounts } from '#store/counts'
import type { Store } from '#store/store'
import type { WorkTimes } from '../wiring/work-times'
import { type BatchProgress, createBatchProgress } from './batch-progress'
import type { InterruptionsLog } from './interruptions'
import { paceOf } from './provider-commands'
import type { SpendView, Spent } from './spend-view'
import { createWindowTimes, type WindowTimes } from './window-times'

const batchesShown = 200
/** Older ones that a person may still have to act on: those that are not done or are paused, the newest of them. */
const olderBatchesShown = 300

type Parts = {
  store: Store
  engine: Engine
  providerViews: () => ProviderView[]
  now: () => EpochMs
  windowTimes?: WindowTimes
  money?: SpendView
  interruptions?: Pick<InterruptionsLog, 'read'>
  releases?: Pick<Releases, 'list'>
  times?: Pick<WorkTimes, 'left'>
}
/** What changes with every settle and costs little, and what is read from more rows and need not be newer than a second. */
export type Slow = Pick<
  Overview,
  'uses' | 'deadGroups' | 'deadGroupsInAll' | 'deadSnoozed' | 'deadLastHour' | 'deadHistory' | 'mayHaveBeenBilled'
> & {
  readonly lanes: Record<LaneName, Pick<LaneView, 'history' | 'typicalMs' | 'nextStartAt'>>
  readonly pausedBatches: readonly BatchId[]
  readonly starts: ReadonlyMap<BatchId, EpochMs>
  readonly spent?: Spent | undefined
  readonly progress?: ReadonlyMap<BatchId, BatchProgress> | undefined
}

/** Nothing of it runs, stands in line or comes back: what is left was given a later start. */
const waitsForTime = (rows: readonly CountRow[]): boolean =>
  rows.some(({ state }) => state === 'scheduled') &&
  !rows.some(({ state }) => state === 'queued' || state === 'running' || state === 'backing_off')

/** The numbers that a window shows besides its rows. */
export function createOverview({
  store,
  engine,
  providerViews,
  now,
  windowTimes = createWindowTimes(now),
  money,
  interruptions,
  releases,
  times,
}: Parts) {
  const progressOf = times && createBatchProgress({ times, gate: engine.gate, now })
  function slow(): Slow {
    const { bars, deadBars, deadLastHour, answers } = store.counts.ended(now())
    const pausedBatches = store.batches.paused()
    const laneSlow = (lane: LaneName) => ({
      ...{ history: bars[lane], typicalMs: percentile95(answers[lane]), nextStartAt: store.counts.nextStartOf(lane) },
    })
    const rows = store.counts.all()
    const shown = shownBatches(rows, pausedBatches)
    const spent = money?.read(shown.map(({ id }) => id))
    return {
      lanes: { fast: laneSlow('fast'), heavy: laneSlow('heavy') },
      deadGroups: store.deadGroups.largest(now(), deadGroupsShown),
      deadGroupsInAll: store.deadGroups.count(),
      deadSnoozed: store.deadGroups.snoozed(),
      ...{ deadLastHour, deadHistory: deadBars },
      uses: engine.uses(),
      mayHaveBeenBilled: store.attempts.unanswered(practiceProviderId),
      pausedBatches,
      starts: rows.some(({ state }) => state === 'scheduled') ? store.counts.starts() : new Map(),
      spent,
      progress: progressOf?.look(unfinished(shown, rows, spent), rows),
    }
  }

  /** Those of them of which something is left. */
  function unfinished(shown: ReturnType<typeof shownBatches>, rows: readonly CountRow[], spent: Spent | undefined) {
    const byBatch = Map.groupBy(rows, ({ batchId }) => batchId)
    return shown.flatMap(({ id, paused, options }) => {
      const own = byBatch.get(id) ?? []
      if (!own.some(isLive)) return []
      const waits = store.dryRuns.of(id)?.state === 'waiting'
      return [
        { ...{ id, paused, waits, rows: own }, halfPrice: options.halfPrice === true, spent: spent?.ofBatches.get(id) },
      ]
    })
  }

  function full(slowPart: Slow): Overview {
    windowTimes.forget()
    const rows = store.counts.all()
    const gates = engine.gates()
    // Tasks stand in line at the gate of the first key alone, and go nowhere only when those of all keys are closed.
    const closed = new Set(gates.flatMap(({ id, routeId }) => (id === routeId && engine.isShut(id) ? id : [])))
    const held = (row: CountRow) => row.state === 'queued' && closed.has(row.gateId)
    const byBatch = Map.groupBy(rows, ({ batchId }) => batchId)
    const providers = providerViews()
    const { lanes, pausedBatches, starts, spent, progress, ...rest } = slowPart
    const isInLine = (id: BatchId) => byBatch.get(id)?.some(({ state }) => state === 'queued') ?? false
    const holds = money?.holds(isInLine) ?? []
    const used = new Set(rest.uses?.map(({ gateId }) => gateId))
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
        (gate) =>
          gate.state.kind !== 'open' || used.has(gate.id) || rows.some((row) => row.gateId === gate.id && isLive(row)),
      ),
      paces: gates.flatMap(({ id }) => paceOf(engine, id)),
      heldByGate: [...closed].map((gateId) => ({
        gateId,
        held: sum(rows.filter((row) => row.gateId === gateId && held(row))),
      })),
      warming: engine.warming(),
      batches: shownBatches(rows, pausedBatches).map((batch): Batch => {
        const own = byBatch.get(batch.id) ?? []
        const startsAt = starts.get(batch.id)
        const alert = store.alerts.of(batch.id)
        const dryRun = store.dryRuns.of(batch.id)
        const variants = store.variants.count(batch.id)
        return {
          ...batch,
          ...(variants > 1 && { variants }),
          opensAt: windowTimes.opensAt(batch.options.windows),
          ...(waitsForTime(own) && startsAt !== undefined && { startsAt }),
          counts: own.length > 0 ? sumCounts(own) : { ...emptyCounts },
          held: sum(own.filter(held)),
          toRun: { fast: toRun(own, 'fast'), heavy: toRun(own, 'heavy') },
          ...(alert && { alert }),
          ...(dryRun && { dryRun }),
          ...(own.some(isLive) && progress?.get(batch.id)),
          ...(spent && { cost: money?.ofBatch(batch.id, batch.options.budget, spent, holds) }),
        }
      }),
      ...(releases && { releases: releases.list() }),
      ...(money && spent && { spend: money.today(spent, holds) }),
      providers,
      practiceInUse:
        providers.some(({ id, isDefault }) => id === practiceProviderId && isDefault) ||
        rows.some((row) => isLive(row) && engine.gate(row.gateId)?.providerId === practiceProviderId),
      savedAt: store.savedAt(),
      storage: engine.storage(),
      paused: engine.paused(),
      ...(interruptions && { interruptions: interruptions.read() }),
      suspects: engine.suspects(),
    }
  }

  /** The newest, and older ones that still can be paused, resumed or cancelled: all by their age, each once. */
  function shownBatches(rows: readonly CountRow[], paused: readonly BatchId[]) {
    const newest = store.batches.newest(batchesShown)
    const oldest = newest.at(-1)?.id
    if (oldest === undefined || newest.length < batchesShown) return newest
    const unfinished = rows.filter(isLive).map(({ batchId }) => batchId)
    const older = [...new Set([...unfinished, ...paused])].filter((id) => id < oldest)
    return [...newest, ...store.batches.named(older.sort((a, b) => b - a).slice(0, olderBatchesShown))]
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
      nextDueAt: of('backing_off') > 0 ? store.counts.nextDue(name) : null,
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
