import type { BulkProgress, TaskChange } from '#shared/contract'
import { withPrompt } from '#shared/request'
import { assertNever, CommandError } from '#shared/result'
import {
  type BatchId,
  type EpochMs,
  StateKind,
  type TaskDetail,
  type TaskId,
  type TaskState,
  type TaskView,
} from '#shared/task'
import type { Filter, Tab } from '#shared/view'
import { type By, whatChanged } from './bulk/what-changed'
import type { MoveChanges } from './ports'
import { createUndos } from './undos'

export { undoMs } from './undos'

/** Tasks as a person picked them; the versions are those they saw. */
export type Picked = { readonly tasks: readonly { readonly id: TaskId; readonly version: number }[] }
/** As an array, or as numbers that lie side by side where they are very many. */
type Ids = ArrayLike<TaskId> & Iterable<TaskId>
export type Picking =
  | Picked
  | { readonly deadGroup: string; readonly batchId: BatchId | null }
  | { readonly batchId: BatchId; readonly after?: number | undefined } // after: only those at later positions
  /** Those, as they are when their turn comes. batches: all that any of them is in. */
  | { readonly ids: Ids; readonly batches: readonly BatchId[] }
export type BulkResult = { readonly done: number; readonly skipped: number; readonly undo: string | null }

type TriageStore = {
  readonly detail: (id: TaskId) => TaskDetail | null
  readonly task: (id: TaskId) => TaskView | undefined
  /** The action that changed it last after that version, where one did and is still kept. */
  readonly lastTo?: (id: TaskId, version: number) => By
  readonly list: (
    query: { batchId: BatchId | null; tab: Tab; group: string | null; filter: Filter },
    start: number,
    end: number,
  ) => { total: number; order: TaskId[] }
  readonly lastPosition: (batchId: BatchId) => number
  readonly running: () => TaskView[]
  readonly tasksBetween: (batchId: BatchId, first: number, last: number, states: readonly StateKind[]) => TaskView[]
  readonly tasksAmong: (ids: readonly TaskId[], states: readonly StateKind[]) => TaskView[]
  readonly move: (task: TaskView, to: TaskState, now: EpochMs, changes?: MoveChanges) => Promise<boolean>
}
type Parts = {
  readonly store: TriageStore
  readonly now: () => EpochMs
  /** Aborts the call of a task, or cancels what became of it meanwhile. */
  readonly cancelRunning: (task: TaskView) => void
  /** Nothing of the batch starts until the returned function is called. */
  readonly hold: (batchId: BatchId) => () => void
  readonly wake: () => void
}
/** Hears how far an action is, at most every so often and not of what is done in a moment. */
export type Tell = (progress: BulkProgress) => void

/** seen: how many tasks were looked at for it. */
type Slice = { readonly found: readonly TaskView[]; readonly skipped: number; readonly seen: number }

/** How often it is told how far an action is. */
const tellMs = 250
/** So many tasks are read and changed in one turn of the event loop: some milliseconds, so that nothing else waits long. */
const tasksPerTurn = 200
const all: readonly StateKind[] = StateKind.options
const living: readonly StateKind[] = ['waiting', 'scheduled', 'queued', 'running', 'backing_off']

