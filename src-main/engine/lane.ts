import PQueue from 'p-queue'
import type { LaneName } from '#shared/lane'
import type { AbortReason } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import type { Gates } from './gates'
import type { ClaimedTask, EngineStore, LaneState } from './ports'

type Parts = {
  readonly name: LaneName
  readonly bootId: string
  readonly store: Pick<EngineStore, 'claim'>
  readonly gates: Gates
  readonly now: () => number
  /** Runs a claimed task to its settled end. Never rejects. */
  readonly run: (task: ClaimedTask, abort: AbortController) => Promise<void>
  readonly onStoreError: (error: unknown) => void
}

/** One lane: claims as many tasks as it has free slots, and runs them. It never holds a task that it cannot start. */
export function createLane(initial: LaneState, { name, bootId, store, gates, now, run, onStoreError }: Parts) {
  const queue = new PQueue({ concurrency: initial.policy.concurrency })
  const running = new Map<TaskId, AbortController>()
  let state = initial
  let draining = true
  let filling = false
  let again = false

  async function fillOnce() {
    const limit = state.policy.concurrency - queue.pending - queue.size
    if (limit <= 0 || draining || state.paused) return
    const claimed = await store.claim({ lane: name, limit, now: now(), bootId, admit: gates.admit })
    for (const task of claimed) {
      gates.claimed(task.gateId, task.id)
      const abort = new AbortController()
      running.set(task.id, abort)
      void queue
        .add(() => run(task, abort))
        .finally(() => {
          running.delete(task.id)
          void fill()
        })
    }
  }

  /** Claims until the slots are full or nothing is left. Calls that come meanwhile are folded into one more round. */
  async function fill() {
    if (filling) {
      again = true
      return
    }
    filling = true
    do {
      again = false
      await fillOnce().catch((error: unknown) => {
        gates.unclaimed()
        onStoreError(error)
      })
    } while (again)
    filling = false
  }

  return {
    get state() {
      return state
    },
    get policy() {
      return state.policy
    },
    set(next: LaneState) {
      state = next
      queue.concurrency = next.policy.concurrency
      void fill()
    },
    fill: () => void fill(),
    start() {
      draining = false
      void fill()
    },
    /** Claims nothing more; what runs goes on. */
    drain() {
      draining = true
    },
    /** Resolves when nothing runs. */
    idle: () => queue.onIdle(),
    abort: (id: TaskId, reason: AbortReason) => running.get(id)?.abort(reason),
    abortAll(reason: AbortReason) {
      for (const abort of running.values()) abort.abort(reason)
    },
  }
}
export type Lane = ReturnType<typeof createLane>
