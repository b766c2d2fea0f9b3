import type { Gate } from '#shared/gate'
import type { GateId } from '#shared/task'
import { useStore } from '../../state/store'

const gateOf = (gates: readonly Gate[] | undefined, id: GateId) => gates?.find((gate) => gate.id === id)

/** Whether that gate is closed. */
export const useIsHeld = (id: GateId): boolean =>
  useStore((store) => gateOf(store.overview?.gates, id)?.state.kind === 'closed')

/** Until when that gate is closed: null when it is open or waits for a person. */
export const useHeldUntil = (id: GateId): number | null =>
  useStore((store) => {
    const state = gateOf(store.overview?.gates, id)?.state
    return state?.kind === 'closed' ? state.until : null
  })
