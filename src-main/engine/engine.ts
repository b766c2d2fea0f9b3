import { type LaneName, laneNames } from '#shared/lane'
import type { BatchId, EpochMs, GateId, TaskId, TaskView } from '#shared/task'
import { createGates } from './gates'
import { createLane, type Lane } from './lane'
import type { ClaimedTask, Clock, EngineStore, LaneState, NewTask, Providers, Random, Settlement } from './ports'
import { type Recovered, recover } from './recovery'
import { type Ended, runAttempt } from './run-attempt'
import { createScheduler } from './scheduler'
import { transition } from './transition'

/** How long after the store failed it is tried again. */
const storeRetryMs = 2_000

export type EngineParts = {
  readonly store: EngineStore
  readonly providers: Providers
  readonly clock: Clock
  readonly random: Random
  readonly bootId: string
}

export type StorageState = { readonly kind: 'ok' } | { readonly kind: 'failing'; readonly message: string }

/** The engine's public face: claim → run → settle on two lanes, behind gates, with one timer. Plain Node: no window, no Electron. */
export function createEngine({ store, providers, clock, random, bootId }: EngineParts) {
  const gates = createGates(store.loadGates(), store.gate)
  let storage: StorageState = { kind: 'ok' }
  let stopped = false
  const storageListeners = new Set<() => void>()

  function setStorage(next: StorageState) {
    if (next.kind === storage.kind) return
    storage = next
    for (const listener of storageListeners) listener()
  }

  function storeFailed(error: unknown) {
    setStorage({ kind: 'failing', message: error instanceof Error ? error.message : String(error) })
    clock.timer(storeRetryMs, fillLanes)
  }

  const initial = store.loadLanes()
  const lanes: Record<LaneName, Lane> = { fast: makeLane('fast'), heavy: makeLane('heavy') }
  function makeLane(name: LaneName): Lane {
    return createLane(initial[name], { name, bootId, store, gates, now: clock.now, run, onStoreError: storeFailed })
  }
  function fillLanes() {
    if (!stopped) for (const name of laneNames) lanes[name].fill()
  }

  const scheduler = createScheduler(clock, nextDueAt, async (now) => {
    const opened = gates.openDue(now)
    try {
      // In one turn, and so in one transaction: what comes due together is seen together.
      const [released] = await Promise.all([
        store.releaseDue(now),
        opened.length > 0 ? store.saveGates(opened, now) : undefined,
      ])
      setStorage({ kind: 'ok' })
      if (released > 0 || opened.length > 0) fillLanes()
    } catch (error) {
      storeFailed(error)
      await new Promise<void>((done) => clock.timer(storeRetryMs, done)) // the same moment is still due: do not spin
    }
  })

  function nextDueAt(): EpochMs | null {
    const times = [store.nextDueAt(), gates.nextDueAt()].filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  async function run(task: ClaimedTask, abort: AbortController): Promise<void> {
    const { policy } = lanes[task.lane]
    const ended = await runAttempt(task, policy.timeoutMs, abort, { store, providers, clock })
    await settle(task, ended)
  }

  async function settle(task: ClaimedTask, { outcome: observed, ...ended }: Ended): Promise<void> {
    const now = clock.now()
    const { outcome, wait, changed } = gates.observe(task.gateId, task.id, observed, now, random())
    const next = transition(task, lanes[task.lane].policy, outcome, now, random())
    const backoff =
      next.state.kind === 'backing_off'
        ? { reason: 'backoff' as const, ms: next.state.runAt - now, until: next.state.runAt }
        : null
    const settlement: Settlement = {
      taskId: task.id,
      attempt: task.attempt,
      outcome,
      next,
      wait: backoff ?? wait,
      ...ended,
    }
    // The answer is in memory only: it is kept and tried again until the store takes it.
    for (;;) {
      try {
        await Promise.all([
          store.settle(settlement, now),
          changed.length > 0 ? store.saveGates(changed, now) : undefined,
        ])
        break
      } catch (error) {
        storeFailed(error)
        await new Promise<void>((done) => clock.timer(storeRetryMs, done))
      }
    }
    setStorage({ kind: 'ok' })
    if (backoff || changed.length > 0) scheduler.wake()
    if (changed.some(({ state }) => state.kind === 'open')) fillLanes()
  }

  async function saveGates(changed: ReturnType<typeof gates.openByPerson>) {
    if (changed.length > 0) await store.saveGates(changed, clock.now())
    scheduler.wake()
    fillLanes()
  }

  return {
    gates: gates.all,
    gate: gates.get,
    lane: (name: LaneName): LaneState => lanes[name].state,
    storage: () => storage,
    onStorage: (listener: () => void) => void storageListeners.add(listener),

    /** Puts right what the last process left, then starts the lanes. */
    async start(): Promise<Recovered> {
      const recovered = await recover(store, clock.now())
      scheduler.start()
      for (const name of laneNames) lanes[name].start()
      return recovered
    },
    /** Queues tasks of an open batch; they are on disk when this resolves. */
    async enqueue(batchId: BatchId, tasks: readonly NewTask[]): Promise<TaskId[]> {
      const ids = await store.enqueue(batchId, tasks, clock.now())
      fillLanes()
      return ids
    },
    /** Work was added or freed by other means: an import, a requeue. */
    wake() {
      scheduler.wake()
      fillLanes()
    },
    async setLane(name: LaneName, lane: LaneState): Promise<void> {
      await store.saveLane(name, lane, clock.now())
      lanes[name].set(lane)
    },
    /** A person says that the provider works again (a new key, a paid bill, or just "try now"): one probe goes first. */
    openGate: (id: GateId): Promise<void> => saveGates(gates.openByPerson(id, clock.now())),
    /** The provider's settings changed: whatever waited for a person gets its probe. */
    providerChanged: (providerId: string): Promise<void> =>
      saveGates(gates.waitingForPerson(providerId).flatMap(({ id }) => gates.openByPerson(id, clock.now()))),
    /** Cancels a task in any state before its end; a running call is aborted, and its attempt settles as cancelled. False when it had ended. */
    async cancel(task: TaskView): Promise<boolean> {
      if (task.state.kind === 'running') {
        lanes[task.lane].abort(task.id, 'cancelled')
        return true
      }
      if (task.state.kind !== 'queued' && task.state.kind !== 'backing_off' && task.state.kind !== 'scheduled')
        return false
      return store.move(task, { kind: 'cancelled', settledAt: clock.now(), failure: null }, clock.now())
    },
    /** Lets running calls end for up to `graceMs`, then aborts them: they are queued again and spend no retry. */
    async stop(graceMs: number): Promise<void> {
      stopped = true
      for (const name of laneNames) lanes[name].drain()
      const idle = Promise.all(laneNames.map((name) => lanes[name].idle()))
      const takeBack = clock.timer(graceMs, () => {
        for (const name of laneNames) lanes[name].abortAll('shutdown')
      })
      await idle
      takeBack()
      scheduler.stop()
    },
  }
}
export type Engine = ReturnType<typeof createEngine>
