import { effectivePolicy, type LaneName, laneNames } from '#shared/lane'
import type { BatchId, EpochMs, GateId, TaskId, TaskView } from '#shared/task'
import { createCancel } from './cancel'
import { createGates } from './gates'
import { createLane, type Lane, type Ran } from './lane'
import type { ClaimedTask, Clock, DueWork, EngineStore, LaneState, NewTask, Pause, Providers, Random } from './ports'
import { noneOfIt } from './provider-defaults'
import { type Recovered, recover } from './recovery'
import { createRemoteBatches } from './remote-batches/remote-batches'
import { runAttempt } from './run-attempt'
import type { RunningCall } from './running-call'
import { createScheduler } from './scheduler'
import { createSettling } from './settle'
import { createSleep } from './sleep'
import { createStorageWatch } from './storage-watch'
import { createSuspects } from './suspects'
import { turnOfLoop } from './turn-of-loop'
import { createWarmth } from './warmth'
import { type Check, createWays } from './ways'
import { createWindows } from './windows'

/** After the grace, aborted calls have this long to end and be stored. */
const longestEndMs = 3_000
/** A start that lived for so long counts as one that works. */
const stableAfterMs = 60_000

export type EngineParts = {
  readonly store: EngineStore
  readonly providers: Providers
  readonly clock: Clock
  readonly random: Random
  /** Of this run of the process. */
  readonly bootId: string
  /** Of this run of the machine; '' where that is not known. */
  readonly machine?: string
  /** Other work that comes due by itself. */
  readonly due?: readonly DueWork[]
  /** What else may hold up a task: budgets, and prompts that share a beginning. */
  readonly checks?: readonly Check[]
  /** Hears what streamed calls write, of all tasks. */
  readonly output?: OutputReader
}
/** ended: what came of that attempt is on disk, or went back with it. */
export type OutputReader = {
  readonly text: (task: Pick<ClaimedTask, 'id' | 'attempt'>, piece: string) => void
  readonly ended: (task: Pick<ClaimedTask, 'id' | 'attempt'>) => void
}
/** What may be told to stand still. */
export type Standstill =
  | { readonly kind: 'all' }
  | { readonly kind: 'lane'; readonly lane: LaneName }
  | { readonly kind: 'batch'; readonly batchId: BatchId }
  | { readonly kind: 'provider'; readonly providerId: string }

