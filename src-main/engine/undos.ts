import { randomUUID } from 'node:crypto'
import type { LaneName } from '#shared/lane'
import { CommandError } from '#shared/result'
import type { EpochMs, TaskId, TaskState, TaskView } from '#shared/task'

/** How long an action can be taken back. */
export const undoMs = 30_000

/** What a task was before a bulk action, and the version that the action gave it: only while that holds can it be taken back. */
export type Undone = Pick<TaskView, 'id' | 'version' | 'state' | 'retriesUsed'> & {
  readonly lane: LaneName
  readonly priority: number
}
type Before = Omit<Undone, 'id' | 'version'>

/** Tasks that were alike but for their id, version and moment: three numbers each, since an action may be about a million of them. */
type Alike = {
  readonly before: Before
  readonly ids: TaskId[]
  readonly versions: number[]
  readonly moments: number[]
}
export type Taken = Map<string, Alike>

/** What of a state is a moment of its own; 0 where it has none. */
const momentOf = (state: TaskState): EpochMs =>
  'runAt' in state ? state.runAt : 'settledAt' in state ? state.settledAt : 'startedAt' in state ? state.startedAt : 0

function at(state: TaskState, moment: EpochMs): TaskState {
  if ('runAt' in state) return { ...state, runAt: moment }
  if ('settledAt' in state) return { ...state, settledAt: moment }
  return 'startedAt' in state ? { ...state, startedAt: moment } : state
}

/** What bulk actions changed, for as long as they can be taken back. */
export function createUndos(now: () => EpochMs) {
  const kept = new Map<string, { readonly at: EpochMs; readonly taken: Taken }>()

  /** Without this a million tasks would be remembered until the next action. */
  function forgetLater(token: string) {
    setTimeout(() => kept.delete(token), undoMs + 1_000).unref()
  }

  return {
    begin: (): Taken => new Map(),
    add(taken: Taken, { id, version, ...before }: Undone): void {
      const key = JSON.stringify([at(before.state, 0), before.retriesUsed, before.lane, before.priority])
      const alike = taken.get(key) ?? { before, ids: [], versions: [], moments: [] }
      taken.set(key, alike)
      alike.ids.push(id)
      alike.versions.push(version)
      alike.moments.push(momentOf(before.state))
    },
    /** A token to take it back with; null where nothing was changed. */
    keep(taken: Taken): string | null {
      if (taken.size === 0) return null
      const token = randomUUID()
      kept.set(token, { at: now(), taken })
      forgetLater(token)
      return token
    },
    /**
     * What an action changed, some at a time; it can be taken once.
     * @throws CommandError `not_found` once it was too long ago
     */
    take(token: string, together: number): { readonly count: number; readonly parts: Iterable<readonly Undone[]> } {
      const entry = kept.get(token)
      kept.delete(token)
      if (!entry || now() - entry.at > undoMs)
        throw new CommandError('not_found', 'This can no longer be undone: it was more than 30 seconds ago.')
      const all = [...entry.taken.values()]
      return { count: all.reduce((sum, { ids }) => sum + ids.length, 0), parts: partsOf(all, together) }
    },
  }
}

function* partsOf(all: readonly Alike[], together: number): Generator<readonly Undone[]> {
  for (const { before, ids, versions, moments } of all) {
    for (let start = 0; start < ids.length; start += together) {
      yield ids.slice(start, start + together).map((id, index) => ({
        ...before,
        ...{ id, version: versions[start + index] ?? 0, state: at(before.state, moments[start + index] ?? 0) },
      }))
    }
  }
}
