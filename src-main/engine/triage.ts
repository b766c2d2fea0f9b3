import { randomUUID } from 'node:crypto'
import type { TaskChange } from '#shared/contract'
import type { LaneName } from '#shared/lane'
import { withPrompt } from '#shared/request'
import { assertNever, CommandError } from '#shared/result'
import type { BatchId, EpochMs, TaskDetail, TaskId, TaskState, TaskView } from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import type { MoveChanges } from './ports'

/** Tasks as a person picked them; the versions are those they saw. */
export type Picked = { readonly tasks: readonly { readonly id: TaskId; readonly version: number }[] }
export type Picking =
  | Picked
  | { readonly deadGroup: string; readonly batchId: BatchId | null }
  | { readonly batchId: BatchId }
export type BulkResult = { readonly done: number; readonly skipped: number; readonly undo: string | null }

type TriageStore = {
  readonly detail: (id: TaskId) => TaskDetail | null
  readonly task: (id: TaskId) => TaskView | undefined
  readonly list: (
    query: { batchId: BatchId | null; tab: Tab; group: string | null; filter: Filter },
    start: number,
    end: number,
  ) => { total: number; order: TaskId[] }
  readonly move: (task: TaskView, to: TaskState, now: EpochMs, changes?: MoveChanges) => Promise<boolean>
}
type Parts = {
  readonly store: TriageStore
  readonly now: () => EpochMs
  readonly cancelRunning: (task: TaskView) => void
  readonly wake: () => void
}
/** What a task was before a bulk action, and the version that the action gave it: only while that holds can it be taken back. */
type Undone = Pick<TaskView, 'id' | 'version' | 'state' | 'retriesUsed'> & {
  readonly lane: LaneName
  readonly priority: number
}

/** How long an action can be taken back. */
export const undoMs = 30_000
/** One commit for so many tasks, so that no other write waits long. */
const tasksPerTurn = 500
const tabsThatCanBeCancelled: readonly Tab[] = ['running', 'waiting', 'ready']

