import type { Batch } from '#shared/batch'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { type BatchPace, paceOf } from './batch-pace'
import { useBatchOpensAt } from './batch-state'

/** How a batch gets on now; null once nothing of it is left. */
export function useBatchPace(batch: Batch): BatchPace | null {
  const paused = useStore(({ overview }) => overview?.paused ?? 'no')
  const providers = useStore(({ overview }) => overview?.providers)
  const opensAt = useBatchOpensAt(batch)
  const now = useNow()
  return paceOf({ batch, overview: { paused, providers: providers ?? [] }, opensAt, now })
}
