import type { BatchId, StateKind, TaskId, TaskView } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import type { Picking } from '../triage'

export type LettersStore = {
  readonly tasksAmong: (ids: readonly TaskId[], states: readonly StateKind[]) => TaskView[]
  readonly list: (
    query: { batchId: BatchId | null; tab: Tab; group: string | null; filter: Filter },
    start: number,
    end: number,
  ) => { total: number; order: TaskId[] }
}

/** Whatever it died of, and in whatever batch. */
export type AllLetters = { readonly deadGroup: null; readonly batchId: null }

/** So many are read in one turn of the event loop. */
const perTurn = 200

/** The dead letters of a picking as they are now, some at a time. Of those that were picked with their versions, the ones that still have them. */
export function* lettersOf(store: LettersStore, picking: Picking | AllLetters): Generator<readonly TaskView[]> {
  const versions = 'tasks' in picking ? new Map(picking.tasks.map(({ id, version }) => [id, version] as const)) : null
  const ids = idsOf(store, picking)
  for (let start = 0; start < ids.length; start += perTurn) {
    const part = Array.from({ length: Math.min(perTurn, ids.length - start) }, (_, at) => ids[start + at] as TaskId)
    const found = store.tasksAmong(part, ['dead'])
    yield versions ? found.filter(({ id, version }) => versions.get(id) === version) : found
  }
}

function idsOf(store: LettersStore, picking: Picking | AllLetters): ArrayLike<TaskId> {
  if ('tasks' in picking) return picking.tasks.map(({ id }) => id)
  if ('ids' in picking) return picking.ids
  const group = 'deadGroup' in picking ? picking.deadGroup : null
  const query = { batchId: picking.batchId, tab: 'dead', group, filter: { text: '' } } as const
  return store.list(query, 0, Number.MAX_SAFE_INTEGER).order
}

/** Lets others have their turn. */
export const nextTurn = () => new Promise<void>((done) => setImmediate(done))
