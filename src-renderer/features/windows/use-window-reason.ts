import type { TaskView } from '#shared/task'
import { useStore } from '../../state/store'
import { useAhead } from '../../use-now'
import { useHeldUntil, useIsHeld } from '../queue/held'

/** Whose closed run window keeps a task in line, and when it opens. */
export type WindowReason = { readonly whose: 'lane' | 'batch'; readonly opensAt: number }
export const whoseWords = { lane: 'Its lane', batch: 'Its batch' } as const

type Placed = Pick<TaskView, 'lane' | 'batchId' | 'gateId' | 'state'>

/** The window that a task in line waits for: of its lane or its batch, the one that opens later. Null where a gate holds it for longer. */
export function useWindowReason({ lane, batchId, gateId, state }: Placed): WindowReason | null {
  const ofLane = useAhead(
    useStore(({ overview }) => overview?.lanes.find(({ name }) => name === lane)?.opensAt ?? null),
  )
  const ofBatch = useAhead(
    useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId)?.opensAt ?? null),
  )
  const held = useIsHeld(gateId)
  const until = useHeldUntil(gateId)
  if (state.kind !== 'queued') return null
  const reason = laterOf(ofLane, ofBatch)
  return reason === null || (held && (until === null || until > reason.opensAt)) ? null : reason
}

function laterOf(ofLane: number | null, ofBatch: number | null): WindowReason | null {
  if (ofBatch !== null && (ofLane === null || ofBatch > ofLane)) return { whose: 'batch', opensAt: ofBatch }
  return ofLane === null ? null : { whose: 'lane', opensAt: ofLane }
}
