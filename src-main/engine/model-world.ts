import { laneDefaults } from '#shared/lane'
import type { ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import { CommandError } from '#shared/result'
import type { BatchId, TaskId } from '#shared/task'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'
import { type DiskTrouble, modelDisk, type Store, setTrouble } from './model-disk'
import { type Call, modelProvider } from './model-provider'
import { checkAtRest } from './model-rest'
import { type Snapshots, snapshots } from './model-snapshot'
import { createWatch, type Facts } from './model-watch'
import type { Clock, NewTask, Providers } from './ports'
import { createTriage } from './triage'

/** Small numbers, so that a short program reaches the limits. */
const fast = { ...laneDefaults.fast, concurrency: 2, retries: 1 }
const heavy = { ...laneDefaults.heavy, concurrency: 1, retries: 1, delayMs: 2_000 }
/** How long a command may take to have no more effect, in turns of the event loop. */
const longestUnrest = 3_000
/** Turns without a write or a call after which nothing is on its way: a claim that is tried again for another lane takes some that write nothing. */
const turnsOfRest = 12

/** One life of the process. */
type Life = {
  readonly store: Store
  readonly read: Snapshots
  readonly sql: ReturnType<typeof questions>
  readonly engine: ReturnType<typeof createEngine>
  readonly triage: ReturnType<typeof createTriage>
  readonly wake: () => void
  alive: boolean
}
type Act = { readonly what: string; readonly ids: ReadonlySet<TaskId> }
/** Something that stays as a person set it: its name, and what it is now. */
type Setting = { readonly name: string; readonly value: unknown }

export const turn = () => new Promise<void>((done) => setImmediate(done))

/** The engine on a real store, everything around it decided by the test, and every commit looked at. */
export async function createWorld() {
  const disk = modelDisk()
  const clock = manualClock()
  const brokenRules: string[] = []
  const acts = new Set<Act>()
  /** The attempts that ran when their tasks were to be cancelled. */
  const cancelled = new Map<TaskId, number>()
  /** When each task was alone at a crash. */
  const strikes = new Map<TaskId, number[]>()
  const retries = { fewest: 1, most: 1 }
  const undos: string[] = []
  const settings = new Map<string, unknown>()
  let boots = 0
  let held: Promise<void> | null = null
  let seed = 1
  const flags = {
    asleep: false,
    drowsy: false,
    losing: false,
    purging: false,
    full: false,
    wasFull: false,
    jumped: false,
    machine: 1,
  }

  const broken = (rule: string) => void brokenRules.push(rule)
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  const provider = modelProvider({
    clock,
    running: (id) => life.sql.running(id),
    onCall(call) {
      const now = provider.inFlight().filter(({ lane }) => lane === call.lane).length
      const most = life.engine.lane(call.lane as 'fast' | 'heavy').policy.concurrency
      if (now > Math.max(most, mostInLane[call.lane as 'fast' | 'heavy']))
        broken(`${now} calls of ${call.lane} at once, and ${most} are allowed`)
      if (call.attempt === 0) broken(`task ${call.id} is called and does not run`)
      if (call.prompt !== life.sql.asks(call.id))
        broken(`task ${call.id} asks "${call.prompt}", and should ask "${life.sql.asks(call.id)}"`)
      const name = life.sql.providerOf(call.id)
      const wanted = asked.get(call.id)
      const prompt = wanted && promptOf(wanted.request)
      if (prompt !== undefined && !prompt.includes('{{') && life.sql.revision(call.id) === 1 && call.prompt !== prompt)
        broken(`task ${call.id} was to ask "${prompt}", and asks "${call.prompt}"`)
      const right = wanted === undefined || (wanted.providerId === call.providerId && wanted.model === call.model)
      if (!right || name !== `${call.providerId}/${call.model}`)
        broken(`task ${call.id} went to ${call.providerId}/${call.model}`)
    },
  })
  /** A limit that was lowered while calls ran. */
  const mostInLane = { fast: fast.concurrency, heavy: heavy.concurrency }
  /** What the test asked for, by the ids that it was given. */
  const asked = new Map<TaskId, Pick<NewTask, 'providerId' | 'model' | 'request'>>()

  const facts: Facts = {
    paced: (id) => life.engine.waitMs(id) > 0,
    now: clock.now,
    call: (id, attempt) => provider.calls.findLast((call) => call.id === id && call.attempt === attempt),
    touched: (id) => [...acts].some(({ ids }) => ids.has(id)),
    cancelled: (id, attempt) => attempt >= (cancelled.get(id) ?? Number.POSITIVE_INFINITY),
    asleep: () => flags.asleep,
    losing: () => flags.losing,
    purging: () => flags.purging,
    diskFull: () => flags.wasFull,
    parents: (id) => life.sql.parents(id).map(({ id: parent }) => parent),
    retries: () => retries,
    asks: (id) => life.sql.asks(id),
  }
  const watch = createWatch(facts, broken)

  function clockOf(own: { alive: boolean }): Clock {
    return {
      now: clock.now,
      monotonic: clock.monotonic,
      timer: (ms, callback) =>
        clock.timer(ms, () => {
          if (!own.alive) return
          flags.asleep = false
          callback()
        }),
    }
  }

  async function live(): Promise<Life> {
    const store = disk.open()
    const own = { alive: true }
    const ballast = { release: () => true, restore: async () => !flags.full }
    // What a dead process still sends goes nowhere.
    const call = (providerId: string, asked: ProviderCall) =>
      own.alive ? provider.call(providerId, asked) : new Promise<never>(() => {})
    const providers: Providers = {
      async adapter(id) {
        await held
        return { call: (asked) => call(id, asked) }
      },
    }
    const parts = { providers, clock: clockOf(own), random, machine: `machine ${flags.machine}` }
    const read = snapshots(store)
    watch.resume(read)
    store.onNews(() => {
      try {
        if (own.alive) watch.look(read, (seq) => named(store, seq))
      } catch (error) {
        broken(error instanceof Error ? (error.stack ?? error.message) : String(error)) // thrown here, it would end up in the store
      }
    })
    const engine = createEngine({ store: { ...store, ballast }, bootId: `boot ${++boots}`, ...parts })
    // A person who does something is proof that the machine runs.
    const wake = () => {
      flags.asleep = flags.drowsy = false
      engine.wake()
    }
    const triage = createTriage({
      store: { ...store, list: store.views.list },
      now: clock.now,
      cancelRunning(task) {
        cancelled.set(task.id, Math.min(task.attempts, cancelled.get(task.id) ?? task.attempts))
        world.act('cancelRunning', [task.id], () => engine.cancel(task))
      },
      hold: engine.hold,
      wake,
    })
    life = Object.assign(own, { store, read, engine, triage, wake, sql: questions(store) })
    flags.losing = true
    await engine.start()
    flags.losing = false
    if (engine.paused() === 'safe_mode') settings.set('pause all', true)
    return life
  }

  let life: Life = null as unknown as Life
  const world = {
    ...{ clock, provider, facts, watch, asked, undos, flags, retries, cancelled, mostInLane, strikes },
    get life() {
      return life
    },
    broken,
    brokenRules,
    /** A command that sets something for good. Of two, the later one holds, also when both are on their way. */
    set(setting: Setting, run: () => Promise<unknown>) {
      if (flags.full) settings.delete(setting.name)
      else settings.set(setting.name, setting.value)
      const mine = life
      const forgetIfRefused = (error: unknown) => {
        if (mine.alive) settings.delete(setting.name) // the disk may have failed before it was written
        throw error
      }
      world.act(setting.name, [], () => run().catch(forgetIfRefused))
    },
    settings,
    /** A command of a person: it goes on while others do, and may be refused, but for a reason that we know. */
    act<T>(what: string, ids: readonly TaskId[], run: () => Promise<T>, then?: (value: T) => void) {
      const act: Act = { what, ids: new Set(ids) }
      const mine = life
      acts.add(act)
      run().then(
        (value) => {
          acts.delete(act)
          if (mine.alive) then?.(value)
        },
        (error: unknown) => {
          acts.delete(act)
          if (!mine.alive || error instanceof CommandError || (flags.wasFull && mine.store.isStorageError(error)))
            return
          broken(`${what} failed: ${error instanceof Error ? error.stack : String(error)}`)
        },
      )
    },
    pendingActs: () => [...acts].map(({ what }) => what),
    turns: async (count: number) => {
      for (let n = 0; n < count; n++) await turn()
    },
    /** Waits until nothing more happens by itself. */
    async quiet() {
      let seen = ''
      for (let still = 0, n = 0; still < turnsOfRest; n++) {
        if (n > longestUnrest) return broken('it never comes to rest')
        await turn()
        if ((clock.pending()[0] ?? Number.POSITIVE_INFINITY) <= clock.now()) await clock.advance(0, turn)
        const now = `${life.read.writes()} ${provider.calls.length} ${acts.size}`
        still = now === seen ? still + 1 : 0
        seen = now
      }
    },
    async advance(ms: number) {
      await clock.advance(ms, world.quiet)
      if (ms >= 60_000) flags.jumped = flags.drowsy = false
    },
    /** The process dies as with SIGKILL, and is started again. */
    async crash(machineToo: boolean) {
      const left = [...(life.read.take().tasks.values() ?? [])].filter(({ state }) => state === 'running')
      const flown = left.filter(({ progress }) => progress !== 'claimed')
      const [alone] = flown
      if (!machineToo && alone && flown.length === 1) {
        strikes.set(alone.id, [...(strikes.get(alone.id) ?? []), clock.now()])
      }
      if (machineToo) flags.machine++
      disk.crash()
      const dead = life
      dead.alive = false
      provider.drop()
      for (const { what } of acts) settings.delete(what) // nobody knows
      acts.clear()
      undos.length = 0
      Object.assign(flags, { full: false, asleep: false, drowsy: false })
      await world.turns(8)
      setTrouble(dead.store, null)
      dead.store.close()
      await live()
    },
    /** The process is told to quit, does so in its own time, and is started again. */
    async restart() {
      flags.losing = true
      const stopped = life.engine.stop(2_000)
      await world.turns(3)
      await clock.advance(5_100, world.quiet)
      await stopped
      await world.quiet()
      life.alive = false
      provider.drop()
      // What waited for a disk that takes nothing ends with its window.
      if (flags.full) {
        for (const { what } of acts) settings.delete(what)
        acts.clear()
      }
      undos.length = 0
      Object.assign(flags, { full: false, asleep: false, drowsy: false })
      setTrouble(life.store, null)
      life.store.close()
      await live()
    },
    setDisk(trouble: DiskTrouble | null) {
      flags.full = trouble !== null
      flags.wasFull ||= flags.full
      setTrouble(life.store, trouble)
    },
    async check(where: string) {
      checkAtRest(world, broken)
      if (!flags.full && life.engine.storage().kind === 'ok') flags.wasFull = false
      const [first] = brokenRules
      if (first !== undefined) throw new Error(`${where}: ${brokenRules.slice(0, 5).join('\n  ')}`)
    },
    /** Until then no adapter is made: as while the keychain asks for a password. */
    hold(until: Promise<void>) {
      held = until
    },
    batches: (): BatchId[] => [...(watch.last()?.batches.keys() ?? [])],
    tasks: () => [...(watch.last()?.tasks.values() ?? [])],
    async remove() {
      await world.turns(8) // what is on its way must not find a closed store
      life.alive = false
      if (life.store.db.open) setTrouble(life.store, null)
      life.store.close()
      disk.remove()
    },
  }
  await live()
  await life.engine.setLane('fast', { policy: fast, paused: false })
  await life.engine.setLane('heavy', { policy: heavy, paused: false })
  for (const reuse of [false, true])
    await life.store.newBatch({
      ...{ name: reuse ? 'reuse' : 'plain', kind: 'import', state: 'open', fingerprint: null, createdAt: 1 },
      options: { reuse, policy: {}, windows: [] },
    })
  return world
}
export type World = Awaited<ReturnType<typeof createWorld>>
export type { Call }

/** The ids that the events after that one name. */
function named({ events }: Store, seq: number): ReadonlySet<TaskId> | 'all' {
  const found = events.since(seq, 1_000).filter(({ kind }) => kind === 'tasks')
  return found.some(({ ids }) => ids.length === 0) ? 'all' : new Set(found.flatMap(({ ids }) => ids))
}

function questions({ db, payloads, results }: Store) {
  const task = db.prepare<[TaskId], { state: string; attempts: number; lane: string; revision: number }>(
    'SELECT state, attempts, lane, revision FROM tasks WHERE id = ?',
  )
  const parents = db.prepare<[TaskId], { id: TaskId; name: string }>(
    'SELECT parent_id AS id, name FROM dependencies WHERE task_id = ?',
  )
  const gate = db.prepare<[TaskId], { name: string }>(
    `SELECT g.provider_id || '/' || g.model AS name FROM tasks t JOIN gates g ON g.id = t.gate_id WHERE t.id = ?`,
  )
  return {
    running(id: TaskId) {
      const row = task.get(id)
      return { attempt: row?.state === 'running' ? row.attempts : 0, lane: row?.lane ?? '' }
    },
    parents: (id: TaskId) => parents.all(id),
    revision: (id: TaskId) => task.get(id)?.revision,
    providerOf: (id: TaskId) => gate.get(id)?.name,
    /** The prompt of its newest revision with the results that it needs; undefined where it was purged. */
    asks(id: TaskId): string | undefined {
      if (task.get(id) === undefined) return undefined
      let prompt = promptOf(payloads.get(id, task.get(id)?.revision ?? 1).request)
      for (const parent of parents.all(id))
        prompt = prompt.replaceAll(`{{steps.${parent.name}.result}}`, () => results.text(parent.id) ?? '(missing)')
      return prompt
    },
  }
}