/** What a person does to tasks: cancel, requeue, discard, and take it back. A task that changed since it was picked is skipped, never overwritten. */
export function createTriage({ store, now, cancelRunning, wake }: Parts) {
  const undos = new Map<string, { readonly at: EpochMs; readonly tasks: Undone[] }>()

  function pick(picking: Picking, tabs: readonly Tab[]): { found: TaskView[]; skipped: number } {
    if ('tasks' in picking) {
      const found = picking.tasks.flatMap(({ id, version }) => {
        const task = store.task(id)
        return task?.version === version ? [task] : []
      })
      return { found, skipped: picking.tasks.length - found.length }
    }
    const group = 'deadGroup' in picking ? picking.deadGroup : null
    const ids = tabs.flatMap(
      (tab) => store.list({ batchId: picking.batchId, tab, group, filter: { text: '' } }, 0, 10_000_000).order,
    )
    return { found: ids.flatMap((id) => store.task(id) ?? []), skipped: 0 }
  }

  /** Does it to each in turns of some hundred, and remembers how to take it back. */
  async function each(
    { found, skipped }: { found: TaskView[]; skipped: number },
    change: (task: TaskView) => Promise<boolean> | null,
  ): Promise<BulkResult> {
    const undone: Undone[] = []
    let [done, left] = [0, skipped]
    for (let start = 0; start < found.length; start += tasksPerTurn) {
      const turn = found.slice(start, start + tasksPerTurn)
      const moved = await Promise.all(turn.map((task) => change(task)))
      for (const [index, task] of turn.entries()) {
        if (moved[index] === true) {
          done++
          const { id, version, state, retriesUsed, lane, priority } = task
          undone.push({ id, version: version + 1, state, retriesUsed, lane, priority })
        } else left++
      }
    }
    wake()
    return { done, skipped: left, undo: undone.length > 0 ? remember(undone) : null }
  }

  function remember(tasks: Undone[]): string {
    const at = now()
    for (const [token, entry] of undos) if (at - entry.at > undoMs) undos.delete(token)
    const token = randomUUID()
    undos.set(token, { at, tasks })
    return token
  }

  const requeued = (task: TaskView, changes: MoveChanges = {}) =>
    store.move(task, { kind: 'queued' }, now(), { retriesUsed: 0, ...changes })
  const canRequeue = ({ state }: TaskView) => state.kind === 'dead' || state.kind === 'cancelled'

  return {
    /** Sends one dead letter or cancelled task back, as it was or with another prompt. Its history stays; its retries start anew. */
    async requeue(id: TaskId, version: number, prompt: string | undefined): Promise<TaskDetail> {
      const detail = store.detail(id)
      if (!detail) throw new CommandError('not_found', 'This task is not in the store any more.')
      if (!canRequeue(detail.task))
        throw new CommandError(
          'wrong_state',
          `This task is ${words(detail.task.state)}: only dead letters and cancelled tasks can be requeued.`,
        )
      const culprit = detail.needs.find(({ state }) => state === 'dead' || state === 'cancelled')
      if (culprit)
        throw new CommandError(
          'wrong_state',
          `This task needs the result of task ${culprit.taskId}, which did not succeed. Requeue that one, and this one goes on by itself.`,
        )
      const current = detail.revisions.at(-1)?.request
      const edited = current && prompt !== undefined ? withPrompt(current, prompt) : undefined
      const task = { ...detail.task, version }
      if (!(await requeued(task, edited ? { edited } : {})))
        throw new CommandError('stale', 'This task changed meanwhile. Nothing was done; look at it again.')
      wake()
      const after = store.detail(id)
      if (!after) throw new Error(`task ${id} vanished`)
      return after
    },
    requeueAll: (picking: Picking): Promise<BulkResult> =>
      each(pick(picking, ['dead']), (task) => (canRequeue(task) ? requeued(task) : null)),
    /** Puts dead letters aside; what was in them is kept. */
    discard: (picking: Picking): Promise<BulkResult> =>
      each(pick(picking, ['dead']), (task) =>
        task.state.kind === 'dead'
          ? store.move(task, { kind: 'cancelled', settledAt: now(), failure: task.state.failure }, now())
          : null,
      ),
    /** Cancels what has not ended. A running call is aborted, which cannot be taken back. */
    async cancel(picking: Picking): Promise<BulkResult> {
      // A task that started or backed off since it was picked is still the one that the person means.
      const latest =
        'tasks' in picking
          ? { tasks: picking.tasks.map(({ id }) => ({ id, version: store.task(id)?.version ?? 0 })) }
          : picking
      const { found, skipped } = pick(latest, tabsThatCanBeCancelled)
      const running = found.filter(({ state }) => state.kind === 'running')
      for (const task of running) cancelRunning(task)
      // The newest first: what needs others is cancelled itself before they are, and not blocked by them.
      const waiting = found.filter(({ state }) => state.kind !== 'running').sort((a, b) => b.id - a.id)
      const result = await each({ found: waiting, skipped }, (task) =>
        task.state.kind !== 'succeeded' && task.state.kind !== 'dead' && task.state.kind !== 'cancelled'
          ? store.move(task, { kind: 'cancelled', settledAt: now(), failure: null }, now())
          : null,
      )
      return { ...result, done: result.done + running.length }
    },
    /** Changes when, where or how soon tasks run that have not started. */
    change(picking: Picking, change: TaskChange): Promise<BulkResult> {
      const { found, skipped } = pick(picking, tabsThatCanBeCancelled)
      // Who names a batch means those of it that can be changed so; the others were not passed over.
      const meant = 'tasks' in picking ? found : found.filter((task) => changedTo(task, change) !== null)
      return each({ found: meant, skipped }, (task) => {
        const changed = changedTo(task, change)
        return changed && store.move(task, changed.state, now(), changed.also)
      })
    },
    /** Takes an action back where nothing happened to the task since. */
    async undo(token: string): Promise<number> {
      const entry = undos.get(token)
      undos.delete(token)
      if (!entry || now() - entry.at > undoMs)
        throw new CommandError('not_found', 'This can no longer be undone: it was more than 30 seconds ago.')
      let done = 0
      for (let start = 0; start < entry.tasks.length; start += tasksPerTurn) {
        const turn = entry.tasks.slice(start, start + tasksPerTurn)
        const moved = await Promise.all(
          turn.map(({ id, version, state, ...before }) => {
            const task = store.task(id)
            return task?.version === version ? store.move(task, state, now(), before) : false
          }),
        )
        done += moved.filter(Boolean).length
      }
      wake()
      return done
    },
  }
}
export type Triage = ReturnType<typeof createTriage>

const words = ({ kind }: TaskState) => (kind === 'backing_off' ? 'backing off' : kind)

/** What the change makes of a task; null where it does not apply, or where it would change nothing. */
function changedTo({ state, lane }: TaskView, change: TaskChange): { state: TaskState; also: MoveChanges } | null {
  const waits = state.kind === 'backing_off' || state.kind === 'scheduled'
  if (!waits && state.kind !== 'queued' && state.kind !== 'waiting') return null
  switch (change.kind) {
    case 'start_now':
      return waits ? { state: { kind: 'queued' }, also: {} } : null
    case 'start_at':
      return state.kind === 'waiting' ? null : { state: { kind: 'scheduled', runAt: change.at }, also: {} }
    case 'lane':
      return lane === change.lane ? null : { state, also: { lane: change.lane } }
    case 'priority':
      return { state, also: { priority: change.priority } }
    default:
      return assertNever(change)
  }
}
