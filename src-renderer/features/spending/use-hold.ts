import { useMemo } from 'react'
import type { LaneName } from '#shared/lane'
import type { HeldBy } from '#shared/spend'
import type { TaskView } from '#shared/task'
import { useStore } from '../../state/store'
import { type Hold, holdsOf } from './budget'

/** What budgets hold now, the widest first. */
export function useHolds(): readonly Hold[] {
  const batches = useStore((store) => store.overview?.batches)
  const spend = useStore((store) => store.overview?.spend)
  return useMemo(() => (batches ? holdsOf({ batches, ...(spend ? { spend } : {}) }) : []), [batches, spend])
}

/** The budget that holds tasks of that lane, and how many of them; null where none does. */
export function useLaneHold(name: LaneName): { readonly hold: Hold; readonly held: number } | null {
  const holds = useHolds()
  const ready = useStore((store) => store.overview?.lanes.find((lane) => lane.name === name)?.ready ?? 0)
  const [first] = holds.flatMap((hold) => {
    const held = Math.min(
      ready,
      hold.batches.reduce((sum, { toRun }) => sum + toRun[name], 0),
    )
    return held > 0 ? [{ hold, held }] : []
  })
  return first ?? null
}

type Placed = Pick<TaskView, 'batchId' | 'model' | 'state'>

/** The budget that keeps a task in line, where one does. */
export const useBudgetReason = ({ batchId, model, state }: Placed): HeldBy | null =>
  useStore(({ overview }) => {
    if (state.kind !== 'queued') return null
    const cost = overview?.batches.find(({ id }) => id === batchId)?.cost
    return cost?.held === 'price' && cost.model !== model ? null : (cost?.held ?? null)
  })

/** Whether anything was spent that is shown: then the table has a column for it. */
export const useAnyCost = (): boolean =>
  useStore(({ overview }) => (overview?.spend?.today ?? 0) > 0 || (overview?.batches.some(costs) ?? false))
const costs = ({ cost }: { readonly cost?: { readonly cost: number } | undefined }) => (cost?.cost ?? 0) > 0