/** What a person does to tasks: cancel, requeue, discard, and take it back. A task that changed since it was picked is skipped, never overwritten. */
export function createTriage({ store, now, cancelRunning, hold, wake }: Parts) {
  const undos = createUndos(now)

  /** The tasks of a picking in their present state, a slice at a time: a hundred thousand must not be read before the first is changed. */
  function* slices(picking: Picking, states: readonly StateKind[], newestFirst = false): Generator<Slice> {
    if ('tasks' in picking) {
      for (const part of inParts(picking.tasks)) {
        const found = part.flatMap(({ id, version }) => {
          const task = store.task(id)
          return task?.version === version ? [task] : []
        })
        yield { found, skipped: part.length - found.length, seen: part.length }
      }
    } else if ('ids' in picking) {
      for (const part of inParts(picking.ids))
        yield { found: store.tasksAmong(part, states), skipped: 0, seen: part.length }
    } else if ('deadGroup' in picking) {
      const { deadGroup: group, batchId } = picking
      const { order } = store.list({ batchId, tab: 'dead', group, filter: { text: '' } }, 0, Number.MAX_SAFE_INTEGER)
      for (const part of inParts(order))
        yield { found: part.flatMap((id) => store.task(id) ?? []), skipped: 0, seen: part.length }
    } else {
      const { after = 0 } = picking
      const count = store.lastPosition(picking.batchId) - after
      const starts = Array.from({ length: Math.ceil(count / tasksPerTurn) }, (_, n) => after + n * tasksPerTurn + 1)
      for (const first of newestFirst ? starts.reverse() : starts) {
        const found = store.tasksBetween(picking.batchId, first, first + tasksPerTurn - 1, states)
        yield { found: newestFirst ? found.reverse() : found, skipped: 0, seen: tasksPerTurn }
      }
    }
  }

  /** How many tasks a picking is through, of so many at most. */
  function progress(of: number, tell: Tell | undefined) {
    let seen = 0
    let toldAt = now()
    return (more: number) => {
      seen += more
      if (!tell || now() - toldAt < tellMs) return
      toldAt = now()
      tell({ seen: Math.min(seen, of), of })
    }
  }

  function sizeOf(picking: Picking): number {
    if ('tasks' in picking) return picking.tasks.length
    if ('ids' in picking) return picking.ids.length
    if (!('deadGroup' in picking)) return store.lastPosition(picking.batchId) - (picking.after ?? 0)
    const { deadGroup: group, batchId } = picking
    return store.list({ batchId, tab: 'dead', group, filter: { text: '' } }, 0, 0).total
  }

  /** Does it to each, a slice a turn, and remembers how to take it back. */
  async function each(
    all: Iterable<Slice>,
    step: (more: number) => void,
    change: (task: TaskView) => Promise<boolean> | null,
  ): Promise<BulkResult> {
    const taken = undos.begin()
    let [done, left] = [0, 0]
    for (const { found, skipped, seen } of all) {
      left += skipped
      const changes = found.map((task) => change(task))
      if (changes.every((each) => each === null)) await nextTurn() // or all that need nothing would be read in one go
      const moved = await Promise.all(changes)
      for (const [index, task] of found.entries()) {
        if (moved[index] === true) {
          done++
          const { id, version, state, retriesUsed, lane, priority } = task
          undos.add(taken, { id, version: version + 1, state, retriesUsed, lane, priority })
        } else left++
      }
      step(seen)
    }
    wake()
    return { done, skipped: left, undo: undos.keep(taken) }
  }

  const requeued = (task: TaskView, changes: MoveChanges = {}) =>
    store.move(task, { kind: 'queued' }, now(), { retriesUsed: 0, afresh: true, ...changes })
  /** As they are when their turn comes: one that started or backed off since it was picked is still the one that the person means. */
  function* latest(ids: Ids): Generator<Slice> {
    const newestFirst = new Float64Array(ids).sort().reverse()
    for (const part of inParts(newestFirst)) {
      const found = store.tasksAmong(part as TaskId[], all).reverse()
      yield { found, skipped: part.length - found.length, seen: part.length }
    }
  }

  /** The newest first: what needs others is cancelled itself before they are, and not blocked by them. */
  async function cancelAll(picking: Picking, tell: Tell | undefined): Promise<BulkResult> {
    const aborted = new Set<TaskId>()
    const abort = (task: TaskView) => {
      if (!aborted.has(task.id)) cancelRunning(task)
      aborted.add(task.id)
    }
    const inBatch = 'deadGroup' in picking || 'tasks' in picking || 'ids' in picking ? null : picking
    const picked = pickedIds(picking)
    // What runs is little, and what is picked may be a million: the little is looked for in it, and not the other way round.
    const running = new Map(store.running().map((task) => [task.id, task] as const))
    for (const task of running.values())
      if (task.batchId === inBatch?.batchId && task.position > (inBatch.after ?? 0)) abort(task)
    for (const id of picked ?? []) {
      const task = running.get(id)
      if (task) abort(task)
    }
    function* waiting(): Generator<Slice> {
      for (const { found, skipped, seen } of picked ? latest(picked) : slices(picking, living, true)) {
        for (const task of found) if (task.state.kind === 'running') abort(task)
        const left = found.filter(({ id }) => !aborted.has(id))
        // Of a pick those are meant that can be cancelled; the others were not passed over.
        if ('ids' in picking) yield { found: left.filter(({ state }) => living.includes(state.kind)), skipped: 0, seen }
        else yield { found: left, skipped, seen }
      }
    }
    let moving = 0
    const result = await each(waiting(), progress(sizeOf(picking), tell), (task) => {
      if (!living.includes(task.state.kind)) return null
      return store.move(task, { kind: 'cancelled', settledAt: now(), failure: null }, now()).then((moved) => {
        if (!moved) moving++
        if (!moved) abort(task) // it moved on in that very turn, and is cancelled as whatever it is by now
        return moved
      })
    })
    return { ...result, skipped: result.skipped - moving, done: result.done + aborted.size }
  }
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
        throw new CommandError(
          'stale',
          `This task changed meanwhile. ${whatChanged(store.task(id) ?? task, store.lastTo?.(id, version))} Nothing was done.`,
        )
      wake()
      const after = store.detail(id)
      if (!after) throw new Error(`task ${id} vanished`)
      return after
    },
    requeueAll: (picking: Picking, tell?: Tell): Promise<BulkResult> =>
      each(
        slices(picking, 'ids' in picking ? ['dead', 'cancelled'] : ['dead']),
        progress(sizeOf(picking), tell),
        (task) => (canRequeue(task) ? requeued(task) : null),
      ),
    /** Puts dead letters aside; what was in them is kept. */
    discard: (picking: Picking, tell?: Tell): Promise<BulkResult> =>
      each(slices(picking, ['dead']), progress(sizeOf(picking), tell), (task) =>
        task.state.kind === 'dead'
          ? store.move(task, { kind: 'cancelled', settledAt: now(), failure: task.state.failure }, now())
          : null,
      ),
    /** Cancels what has not ended. A running call is aborted, which cannot be taken back. */
    async cancel(picking: Picking, tell?: Tell): Promise<BulkResult> {
      if ('tasks' in picking || 'deadGroup' in picking) return cancelAll(picking, tell)
      const batches = 'ids' in picking ? picking.batches : [picking.batchId]
      const releases = batches.map(hold) // or the slots that become free would go to those whose turn to be cancelled comes last
      try {
        return await cancelAll(picking, tell)
      } finally {
        for (const release of releases) release()
      }
    },
    /** Changes when, where or how soon tasks run that have not started. */
    change(picking: Picking, change: TaskChange, tell?: Tell): Promise<BulkResult> {
      // Who names a batch means those of it that can be changed so; the others were not passed over.
      const meant = function* (): Generator<Slice> {
        for (const { found, skipped, seen } of slices(picking, living)) {
          const can = 'tasks' in picking ? found : found.filter((task) => changedTo(task, change) !== null)
          yield { found: can, skipped, seen }
        }
      }
      return each(meant(), progress(sizeOf(picking), tell), (task) => {
        const changed = changedTo(task, change)
        return changed && store.move(task, changed.state, now(), changed.also)
      })
    },
    /** Takes an action back where nothing happened to the task since. */
    async undo(token: string, tell?: Tell): Promise<number> {
      const { count, parts } = undos.take(token, tasksPerTurn)
      const step = progress(count, tell)
      let done = 0
      for (const part of parts) {
        const moved = await Promise.all(
          part.map(({ id, version, state, ...before }) => {
            const task = store.task(id)
            return task?.version === version ? store.move(task, state, now(), before) : false
          }),
        )
        done += moved.filter(Boolean).length
        step(part.length)
        if (!moved.includes(true)) await nextTurn() // or all that moved on meanwhile would be read in one go
      }
      wake()
      return done
    },
  }
}
export type Triage = ReturnType<typeof createTriage>

function* inParts<T>(all: ArrayLike<T>): Generator<readonly T[]> {
  const { length } = all
  for (let start = 0; start < length; start += tasksPerTurn) {
    const some = Math.min(tasksPerTurn, length - start)
    yield Array.from({ length: some }, (_, at) => all[start + at] as T)
  }
}

function pickedIds(picking: Picking): Ids | null {
  if ('tasks' in picking) return [...new Set(picking.tasks.map(({ id }) => id))]
  return 'ids' in picking ? picking.ids : null
}

const nextTurn = () => new Promise<void>((done) => setImmediate(done))

const words = ({ kind }: TaskState) => (kind === 'backing_off' ? 'backing off' : kind)

/** What the change makes of a task; null where it does not apply, or where it would change nothing. */
function changedTo(
  { state, lane, priority }: TaskView,
  change: TaskChange,
): { state: TaskState; also: MoveChanges } | null {
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
      if (change.priority === priority) return null
      return { state, also: { priority: change.priority } }
    default:
      return assertNever(change)
  }
}
