import type { LlmRequest } from '#shared/request'
import type { EpochMs, TaskState, TaskView } from '#shared/task'
import type { taskGraph } from './graph'
import type { lettersTable } from './letters'
import type { payloadsTable } from './payloads'
import type { strikesTable } from './strikes'
import type { TaskChanges, TasksTable } from './tasks'

type Parts = {
  readonly tasks: Pick<TasksTable, 'move'>
  readonly payloads: Pick<ReturnType<typeof payloadsTable>, 'newestRevision' | 'insert'>
  readonly strikes: Pick<ReturnType<typeof strikesTable>, 'forgive'>
  readonly letters: Pick<ReturnType<typeof lettersTable>, 'wake'>
  readonly graph: ReturnType<typeof taskGraph>
}

/** edited: becomes a new revision, which the task then has. */
export type MoveChanges = Omit<TaskChanges, 'revision'> & { readonly edited?: LlmRequest }

/** A person's change to a task as they saw it, in the transaction in hand; false when it moved on, or is blocked and stays so. */
export const taskMoves =
  ({ tasks, payloads, strikes, letters, graph }: Parts) =>
  (task: TaskView, to: TaskState, now: EpochMs, { edited, ...rest }: MoveChanges = {}): boolean => {
    const revision = edited ? payloads.newestRevision(task.id) + 1 : undefined
    const allowed = graph.allowed(task.id, to, now)
    if (isBlocked(task.state) && isBlocked(allowed)) return false
    if (!tasks.move(task, allowed, { ...rest, revision, at: now })) return false
    if (edited && revision !== undefined)
      payloads.insert({
        ...{ taskId: task.id, revision, request: edited, sourceFile: null, sourceLine: null, createdAt: now },
      })
    // Also one that was set aside before: a letter that was discarded still has its failure.
    if ('failure' in task.state && task.state.failure && rest.afresh) strikes.forgive(task.id)
    if (task.state.kind === 'dead' && allowed.kind !== 'dead') letters.wake(task.id)
    graph.follow(task.id, task.state.kind, allowed.kind, now)
    return true
  }

const isBlocked = (state: TaskState) => state.kind === 'dead' && state.failure.code === 'blocked'
