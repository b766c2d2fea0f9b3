import type { Engine } from '#engine/engine'
import type { PauseScope } from '#shared/contract'
import type { Gate, GateState } from '#shared/gate'
import { laneNames } from '#shared/lane'
import { standingStill } from '#shared/standing-still'
import type { BatchId, GateId, StateKind } from '#shared/task'
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
  /** What to resume so that work goes on; empty while some lane may start something. */
  readonly still: readonly PauseScope[]
  readonly stuck: readonly Stuck[]
}

type Seen = {
  readonly store: {
    readonly counts: Pick<Store['counts'], 'all'>
    readonly batches: Pick<Store['batches'], 'compose'>
    readonly providers: Pick<Store['providers'], 'get'>
  }
  readonly engine: Pick<Engine, 'gates' | 'isShut' | 'lane' | 'paused'>
}

/** Read from counters: costs the same at a million tasks. */
export function readStanding({ store, engine }: Seen): Standing {
  const rows = store.counts.all()
  const of = (...states: StateKind[]) => sum(rows.filter(({ state }) => states.includes(state)))
  const lanes = laneNames.map((name) => ({ name, paused: engine.lane(name).paused }))
  return {
    batches: new Map([...Map.groupBy(rows, ({ batchId }) => batchId)].map(([id, own]) => [id, batchStanding(own)])),
    composeId: store.batches.compose()?.id ?? null,
    ...{ running: of('running'), dead: of('dead') },
    waiting: of('queued', 'backing_off', 'scheduled', 'waiting'),
    still: standingStill({ paused: engine.paused(), lanes }),
    stuck: engine.gates().flatMap((gate): Stuck[] => {
      const reason = personalReason(gate.state)
      // Where another key lets its tasks through, what is wrong with this one can wait until somebody looks.
      if (reason === null || !engine.isShut(gate.routeId)) return []
      const held = sum(rows.filter(({ gateId, state }) => gateId === gate.routeId && state === 'queued'))
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

function batchStanding(rows: readonly CountRow[]): BatchStanding {
  const of = (...states: StateKind[]) => sum(rows.filter(({ state }) => states.includes(state)))
  return {
    moving: of('queued', 'running', 'backing_off', 'waiting'),
    ...{ scheduled: of('scheduled'), answered: of('succeeded'), dead: of('dead'), cancelled: of('cancelled') },
  }
}

const sum = (rows: readonly { n: number }[]) => rows.reduce((total, { n }) => total + n, 0)
