import { type Changed, unchanged } from '#shared/outlook'
import type { EpochMs, TaskId, TaskView } from '#shared/task'
import { CALLED_AT } from './causes'
import type { Database } from './database'
import type { DependenciesTable } from './dependencies'

const KEY_SAVED = 'SELECT max(saved_at) FROM secrets WHERE provider_id = ?'

/**
 * What is not as it was when a letter died, as far as the store knows it: whether a key of the provider that its last call went to was saved
 * since (null: none is stored, it lies in memory or there is none), and whether what it needs has failed. What the requeue itself brings
 * along, such as an edit or another model, the caller adds; when a provider's settings were changed is not stored.
 */
export function sinceDeath(db: Database, dependencies: Pick<DependenciesTable, 'parents'>) {
  const calledAt = db.prepare<[TaskId], { providerId: string }>(CALLED_AT)
  const keySaved = db.prepare<[string], EpochMs | null>(KEY_SAVED).pluck()
  return ({ id, state }: Pick<TaskView, 'id' | 'state'>): Changed => {
    if (state.kind !== 'dead') return unchanged
    const provider = calledAt.get(id)?.providerId
    const saved = provider === undefined ? null : (keySaved.get(provider) ?? null)
    const needs = state.failure.code === 'blocked' ? dependencies.parents(id) : []
    return {
      ...unchanged,
      key: saved === null ? null : saved > state.settledAt,
      settings: null,
      needed: needs.length > 0 && needs.every((need) => need.state !== 'dead' && need.state !== 'cancelled'),
    }
  }
}
