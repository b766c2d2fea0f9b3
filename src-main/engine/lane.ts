import PQueue from 'p-queue'
import { effectivePolicy, type LaneName } from '#shared/lane'
import type { AbortReason } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import type { Claim, ClaimedTask, EngineStore, LaneState } from './ports'
import { type RunningCall, runningCall } from './running-call'
import type { Ways } from './ways'
import type { Windows } from './windows'

type Parts = {
  readonly name: LaneName
  readonly store: Pick<EngineStore, 'claim' | 'crashPoint'>
  readonly ways: Pick<Ways, 'admit' | 'reserve' | 'notTaken'>
  readonly now: () => number
  /** Whether anything may be claimed at all now. */
  readonly mayClaim: () => boolean
  readonly as: Claim['as']
  readonly mayGo: NonNullable<Claim['mayGo']>
  readonly leaves: NonNullable<Claim['leaves']>
  readonly windows: Windows
  /** Makes the call of a claimed task. Never rejects. */
  readonly run: (task: ClaimedTask, call: RunningCall) => Promise<Ran>
  readonly onStoreError: (error: unknown) => void
  readonly fillAll: () => void
}
/** The call is over, and its slot free. `quick`: it ended in the turn in which it began. `settled`: what it came to is on disk. */
export type Ran = { readonly quick: boolean; readonly settled: Promise<void> }

/** Claims beyond the free slots, for calls that end faster than a commit: then a commit must serve more of them than there are slots. More
 *  than these would make the transaction hold up everything else: each task costs it some 20 µs. */
const furthestAhead = 128

/** One lane: claims as many tasks as it has free slots, and runs them. It holds no task that it cannot start before the next commit. */
export function createLane(
  initial: LaneState,
  { name, store, ways, now, mayClaim, as, mayGo, leaves, windows, run, onStoreError, fillAll }: Parts,
) {
  const queue = new PQueue({ concurrency: initial.policy.concurrency })
  const running = new Map<TaskId, RunningCall>()
  /** What a call came to that is not on disk yet. */
  const unsettled = new Map<TaskId, Promise<void>>()
  let state = initial
  let draining = true
  let claiming = false
  let onItsWay: Promise<void> = Promise.resolve()
  let made = false
  let again = false
  let ahead = 0
  let quick = 0 // calls in a row that ended in the turn in which they began

  const goes = () => !draining && !state.paused && windows.open(state.policy.windows, now())
  const may = () => goes() && mayClaim()
  const freeSlots = () => state.policy.concurrency - queue.pending - queue.size

  async function runOne(task: ClaimedTask, call: RunningCall): Promise<void> {
    const { quick: wasQuick, settled } = await run(task, call)
    running.delete(task.id)
    unsettled.set(task.id, settled)
    void settled.then(() => {
      if (unsettled.get(task.id) === settled) unsettled.delete(task.id)
    })
    if (wasQuick) quick++
    else quick = ahead = 0
  }

  async function start(task: ClaimedTask): Promise<void> {
    const call = runningCall()
    running.set(task.id, call)
    await queue.add(() => runOne(task, call))
    fill()
  }

  async function idle(): Promise<void> {
    await onItsWay // it may bring tasks that are to run
    await queue.onIdle()
    await Promise.all(unsettled.values())
  }

  const windowOpen: Claim['windowOpen'] = (asked) => windows.open(asked, now())
  const retryForMs: Claim['retryForMs'] = (rules) => effectivePolicy(state.policy, rules).retryForMs

  /** Calls that end in the turn in which they began are faster than a commit: then claim more than there are slots, step by step. */
  function room(): number {
    if (quick >= state.policy.concurrency + ahead) {
      ahead = Math.min(furthestAhead, Math.max(state.policy.concurrency, ahead * 2))
      quick = 0
    }
    return freeSlots() + ahead
  }

  async function claim(more: Partial<Claim>, limit: () => number): Promise<readonly ClaimedTask[]> {
    const reserved = new Set<TaskId>()
    const reserve: Claim['reserve'] = (task, books) => {
      const way = ways.reserve(task, books)
      if (way) reserved.add(task.id)
      return way
    }
    try {
      const claimed = await store.claim({
        lane: name,
        limit,
        now: now(),
        admit: ways.admit,
        reserve,
        asksBudget: true,
        windowOpen,
        as,
        mayGo,
        leaves,
        retryForMs,
        ...more,
      })
      for (const { id } of claimed.tasks) reserved.delete(id)
      if (ways.notTaken(reserved)) setImmediate(fillAll) // the probe was to be a task that had left the line: another one may go, in any lane
      store.crashPoint('after_claim')
      if (claimed.more) setImmediate(fill)
      for (const task of claimed.tasks) void start(task)
      return claimed.tasks
    } catch (error) {
      ways.notTaken(reserved)
      onStoreError(error)
      return []
    }
  }

  /** Claims until the slots are full or nothing is left. What is asked before the claim is made is answered by it, what comes later by one more. */
  function fill() {
    if (claiming) {
      again ||= made
      return
    }
    if (!may() || room() <= 0) return
    claiming = true
    made = again = false
    const limit = () => {
      made = true
      return may() ? room() : 0
    }
    onItsWay = claim({}, limit).then(() => {
      claiming = false
      if (again) fill()
    })
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
      fill()
    },
    /** Whether its work may start now: it is not paused, and its run window is open. */
    goes,
    fill,
    start() {
      draining = false
    },
    /** Claims and runs that one task if it is queued here; resolves when it has ended, with false when it did not run. */
    async runAlone(id: TaskId, mayRun: () => boolean): Promise<boolean> {
      if (!goes()) return false
      const [task] = await claim({ ids: [id] }, () => (goes() && mayRun() ? 1 : 0))
      if (!task) return false
      await idle()
      return true
    },
    /** Claims nothing more; what runs goes on. */
    drain() {
      draining = true
    },
    /** Resolves when nothing runs and all of it is settled. */
    idle,
    /** False when no call of it is on its way here. */
    abort(id: TaskId, reason: AbortReason): boolean {
      const call = running.get(id)
      call?.abort(reason)
      return call !== undefined
    },
    /** Resolves once the call of it that is over is settled; undefined when there is none. */
    settled: (id: TaskId): Promise<void> | undefined => unsettled.get(id),
    inFlight: (): RunningCall[] => [...running.values()],
    abortAll(reason: AbortReason) {
      for (const call of running.values()) call.abort(reason)
    },
  }
}
export type Lane = ReturnType<typeof createLane>
