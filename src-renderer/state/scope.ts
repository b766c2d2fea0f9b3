import { type Counts, emptyCounts } from '#shared/batch'
import { type Store, useStore } from './store'

type Scoped = { readonly name: string; readonly counts: Counts; readonly held: number }
const allBatches = 'All batches'

/** What the batch in scope is called. */
export const scopeName = ({ overview, batchId }: Store): string =>
  batchId === null ? allBatches : (overview?.batches.find(({ id }) => id === batchId)?.name ?? allBatches)

export const scopeCounts = ({ overview, batchId }: Store): Counts =>
  (batchId === null ? overview?.counts : overview?.batches.find(({ id }) => id === batchId)?.counts) ?? emptyCounts

/** Of the queued tasks in scope, those behind a closed gate. */
export const scopeHeld = ({ overview, batchId }: Store): number => {
  if (batchId === null) return overview?.lanes.reduce((sum, { held }) => sum + held, 0) ?? 0
  return overview?.batches.find(({ id }) => id === batchId)?.held ?? 0
}

/** The batch in scope, or all of them. */
export function useScope(): Scoped {
  return { name: useStore(scopeName), counts: useStore(scopeCounts), held: useStore(scopeHeld) }
}
