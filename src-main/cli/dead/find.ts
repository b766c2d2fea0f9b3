import { setImmediate } from 'node:timers/promises'
import { promptOf, systemOf } from '#shared/request'
import type { BatchId, Failure, TaskId, TaskView } from '#shared/task'
import type { Store } from '#store/store'
import { UsageError } from '../args'
import type { DeadFilters } from './args'

/** Letters in one turn of the event loop. */
const lettersPerTurn = 500

/**
 * The letters that filters or numbers name, the newest first: only their ids, eight bytes each. Numbers that are no letters are among them
 * where nothing else is asked, so that whoever named them hears why nothing can be done.
 * @throws UsageError for a batch or a provider that is not there
 */
export async function findLetters(store: Store, ids: readonly number[], filters: DeadFilters): Promise<TaskId[]> {
  const group = filters.cause ?? filters.group ?? null
  const batchIds = filters.batch === undefined ? null : batchesOf(store, filters.batch)
  const providerId = filters.provider === undefined ? null : providerOf(store, filters.provider)
  const limit = filters.limit ?? Number.MAX_SAFE_INTEGER
  const named = ids as readonly TaskId[]
  const only = batchIds?.size === 1 ? ([...batchIds][0] ?? null) : null
  const query = { batchId: only, tab: 'dead' as const, group, filter: { text: '' } }
  const all = named.length > 0 ? named : [...store.views.each(query, 0, Number.MAX_SAFE_INTEGER)]
  const isNarrowed = Object.values(filters).some((value) => value !== undefined)
  if (!isNarrowed) return [...all]
  const found: TaskId[] = []
  for (let start = 0; start < all.length && found.length < limit; start += lettersPerTurn) {
    const part = all.slice(start, start + lettersPerTurn)
    const rows = new Map(store.views.rows(part).map((task) => [task.id, task] as const))
    for (const id of part) {
      const task = rows.get(id)
      if (found.length < limit && task && matches(store, task, filters, { group, batchIds, providerId })) found.push(id)
    }
    await setImmediate()
  }
  return found
}

type Resolved = {
  readonly group: string | null
  readonly batchIds: ReadonlySet<BatchId> | null
  readonly providerId: string | null
}

function matches(store: Store, task: TaskView, filters: DeadFilters, { group, batchIds, providerId }: Resolved) {
  const { state } = task
  if (state.kind !== 'dead') return false
  const { code, status, model, since, until, text } = filters
  const called = store.attempts.ofTask
  return (
    (group === null || task.cause === group) &&
    (batchIds === null || batchIds.has(task.batchId)) &&
    (code === undefined || state.failure.code === code) &&
    (status === undefined || state.failure.status === (status === 'none' ? null : status)) &&
    (model === undefined || task.model.toLowerCase().includes(model.toLowerCase())) &&
    (since === undefined || state.settledAt >= since) &&
    (until === undefined || state.settledAt <= until) &&
    (providerId === null ||
      task.providerId === providerId ||
      called(task.id).some((attempt) => attempt.providerId === providerId)) &&
    (text === undefined || says(store, task, state.failure, text.toLowerCase()))
  )
}

function says(store: Store, { id, revision, customId }: TaskView, { message }: Failure, text: string): boolean {
  const { request } = store.payloads.get(id, revision)
  return [promptOf(request), systemOf(request), customId ?? '', message].some((each) =>
    each.toLowerCase().includes(text),
  )
}

function batchesOf(store: Store, name: string): ReadonlySet<BatchId> {
  const all = store.batches.newest(Number.MAX_SAFE_INTEGER)
  const found = all.filter((batch) => batch.name === name || String(batch.id) === name)
  if (found.length > 0) return new Set(found.map(({ id }) => id))
  const known = all.slice(0, 10).map((batch) => `${batch.id} (${batch.name})`)
  throw new UsageError(
    `There is no batch ${name}. ${known.length === 0 ? 'There is none.' : `The newest are: ${known.join(', ')}.`} Nothing was changed.`,
  )
}

/** A provider by its name or id. @throws UsageError */
export function providerOf(store: Pick<Store, 'providers'>, name: string): string {
  const all = store.providers.all()
  const found = all.filter((each) => each.name === name || each.id === name)
  const [provider] = found
  if (provider && found.length === 1) return provider.id
  const known = all.map((each) => `${each.id} (${each.name})`).join(', ')
  throw new UsageError(
    `${provider ? `Several providers are named ${name}; use the id` : `There is no provider ${name}`}. There are: ${known}. Nothing was changed.`,
  )
}