/** The engine's public face: claim → run → settle on two lanes, behind gates, with one timer. Plain Node: no window, no Electron. */
export function createEngine({
  store,
  providers,
  clock,
  random,
  bootId,
  machine = '',
  due = [],
  checks = [],
  output,
}: EngineParts) {
  const windows = createWindows(() => queueMicrotask(() => scheduler.wake())) // not within a claim's transaction
  const gates = createGates(store.loadGates(), store.gate, store.loadGates)
  const loaded = store.loadPaused()
  const pausedProviders = new Set(loaded.providers)
  let paused: Pause = loaded.all
  /** Batches of which nothing may start just now, and how many ask for that. */
  const held = new Map<BatchId, number>()
  const turn = turnOfLoop()
  /** Providers whose adapter was made before: a task's call goes out as soon as its claim is on disk. */
  const ready = new Set<string>()
  const keyName = (providerId: string, keyId: string) => `${providerId}\n${keyId}`
  const readied: Required<Providers> = {
    ...noneOfIt,
    ...providers,
    async adapter(providerId, keyId) {
      const adapter = await providers.adapter(providerId, keyId)
      ready.add(keyName(providerId, keyId))
      return adapter
    },
  }
  let stopped = false
  let stableAt: EpochMs | null = null
  let offQueued = () => {}
  let offFailure = () => {}

  for (const work of due) work.onSooner?.(() => queueMicrotask(() => scheduler.wake()))
  const storage = createStorageWatch({
    store,
    clock,
    onRecovered() {
      store.saveGates(gates.all()).catch(storage.failed) // some changed while nothing could be written
      setBack(clock.now())
      scheduler.wake()
      fillLanes()
    },
  })
  offFailure = store.onFailure(storage.failed)
  const maySend = () => !stopped && !sleep.asleep() && paused === 'no' && storage.ok()
  const suspects = createSuspects({
    store,
    runAlone: (task) => lanes[task.lane].runAlone(task.id, maySend),
    mayRun: maySend,
    onClear: () => fillLanes(),
    onStoreError: storage.failed,
  })

  const warmth = createWarmth({ clock, cachesFrom: readied.cachesFrom, onWarm: () => queueMicrotask(fillLanes) })
  const ways = createWays({
    ...{
      gates,
      clock,
      providers: readied,
      store,
      checks: [...(store.budget ? [{ reserve: store.budget, release() {} }] : []), warmth, ...checks],
      onMayGo: fillLanes,
      onStoreError: storage.failed,
    },
    mayUse: (providerId) => !pausedProviders.has(providerId),
  })
  const remote = createRemoteBatches({
    ...{ store, gates, ways, providers: readied, clock, random, storage, windows },
    policyOf: (lane) => lanes[lane].policy,
    maySend: () => maySend() && suspects.count() === 0,
    mayUse: (providerId) => !pausedProviders.has(providerId),
    laneGoes: (lane) => lanes[lane].goes(),
    mayGo: (batchId) => !held.has(batchId),
    onDueChanged: () => scheduler.wake(),
  })
  const initial = store.loadLanes()
  const wanted = { ...initial } // also what is still on its way to the disk, so that of two changes at once none takes the other back
  const lanes: Record<LaneName, Lane> = { fast: makeLane('fast'), heavy: makeLane('heavy') }
  function makeLane(name: LaneName): Lane {
    return createLane(initial[name], {
      ...{ name, store, ways, now: clock.now, run, onStoreError: storage.failed, fillAll: fillLanes, windows },
      mayClaim: () => maySend() && suspects.count() === 0,
      as: ({ providerId, keyId }) => (ready.has(keyName(providerId, keyId)) ? 'sent' : 'claimed'),
      mayGo: (batchId) => !held.has(batchId),
      leaves: remote.takes,
    })
  }
  function fillLanes() {
    if (!maySend()) return
    remote.nudge()
    if (suspects.count() > 0) return suspects.go()
    for (const name of laneNames) lanes[name].fill()
  }

  const cancel = createCancel({ store, lanes, remote, clock })
  const sleep = createSleep({ clock, inFlight: () => laneNames.flatMap((name) => lanes[name].inFlight()) })
  const settle = createSettling({
    ...{ store, gates, ways, storage, clock, random },
    policyOf: ({ lane }) => lanes[lane].policy,
    onFreed() {
      scheduler.wake()
      fillLanes()
    },
  })

  const scheduler = createScheduler({
    clock,
    nextDueAt,
    async onDue(now) {
      if (!storage.ok()) return storage.recovered() // the same moment is still due: do not spin
      const opened = gates.openDue(now)
      const windowOpened = windows.openDue(now)
      try {
        const living = stableAt !== null && stableAt <= now
        // In one turn, and so in one transaction: what comes due together is seen together.
        const [released] = await Promise.all([
          store.releaseDue(now),
          opened.length > 0 ? store.saveGates(opened) : undefined,
          living ? store.bootIsStable() : undefined,
        ])
        if (living) stableAt = null
        if (released > 0 || opened.length > 0 || windowOpened) fillLanes()
        for (const work of [...due, remote.due]) {
          const at = work.nextDueAt()
          if (at !== null && at <= now) await work.run(now)
        }
      } catch (error) {
        storage.failed(error)
        return storage.recovered()
      }
    },
    onSetBack: setBack,
    onAwake() {
      if (sleep.onTimer()) fillLanes()
    },
  })

  /** The wall clock was set back: waits that were counted from it would last longer than they were to. */
  function setBack(now: EpochMs) {
    if (stableAt !== null) stableAt = Math.min(stableAt, now + stableAfterMs)
    const clamped = gates.clamp(now)
    remote.clamp(now)
    Promise.all([store.clampBackoffs(now), clamped.length > 0 ? store.saveGates(clamped) : undefined]).then(() => {
      scheduler.wake()
      fillLanes() // a run window may be open again
    }, storage.failed)
  }

  /** Asked in a timer, where nobody else would hear of a disk that cannot be read: then it is asked again within a minute. */
  function nextDueAt(): EpochMs | null {
    try {
      return readNextDueAt()
    } catch (error) {
      if (!store.isStorageError(error)) throw error
      storage.failed(error)
      return null
    }
  }

  function readNextDueAt(): EpochMs | null {
    const times = [
      store.nextDueAt(),
      gates.nextDueAt(),
      windows.nextDueAt(),
      sleep.nextDueAt(),
      stableAt,
      remote.due.nextDueAt(),
      ...due.map((work) => work.nextDueAt()),
    ]
    return times.reduce((first, at) => (at === null ? first : Math.min(first ?? at, at)), null)
  }

  async function run(task: ClaimedTask, running: RunningCall): Promise<Ran> {
    const times = effectivePolicy(lanes[task.lane].policy, task.override)
    const { timeoutMs, firstTokenMs, stallMs } = times
    const { quick, ...ended } = await runAttempt(
      task,
      { timeoutMs, firstTokenMs, stallMs, running },
      { store, providers: readied, clock, turn, gate: gates.get, onText },
    )
    const settled = settle(task, ended, times)
    if (output) void settled.finally(() => output.ended(task)).catch(() => {})
    return { quick, settled }
  }

  function onText(task: ClaimedTask, piece: string) {
    ways.heard(task)
    if (piece !== '') output?.text(task, piece)
  }

  async function saveGates(changed: ReturnType<typeof gates.openByPerson>) {
    ways.moved(changed)
    if (changed.length > 0) await store.saveGates(changed)
    scheduler.wake()
    fillLanes()
  }

  return {
    gates: gates.all,
    gate: gates.get,
    lane: (name: LaneName): LaneState => wanted[name],
    storage: storage.state,
    onStorage: storage.onChange,
    paused: (): Pause => paused,
    suspects: suspects.count,

    /** Puts right what the last process left, then starts the lanes. */
    async start(): Promise<Recovered> {
      const now = clock.now()
      const recovered = await storage.until(() => recover(store, { bootId, machine, now }), false)
      if (stopped) return recovered
      suspects.set(recovered.suspects)
      if (recovered.safeMode && paused === 'no') await this.pauseAll('safe_mode')
      stableAt = now + stableAfterMs
      setBack(now) // the clock may have been set while nobody looked
      scheduler.start()
      for (const name of laneNames) lanes[name].start()
      if (providers.batchApi) remote.start()
      offQueued = store.onQueued(fillLanes)
      fillLanes()
      return recovered
    },
    /** Queues tasks of an open batch; they are on disk when this resolves. */
    async enqueue(batchId: BatchId, tasks: readonly NewTask[]): Promise<TaskId[]> {
      const ids = await store.enqueue(batchId, tasks, clock.now())
      if (tasks.some(({ startAt }) => startAt !== undefined)) scheduler.wake()
      fillLanes()
      return ids
    },
    /** Work was added or freed by other means, such as an import or a requeue; or the machine woke from sleep. */
    wake() {
      sleep.wake()
      scheduler.wake()
      fillLanes()
    },
    /** The machine is about to sleep: nothing new is sent until it wakes. */
    sleep() {
      sleep.begin()
      scheduler.wake()
    },
    async setLane(name: LaneName, lane: LaneState): Promise<void> {
      wanted[name] = lane
      try {
        await store.saveLane(name, lane)
      } catch (error) {
        wanted[name] = lanes[name].state
        throw error
      }
      lanes[name].set(lane)
      remote.nudge()
    },
    async pauseAll(next: Pause): Promise<void> {
      await store.savePaused(next)
      paused = next
      fillLanes()
    },
    /** What runs goes on; nothing new of it starts until it is resumed. */
    async setPaused(what: Standstill, still: boolean): Promise<void> {
      if (what.kind === 'all') return this.pauseAll(still ? 'by_person' : 'no')
      if (what.kind === 'lane') return this.setLane(what.lane, { ...wanted[what.lane], paused: still })
      if (what.kind === 'batch') await store.changeBatch(what.batchId, { paused: still })
      else {
        await store.saveProviderPaused(what.providerId, still)
        if (still) pausedProviders.add(what.providerId)
        else pausedProviders.delete(what.providerId)
      }
      fillLanes()
    },
    /** A person says that the provider works again (a new key, a paid bill, or just "try now"): one probe goes first. */
    openGate: (id: GateId): Promise<void> => saveGates(gates.openByPerson(id, clock.now())),
    /** The provider's settings changed: whatever waited for a person gets its probe. */
    providerChanged(providerId: string): Promise<void> {
      ways.changed(providerId)
      return saveGates(gates.waitingForPerson(providerId).flatMap(({ id }) => gates.openByPerson(id, clock.now())))
    },
    /** What its provider told and what was measured of it is learned anew. */
    forgetLimits: (id: GateId): Promise<void> => saveGates([...ways.forget(id)]),
    /** How fast a gate lets calls through now; null before its first one. */
    pace: ways.pace,
    /** What went through each gate within the last minute, against its limits. */
    uses: ways.uses,
    isShut: ways.isShut,
    /** First ones of a shared beginning, which go alone until their answers begin. */
    warming: warmth.warming,
    waitMs: ways.waitMs,
    /** Nothing of the batch starts until the returned function is called; what runs goes on. For the moment only: it is not on disk. */
    hold(batchId: BatchId): () => void {
      held.set(batchId, (held.get(batchId) ?? 0) + 1)
      return () => {
        const left = (held.get(batchId) ?? 1) - 1
        if (left > 0) held.set(batchId, left)
        else held.delete(batchId)
        fillLanes()
      }
    },
    cancel,
    /** The same for one that ran when it was seen, by itself: an abort is heard at once, the end of its call may take a second. */
    cancelRunning(task: TaskView): void {
      cancel(task).catch(storage.failed)
    },
    /** Lets running calls end for up to `graceMs`, then aborts them: they are queued again and spend no retry. */
    async stop(graceMs: number): Promise<void> {
      stopped = true
      offQueued()
      for (const name of laneNames) lanes[name].drain()
      const idle = Promise.all([remote.stop(), ...laneNames.map((name) => lanes[name].idle())])
      const takeBack = clock.timer(graceMs, () => {
        for (const name of laneNames) lanes[name].abortAll('shutdown')
        remote.abort()
      })
      // What the disk does not take is not worth waiting for for ever: those tasks are found running at the next start.
      let giveUp = () => {}
      const longest = new Promise<void>((done) => {
        giveUp = clock.timer(graceMs + longestEndMs, done)
      })
      await Promise.race([idle, longest])
      takeBack()
      giveUp()
      scheduler.stop()
      ways.stop()
      storage.stop()
      offFailure()
    },
  }
}

export type Engine = ReturnType<typeof createEngine>
