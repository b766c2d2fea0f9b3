import type { Batch } from '#shared/batch'
import type { BatchDryRun } from '#shared/dry-run'
import { useStore } from '../../state/store'

const none: readonly Batch[] = []

/** The batch in scope whose rest waits behind its first rows, or of all one that waits for a person before one that runs. */
export function useWaitingDryRun(): { batch: Batch; run: BatchDryRun; more: number } | null {
  const batches = useStore((store) => store.overview?.batches ?? none)
  const scope = useStore((store) => store.batchId)
  const found = batches.flatMap((batch) =>
    batch.dryRun && (scope === null || batch.id === scope) && isOpen(batch.dryRun)
      ? [{ batch, run: batch.dryRun }]
      : [],
  )
  const first = found.find(({ run }) => run.state === 'waiting') ?? found[0]
  return first ? { ...first, more: found.length - 1 } : null
}

const isOpen = ({ state, rest }: BatchDryRun): boolean => rest > 0 && (state === 'running' || state === 'waiting')
