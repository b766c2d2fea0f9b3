import { promptOf } from '#shared/request'
import { CommandError } from '#shared/result'
import { stepNames } from '#shared/steps'
import type { BatchId, EpochMs, GateId, StateKind, TaskId, TaskState } from '#shared/task'
import type { NewTask } from '#shared/work'
import type { batchesTable } from './batches'
import type { Changes } from './changes'
import type { DependenciesTable } from './dependencies'
import type { taskGraph } from './graph'
import type { payloadsTable } from './payloads'
import type { resultsTable } from './results'
import { type TasksTable, titleOf } from './tasks'

type Parts = {
  readonly changes: Changes
  readonly tasks: TasksTable
  readonly payloads: ReturnType<typeof payloadsTable>
  readonly batches: ReturnType<typeof batchesTable>
  readonly results: ReturnType<typeof resultsTable>
  readonly dependencies: DependenciesTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly gateId: (providerId: string, model: string) => GateId
}

/** Writes new tasks with all that belongs to them, in the transaction in hand. */
export function intake({ changes, tasks, payloads, batches, results, dependencies, graph, gateId }: Parts) {
  /** What a task waits for, as ids; names that its prompt uses and nobody gives are refused. */
  function needsOf(input: NewTask, earlier: readonly TaskId[]): { name: string; taskId: TaskId }[] {
    const needs = (input.needs ?? []).map(({ name, task }) => {
      const taskId = typeof task === 'number' ? task : earlier[task.row]
      if (taskId === undefined)
        throw new CommandError('bad_request', `The task named ${name} must come before the one that needs it.`)
      return { name, taskId }
    })
    if (needs.length === 0) return needs
    const missing = stepNames(input.request).find((name) => !needs.some((need) => need.name === name))
    if (missing !== undefined)
      throw new CommandError(
        'bad_request',
        `The prompt uses {{steps.${missing}.result}}, but it does not wait for ${missing}.`,
      )
    return needs
  }

  function stateOf(input: NewTask, states: readonly StateKind[], now: EpochMs): TaskState {
    if (states.length > 0) {
      const initial = graph.initial(states)
      if (initial === 'waiting') return { kind: 'waiting' }
      if (initial === 'blocked') {
        const message =
          'It needs the result of a task that did not succeed. Requeue that one, and this one goes on by itself.'
        const failure = { code: 'blocked' as const, status: null, providerCode: null, message, requestId: null }
        return { kind: 'dead', settledAt: now, failure }
      }
    }
    return input.startAt !== undefined && input.startAt > now
      ? { kind: 'scheduled', runAt: input.startAt }
      : { kind: 'queued' }
  }

  function add(batchId: BatchId, position: number, input: NewTask, earlier: readonly TaskId[], now: EpochMs) {
    const { customId, lane, request, row, variant } = input
    const gate = gateId(input.providerId, input.model)
    const needs = needsOf(input, earlier)
    const states = needs.map(({ taskId }) => {
      const state = tasks.get(taskId)?.state.kind
      if (!state) throw new CommandError('not_found', `There is no task ${taskId} to wait for. Nothing was queued.`)
      if (state === 'succeeded' && results.text(taskId) === undefined) {
        const why = `The result of task ${taskId} was removed, as your settings say, so nothing can use it. Nothing was queued.`
        throw new CommandError('wrong_state', why)
      }
      return state
    })
    const state = stateOf(input, states, now)
    const place = { batchId, lane, gateId: gate }
    const priority = input.priority ?? 0
    const title = titleOf(promptOf(request))
    const id = tasks.insert({ ...place, position, customId, title, state, priority, createdAt: now, row, variant })
    const { file: sourceFile, line: sourceLine } = input
    const digest = payloads.insert({ taskId: id, revision: 1, request, sourceFile, sourceLine, createdAt: now })
    for (const { name, taskId } of needs) dependencies.insert(id, taskId, name)
    return { id, digest, queued: state.kind === 'queued' ? { ...place, id, priority } : null }
  }

  return {
    /** Adds tasks at the batch's next positions, or from `firstPosition` on.
     *  @param visible whether the batch is open: then they are news, and may be claimed after the commit */
    add(
      batchId: BatchId,
      inputs: readonly NewTask[],
      now: EpochMs,
      { visible, firstPosition = tasks.lastPosition(batchId) + 1 }: { visible: boolean; firstPosition?: number },
    ): TaskId[] {
      const ids: TaskId[] = []
      const digests: Buffer[] = []
      for (const [index, input] of inputs.entries()) {
        const { id, digest, queued } = add(batchId, firstPosition + index, input, ids, now)
        ids.push(id)
        digests.push(digest)
        if (!visible) continue
        changes.task(id)
        if (queued) changes.queued(queued)
      }
      batches.accept(batchId, digests)
      return ids
    },
  }
}
