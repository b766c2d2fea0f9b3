import type { Engine } from '#engine/engine'
import { emptyCounts } from '#shared/batch'
import type { PauseScope } from '#shared/contract'
import type { BatchDryRun } from '#shared/dry-run'
import type { Gate, GateState } from '#shared/gate'
import { laneNames } from '#shared/lane'
import { standingStill } from '#shared/standing-still'
import type { BatchId, GateId, StateKind } from '#shared/task'
import type { RaisedAlert } from '#store/alerts'
import type { CountRow } from '#store/counts'
import type { Store } from '#store/store'

/** The tasks of a batch: those that will go on by themselves, those that wait for a time that was set, and those that have ended. */
export type BatchStanding = {
  readonly moving: number
  readonly scheduled: number
  readonly answered: number
  readonly dead: number
  readonly cancelled: number
}
/** A provider whose line goes nowhere until a person acts. */
export type Stuck = {
  readonly gateId: GateId // of its line
  readonly provider: string
  readonly reason: 'auth' | 'quota' | 'model'
  readonly model: string
  readonly held: number
}
/** How things stand, as far as anything outside of the windows shows it. */
export type Standing = {
  readonly batches: ReadonlyMap<BatchId, BatchStanding>
  readonly composeId: BatchId | null // the standing batch of prompts that are written one at a time: it is never done for good
  readonly running: number
  readonly waiting: number // all that have not ended and do not run
  readonly dead: number
  readonly snoozed: number // of the dead: put away until a time, so they need nobody now
  /** What to resume so that work goes on; empty while some lane may start something. */
  readonly still: readonly PauseScope[]
  readonly stuck: readonly Stuck[]
  /** Batches of which too many died. */
  readonly alerts?: readonly RaisedAlert[]
  /** Dry runs that have ended and wait for a person. */
  readonly dryRuns?: readonly BatchDryRun[]
}

/** Dead letters that need a person now. */
export const openLetters = ({ dead, snoozed }: Pick<Standing, 'dead' | 'snoozed'>): number =>
  Math.max(0, dead - snoozed)

type Seen = {
  readonly store: {
    readonly counts: Pick<Store['counts'], 'all'>
    readonly batches: Pick<Store['batches'], 'compose'>
    readonly providers: Pick<Store['providers'], 'get'>
    readonly bulk: Pick<Store['bulk'], 'snoozed'>
    readonly alerts: Pick<Store['alerts'], 'raised'>
    readonly dryRuns: Pick<Store['dryRuns'], 'waiting'>
  }
  readonly engine: Pick<Engine, 'gates' | 'isShut' | 'lane' | 'paused'>
}

/** Read from counters: costs the same at a million tasks. */
export function readStanding({ store, engine }: Seen): Standing {
  const rows = store.counts.all()
  const { batches, states } = sumUp(rows)
  const of = (...kinds: StateKind[]) => kinds.reduce((sum, kind) => sum + states[kind], 0)
  const lanes = laneNames.map((name) => ({ name, paused: engine.lane(name).paused }))
  return {
    batches,
    composeId: store.batches.compose()?.id ?? null,
    ...{ running: of('running'), dead: of('dead'), snoozed: store.bulk.snoozed() },
    waiting: of('queued', 'backing_off', 'scheduled', 'waiting'),
    alerts: store.alerts.raised(),
    dryRuns: store.dryRuns.waiting(),
    still: standingStill({ paused: engine.paused(), lanes }),
    stuck: engine.gates().flatMap((gate): Stuck[] => {
      const reason = personalReason(gate.state)
      // Where another key lets its tasks through, what is wrong with this one can wait until somebody looks.
      if (reason === null || !engine.isShut(gate.routeId)) return []
      const held = rows.reduce(
        (sum, { gateId, state, n }) => (gateId === gate.routeId && state === 'queued' ? sum + n : sum),
        0,
      )
      return held === 0 ? [] : [stuckAt(gate, reason, held, store.providers.get(gate.providerId)?.name)]
    }),
  }
}

/** Why a gate waits for a person; null where it opens by itself. A refused key is tried again now and then, and still needs one. */
function personalReason(state: GateState): Stuck['reason'] | null {
  if (state.kind !== 'closed') return null
  if (state.reason === 'auth' || state.reason === 'model') return state.reason
  return state.reason === 'quota' && state.until === null ? 'quota' : null
}

const stuckAt = (gate: Gate, reason: Stuck['reason'], held: number, name: string | undefined): Stuck => ({
  ...{ gateId: gate.routeId, provider: name ?? gate.providerId, reason, model: gate.model, held },
})

/** Which figure of a batch its tasks of a state count in. */
const partOf: Readonly<Record<StateKind, keyof BatchStanding>> = {
  ...{ queued: 'moving', running: 'moving', backing_off: 'moving', waiting: 'moving' },
  ...{ scheduled: 'scheduled', succeeded: 'answered', dead: 'dead', cancelled: 'cancelled' },
}

/** In one pass: it is done every second, and there may be thousands of batches. */
function sumUp(rows: readonly CountRow[]) {
  const states = { ...emptyCounts }
  const batches = new Map<BatchId, { -readonly [part in keyof BatchStanding]: number }>()
  for (const { batchId, state, n } of rows) {
    states[state] += n
    const batch = batches.get(batchId) ?? { moving: 0, scheduled: 0, answered: 0, dead: 0, cancelled: 0 }
    batch[partOf[state]] += n
    batches.set(batchId, batch)
  }
  return { batches, states }
}
