import type { DeadGroup, LaneView, Overview } from '#shared/overview'
import { type RunWindow, weekdays } from '#shared/run-window'
import type { StorageState, StorageTrouble } from '#shared/storage'
import type { TaskId } from '#shared/task'
import { machineZone } from '#shared/zoned-time'
import { busy } from './overviews'
import { batches, now } from './tasks'

const lanes = (change: Partial<LaneView>): LaneView[] => busy.lanes.map((lane) => ({ ...lane, ...change }))
const still = { slots: [] as LaneView['slots'] }

export const pausedAll: Overview = { ...busy, paused: 'by_person' }
export const safeMode: Overview = {
  ...{ ...busy, paused: 'safe_mode', suspects: 4, lanes: lanes({ ...still, nextDueAt: null, backingOff: 0 }) },
  counts: { ...busy.counts, running: 0 },
}
export const afterCrash: Overview = { ...busy, suspects: 4 }
export const crashTold: Overview = { ...afterCrash, interruptions: { diedAt: now - 12 * 60_000, slept: null } }
export const afterSleep: Overview = {
  ...busy,
  interruptions: { diedAt: null, slept: { from: now - 47 * 60_000, to: now - 60_000 } },
}

/** Nothing can be saved: of every kind. */
export const trouble = (kind: StorageTrouble['kind'], unsaved: number): Overview => ({
  ...busy,
  storage: state(kind, unsaved),
})
const state = (kind: StorageTrouble['kind'], unsaved: number): StorageState => ({
  ...{ kind: 'trouble', unsaved },
  trouble: { kind, since: now - 90_000, message: 'What happened, what was kept and what to do, at length.' },
})

const letters = (code: 'blocked' | 'poison', count: number, example: string): DeadGroup => ({
  ...{ key: `${code}||`, code, status: null, providerCode: null, count, lanes: ['heavy'], example },
  ...{ firstAt: now - 900_000, lastAt: now - 3_000, exampleId: 1 as TaskId, providerId: null, model: null },
  ...{ again: 0, trend: [] },
})

/** Each pause that is narrower than all, and each thing that a batch can have of its own. */
export const controlled: Overview = {
  ...busy,
  counts: { ...busy.counts, waiting: 14, dead: 66 },
  lanes: busy.lanes.map((lane) =>
    lane.name === 'heavy' ? { ...lane, waiting: 14 } : { ...lane, paused: true, slots: lane.slots.slice(0, 1) },
  ),
  batches: busy.batches.map((batch) => {
    if (batch.id === batches.contracts)
      return {
        ...{ ...batch, paused: true, priority: 10 },
        options: { policy: { retries: 6, delayMs: 30_000, timeoutMs: 1_200_000 }, reuse: true, windows: [] },
      }
    return batch.id === batches.tests ? { ...batch, priority: -25 } : batch
  }),
  providers: busy.providers.map((provider) => (provider.id === 'ollama' ? { ...provider, paused: true } : provider)),
  deadGroups: [
    ...busy.deadGroups.slice(0, 3),
    letters('blocked', 9, 'It needs the result of task 129, which did not succeed.'),
    letters('poison', 1, 'It was alone in flight each of the last 3 times that Trilane died.'),
    ...busy.deadGroups.slice(3),
  ],
}

const nights: RunWindow = { days: [...weekdays], from: '22:00', to: '06:00', timeZone: machineZone() }
const weekends: RunWindow = { days: ['sat', 'sun'], from: '00:00', to: '24:00', timeZone: 'Asia/Tokyo' }
const tonight = new Date(2026, 10, 23, 22, 0).getTime()
const saturday = new Date(2026, 10, 28, 0, 0).getTime()

/** Heavy runs at night, one batch on weekends; it is a Monday afternoon. */
export const atNight: Overview = {
  ...busy,
  lanes: busy.lanes.map((lane) =>
    lane.name === 'heavy'
      ? {
          ...{ ...lane, opensAt: tonight, slots: lane.slots.slice(0, 1) },
          policy: { ...lane.policy, windows: [nights, weekends] },
        }
      : lane,
  ),
  counts: { ...busy.counts, running: 4 },
  batches: busy.batches.map((batch) =>
    batch.id === batches.contracts
      ? { ...batch, opensAt: saturday, options: { ...batch.options, windows: [weekends] } }
      : batch,
  ),
}
