import type { GateId } from '#shared/task'
import { holding, type ShutGate } from '../../frame/gates'
import { useStore } from '../../state/store'

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
