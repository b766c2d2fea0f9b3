import type { Gate } from '#shared/gate'
import type { LaneName } from '#shared/lane'
import { Pause } from '#shared/overview'
import { Budget, type NanoUsd } from '#shared/spend'
import type { TaskId } from '#shared/task'
import type { EventKind } from './changes'
import type { Committer } from './commit'
import type { gatesTable } from './gates'
import type { lanesTable, StoredLane } from './lanes'
import type { metaTable } from './meta'
import type { providersTable } from './providers'

type Parts = {
  readonly run: Committer['run']
  readonly changed: (kind: EventKind) => void
  readonly gates: ReturnType<typeof gatesTable>
  readonly lanes: ReturnType<typeof lanesTable>
  readonly meta: ReturnType<typeof metaTable>
  readonly providers: ReturnType<typeof providersTable>
}

/** What the engine keeps beside its tasks: gates, lanes, what stands still, and who is under suspicion. Each save resolves after its commit. */
export function engineState({ run, changed, gates, lanes, meta, providers }: Parts) {
  return {
    loadGates: gates.all,
    gate: gates.get,
    ensureGate: (providerId: string, model: string, keyId: string): Promise<Gate> =>
      run(() => gates.ensure(providerId, model, keyId)),
    saveGates: (saved: readonly Gate[]): Promise<void> =>
      run(() => {
        for (const gate of saved) gates.save(gate)
        changed('gate')
      }),
    loadLanes: lanes.load,
    saveLane: (name: LaneName, lane: StoredLane): Promise<void> =>
      run(() => {
        lanes.save(name, lane)
        changed('lane')
      }),
    loadPaused: () => ({
      all: Pause.parse(meta.get('paused') ?? 'no'),
      providers: providers.all().flatMap(({ id, paused }) => (paused ? [id] : [])),
    }),
    savePaused: (all: Pause): Promise<void> =>
      run(() => {
        meta.set('paused', all)
        changed('lane')
      }),
    saveProviderPaused: (id: string, paused: boolean): Promise<void> =>
      run(() => {
        providers.setPaused(id, paused)
        changed('provider')
      }),
    /** Nano-dollars that the calls of one local day may cost; null: no limit. */
    loadDayBudget(): NanoUsd | null {
      const known = Budget.safeParse(Number(meta.get('day_budget') ?? Number.NaN))
      return known.success ? known.data : null
    },
    saveDayBudget: (budget: NanoUsd | null): Promise<void> =>
      run(() => {
        meta.set('day_budget', budget === null ? '' : String(budget))
        changed('lane')
      }),
    /** Tasks that were in flight when the process died, and have not run alone since. */
    loadSuspects: (): TaskId[] => JSON.parse(meta.get('suspects') ?? '[]') as TaskId[],
    saveSuspects: (ids: readonly TaskId[]): Promise<void> =>
      run(() => {
        meta.set('suspects', JSON.stringify(ids))
        changed('lane')
      }),
  }
}
