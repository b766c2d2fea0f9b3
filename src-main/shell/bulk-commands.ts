import { z } from 'zod'
import type { Bulk, Chosen } from '#engine/bulk/bulk'
import type { BulkAction } from '#shared/bulk'
import type { Handlers, Selection, WindowId } from '#shared/contract'
import type { Json } from '#shared/request'
import { CommandError } from '#shared/result'
import { type EpochMs, StateKind, type TaskId } from '#shared/task'
import type { Store } from '#store/store'
import type { Picks } from './picks'

type Names =
  | 'previewBulk'
  | 'planBulk'
  | 'runBulk'
  | 'stopBulk'
  | 'undoBulk'
  | 'dropBulk'
  | 'getBulk'
  | 'listBulk'
  | 'getBulkItems'
  | 'changeLetter'
  | 'getLetterCounts'

type Parts = {
  readonly store: Store
  readonly bulk: Bulk
  readonly picks?: Pick<Picks, 'resolve'>
  readonly now: () => EpochMs
}

/** What a person does to many dead letters, or to one, looks at first and takes back. */
export function bulkCommands({ store, bulk, picks, now }: Parts): Pick<Handlers, Names> {
  /** What a window asks takes moments: a newer question of it ends the one before. */
  const asking = new Map<WindowId, AbortController>()

  function chosen(selection: Selection, window: WindowId): Chosen {
    if ('tasks' in selection) return { seen: selection.tasks }
    if ('pick' in selection) {
      if (!picks) throw new CommandError('stale', 'These tasks are not picked any more.')
      return { ids: picks.resolve(window, selection).ids }
    }
    const { batchId } = selection
    const group = 'deadGroup' in selection ? selection.deadGroup : null
    const query = { batchId, tab: 'dead' as const, group, filter: { text: '' } }
    return { ids: store.views.list(query, 0, Number.MAX_SAFE_INTEGER).order }
  }

  /** As it is kept: what picked them, and of tasks that were named one by one how many they were, since the action has them itself. */
  function told(selection: Selection, window: WindowId): Json {
    if ('tasks' in selection) return { tasks: selection.tasks.length }
    if (!('pick' in selection)) return selection
    const query = picks?.resolve(window, selection).query ?? null
    const changed = { except: selection.except.length, also: selection.also.length }
    return z.json().parse(JSON.parse(JSON.stringify({ query, ...changed }))) // without what is left out
  }

  const versions = (ids: readonly TaskId[]) =>
    store.tasksAmong(ids, StateKind.options).map(({ id, version }) => ({ id, version }))

  async function newest<T>(window: WindowId, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    asking.get(window)?.abort(new CommandError('stale', 'A newer question took the place of this one.'))
    const own = new AbortController()
    asking.set(window, own)
    try {
      return await ask(own.signal)
    } finally {
      if (asking.get(window) === own) asking.delete(window)
    }
  }

  return {
    previewBulk: ({ selection, action }, window) =>
      newest(window, (signal) => bulk.preview(checked(action, now()), chosen(selection, window), versions, signal)),
    planBulk: ({ selection, action }, window) =>
      newest(window, (signal) =>
        bulk.plan(checked(action, now()), chosen(selection, window), told(selection, window), signal),
      ),
    runBulk: ({ id }) => bulk.run(id),
    stopBulk: async ({ id }) => bulk.stop(id),
    undoBulk: ({ id }) => bulk.undo(id),
    async dropBulk({ id }) {
      await bulk.drop(id)
      return {}
    },
    getBulk: async ({ id }) => bulk.get(id),
    listBulk: async () => bulk.list(),
    getBulkItems: async ({ id, state, after, limit }) => bulk.items(id, state, after, limit),
    async changeLetter({ id, version, action }) {
      const made = await bulk.one({ id, version }, checked(action, now()))
      const task = store.detail(id)
      if (!task) throw new CommandError('not_found', 'This task is not in the store any more.')
      return { task, bulk: made }
    },
    getLetterCounts: async () => store.bulk.counts(),
  }
}

type Action = BulkAction['action']
/** What its schema cannot say. */
function checked(action: Action, now: EpochMs): Action {
  if (action.kind === 'snooze' && action.until !== null && action.until <= now)
    throw new CommandError('bad_request', 'That time is over. Choose one that lies ahead; nothing was changed.')
  if (action.kind === 'annotate' && action.label === undefined && action.note === undefined)
    throw new CommandError('bad_request', 'There is neither a label nor a note to set. Nothing was changed.')
  return action
}
