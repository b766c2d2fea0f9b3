import type { Batch } from '#shared/batch'
import { useStore } from '../../state/store'
import { deathsPause } from './alert-words'

const none: readonly Batch[] = []

/** The batch in scope that was paused because too many of it died, or the newest such one where all are; and how many more there are. */
export function useDeathsPaused(): { readonly batch: Batch | undefined; readonly more: number } {
  const batches = useStore((store) => store.overview?.batches ?? none)
  const scope = useStore((store) => store.batchId)
  const paused = batches.filter((batch) => deathsPause(batch) !== null && (scope === null || batch.id === scope))
  return { batch: paused[0], more: Math.max(0, paused.length - 1) }
}
