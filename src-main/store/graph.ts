import { causeOf } from '#shared/cause'
import type { EpochMs, Failure, StateKind, TaskId, TaskState } from '#shared/task'
import type { Changes } from './changes'
import type { Database } from './database'
import type { Child, DependenciesTable } from './dependencies'
import type { LettersTable } from './letters'

const FREE = `UPDATE tasks SET state = 'queued', ready_at = ?, version = version + 1 WHERE id = ? AND state = 'waiting'`
const BLOCK = `UPDATE tasks SET state = 'dead', settled_at = @now, failure_code = 'blocked', failure_message = @message,
    cause = @cause, died_of = @cause, deaths = 1, version = version + 1
  WHERE id = @id AND state = 'waiting'`
const UNBLOCK = `UPDATE tasks SET state = 'waiting', settled_at = NULL, failure_code = NULL, failure_status = NULL,
    failure_provider_code = NULL, failure_message = NULL, failure_request_id = NULL, cause = NULL, version = version + 1
  WHERE id = ? AND state = 'dead' AND failure_code = 'blocked'`

const failed = (state: StateKind) => state === 'dead' || state === 'cancelled'
const ended = (state: StateKind) => state === 'succeeded' || failed(state)
const blockedBy = (parentId: TaskId): Failure => ({
  ...{ code: 'blocked', status: null, providerCode: null, requestId: null },
  message: `It needs the result of task ${parentId}, which did not succeed. Requeue that one, and this one goes on by itself.`,
})

/** Which provider it was for makes no other cause. */
const nowhere = { providerId: '', model: '' }

/** What a task's new state means for those that wait for it. */
export function taskGraph(db: Database, dependencies: DependenciesTable, changes: Changes, letters: LettersTable) {
  const free = db.prepare<[EpochMs, TaskId]>(FREE)
  const block = db.prepare<{ now: EpochMs; message: string; cause: string; id: TaskId }>(BLOCK)
  const unblock = db.prepare<[TaskId]>(UNBLOCK)

  // A list and no recursion: a chain may be longer than the stack is deep.
  function blockChildren(parentId: TaskId, now: EpochMs) {
    const parents = [parentId]
    for (const parent of parents) {
      for (const child of dependencies.waitingChildren(parent)) {
        const failure = blockedBy(parent)
        const cause = causeOf(failure, nowhere)
        if (block.run({ now, message: failure.message, cause, id: child.id }).changes !== 1) continue
        record(child, 'dead')
        parents.push(child.id)
      }
    }
  }

  function freeChildren(parentId: TaskId, now: EpochMs) {
    for (const child of dependencies.waitingChildren(parentId)) {
      if (dependencies.parents(child.id).some(({ state }) => state !== 'succeeded')) continue
      if (free.run(now, child.id).changes === 1) record(child, 'queued')
    }
  }

  function unblockChildren(parentId: TaskId) {
    const parents = [parentId]
    for (const parent of parents) {
      for (const child of dependencies.blockedChildren(parent)) {
        if (dependencies.parents(child.id).some(({ state }) => failed(state))) continue
        if (unblock.run(child.id).changes !== 1) continue
        letters.wake(child.id)
        record(child, 'waiting')
        parents.push(child.id)
      }
    }
  }

  function record({ state, ...child }: Child, to: StateKind) {
    changes.moved(child, state, to)
    changes.task(child.id)
    if (to === 'queued') changes.queued(child)
  }

  function initial(states: readonly StateKind[]): 'queued' | 'waiting' | 'blocked' {
    if (states.some(failed)) return 'blocked'
    return states.every((state) => state === 'succeeded') ? 'queued' : 'waiting'
  }

  return {
    /** What a person's move comes to for a task that needs others: it never goes on before all of them have succeeded. */
    allowed(id: TaskId, to: TaskState, now: EpochMs): TaskState {
      const blocked = to.kind === 'dead' && to.failure.code === 'blocked'
      if (!dependencies.any() || (ended(to.kind) && !blocked)) return to
      const parents = dependencies.parents(id)
      const culprit = parents.find(({ state }) => failed(state))
      if (culprit) return blocked ? to : { kind: 'dead', settledAt: now, failure: blockedBy(culprit.taskId) }
      if (initial(parents.map(({ state }) => state)) === 'waiting') return { kind: 'waiting' }
      return blocked || to.kind === 'waiting' ? { kind: 'queued' } : to
    },
    /** Called in the transaction that changed the parent. */
    follow(id: TaskId, from: StateKind, to: StateKind, now: EpochMs): void {
      if (!dependencies.any() || from === to) return
      if (to === 'succeeded') freeChildren(id, now)
      else if (failed(to)) blockChildren(id, now)
      else if (failed(from)) unblockChildren(id)
    },
    /** The state in which a task starts that waits for those. */
    initial,
  }
}
