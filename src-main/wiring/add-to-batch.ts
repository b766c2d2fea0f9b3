import type { Target } from '#engine/import-batch'
import { CommandError } from '#shared/result'
import type { Columns } from '#shared/rows'
import type { BatchId } from '#shared/task'
import type { Store } from '#store/store'
import { type PlannedVariant, storedVariants } from './variants'

type Stored = Pick<Store, 'batches' | 'sourceRows' | 'variants' | 'templates' | 'counts' | 'gates'>
/** Through what rows go that are added to a batch. variants: [] where it has none. */
export type Adding = {
  readonly columns: Columns | null
  readonly variants: readonly PlannedVariant[]
  readonly target: Omit<Target, 'lane'> | null // of one without variants; null: it had tasks of several models, or has none
}

/**
 * What the rows of a batch were made by, as it is stored with it.
 * @throws CommandError `not_found` where it is gone, or a template of it is
 */
export function addingOf(store: Stored, batchId: BatchId): Adding {
  const batch = store.batches.get(batchId)
  if (!batch?.open) throw new CommandError('not_found', 'This batch is not in the store any more. Nothing was added.')
  const variants = storedVariants(store, batchId)
  return { columns: store.sourceRows.columns(batchId), variants, target: targetOf(store, batchId) }
}

/** Where all of its tasks go; null: they are of several models, or there are none. */
export function targetOf({ counts, gates }: Pick<Stored, 'counts' | 'gates'>, batchId: BatchId): Adding['target'] {
  const targets = new Map<string, Omit<Target, 'lane'>>()
  for (const row of counts.all()) {
    const gate = row.batchId === batchId ? gates.get(row.gateId) : undefined
    if (gate) targets.set(`${gate.providerId}\n${gate.model}`, { providerId: gate.providerId, model: gate.model })
  }
  const [only] = targets.values()
  return targets.size === 1 && only ? only : null
}
