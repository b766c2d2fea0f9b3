import type { Overview } from '#shared/overview'
import type { GateId } from '#shared/task'
import { type ShutGate, shutGates } from '../../frame/gates'
import { useStore } from '../../state/store'

/** The gate that holds the tasks which stand at that one: itself, or none where another key lets them through. */
export function holding(overview: Pick<Overview, 'gates' | 'heldByGate' | 'providers'> | null, id: GateId) {
  if (!overview?.heldByGate.some(({ gateId }) => gateId === id)) return null
  return shutGates(overview).find(({ gate }) => gate.id === id) ?? null
}

/** Whether what stands at that gate can go nowhere. */
export const useIsHeld = (id: GateId): boolean => useStore(({ overview }) => holding(overview, id) !== null)

/** Until when that gate is closed: null when it is open or waits for a person. */
export const useHeldUntil = (id: GateId): number | null =>
  useStore(({ overview }) => {
    const shut = holding(overview, id)
    return shut && !shut.personal ? shut.until : null
  })

/** What keeps that gate closed, null when it is open. */
export const useTrouble = (id: GateId): ShutGate['trouble'] | null =>
  useStore(({ overview }) => holding(overview, id)?.trouble ?? null)
