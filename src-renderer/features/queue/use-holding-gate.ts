import type { LaneName } from '#shared/lane'
import { holding, type ShutGate, shutGates } from '../../frame/gates'
import { useStore } from '../../state/store'
import { useLane } from './use-lane'

/** The closed gate that holds a lane's tasks: where several are closed, the one that holds most. Null when none is held. */
export function useHoldingGate(name: LaneName): ShutGate | null {
  const overview = useStore((store) => store.overview)
  const held = useLane(name)?.held ?? 0
  if (held === 0 || !overview) return null
  const first = shutGates(overview).find(({ partly }) => !partly)
  return first ? holding(overview, first.gate.routeId) : null
}
