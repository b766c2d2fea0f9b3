import fc from 'fast-check'
import type { LaneName } from '#shared/lane'
import { chat } from '#shared/request'
import type { BatchId, TaskId } from '#shared/task'
import { modelProviders, purgeSlices } from './model-disk'
import { type Answer, answers } from './model-provider'
import type { Row } from './model-snapshot'
import type { World } from './model-world'
import type { NewTask } from './ports'

/** A step of a program: what it does, and how long it waits before the next (turns of the event loop; null: until nothing happens). */
class Step implements fc.AsyncCommand<World, World> {
  constructor(
    readonly words: string,
    readonly does: (world: World) => void | Promise<void>,
    readonly wait: number | null,
    readonly may: (world: World) => boolean = () => true,
  ) {}
  check = (world: Readonly<World>) => this.may(world as World)
  async run(world: World) {
    await this.does(world)
    if (this.wait === null) {
      await world.quiet()
      await world.check(this.toString())
    } else await world.turns(this.wait)
  }
  toString = () => `${this.words}${this.wait === null ? '' : ` +${this.wait}`}`
}

const wait = fc.option(fc.nat({ max: 4 }), { nil: null, freq: 2 })
const lane = fc.constantFrom<LaneName>('fast', 'heavy')
const nth = fc.nat({ max: 30 })
const pick = <T>(all: readonly T[], index: number): T | undefined =>
  all.length === 0 ? undefined : all[index % all.length]
const step = <T>(
  data: fc.Arbitrary<T>,
  words: (data: T) => string,
  does: (world: World, data: T) => void | Promise<void>,
  may?: (world: World, data: T) => boolean,
): fc.Arbitrary<fc.AsyncCommand<World, World>> =>
  fc
    .tuple(data, wait)
    .map(
      ([value, pause]) =>
        new Step(words(value), (world) => does(world, value), pause, may && ((world) => may(world, value))),
    )

const batchOf = (world: World, index: number): BatchId => pick(world.batches(), index) ?? (1 as BatchId)
const inStates = (world: World, ...states: Row['state'][]) =>
  world.tasks().filter(({ state }) => states.includes(state))
const open = ['queued', 'running', 'scheduled', 'backing_off', 'waiting'] as const

type Submitting = { readonly batches: readonly number[]; readonly targets: number; readonly needy: readonly boolean[] }
/** Needs pages of its own. */
const long = 'long '.repeat(2_000)
/** New tasks of one call. */
const submitted = ({ batches, targets, needy }: Submitting) =>
  fc.record({
    batch: fc.constantFrom(...batches),
    lane,
    provider: fc.nat({ max: targets }),
    model: fc.nat({ max: targets }),
    tasks: fc.array(
      fc.record({
        prompt: fc.constantFrom('a', 'b', 'c', 'long'),
        priority: fc.constantFrom(0, 0, 0, 1, -1),
        startIn: fc.constantFrom(undefined, undefined, undefined, 0, 5_000, 7_200_000),
        needs: fc.array(nth, { maxLength: 2 }),
        row: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    needy: fc.constantFrom(...needy),
  })
type Submitted = ReturnType<typeof submitted> extends fc.Arbitrary<infer T> ? T : never

function newTasks(world: World, { lane, provider, model, tasks, needy }: Submitted): NewTask[] {
  const known = world.tasks()
  const target = { providerId: modelProviders[provider] ?? 'practice', model: `m${model + 1}`, lane }
  return tasks.map(({ prompt, priority, startIn, needs, row }, index) => {
    const named = needy
      ? [
          ...(row && index > 0 ? [{ name: 'row', task: { row: index - 1 } }] : []),
          ...needs.flatMap((n, at) => {
            const parent = pick(known, n)
            return parent ? [{ name: `n${at}`, task: parent.id }] : []
          }),
        ]
      : []
    const uses = named.map(({ name }) => ` {{steps.${name}.result}}`).join('')
    const startAt = startIn === undefined || named.length > 0 ? undefined : world.clock.now() + startIn
    const needed = named.length > 0 ? { needs: named } : {}
    return {
      ...target,
      request: chat((prompt === 'long' ? long : prompt) + uses),
      priority,
      startAt,
      ...needed,
      customId: null,
      file: null,
      line: null,
    }
  })
}

const submit = (submitting: Submitting) =>
  step(
    submitted(submitting),
    ({ batch, lane, provider, model, tasks, needy }) =>
      `submit(batch ${batch}, ${lane}, ${provider}/m${model + 1}, ${tasks
        .map(
          ({ prompt, priority, startIn, needs, row }) =>
            prompt +
            (priority ? ` p${priority}` : '') +
            (startIn === undefined ? '' : ` in ${startIn}`) +
            (needy ? ` needs ${needs}${row ? ' row' : ''}` : ''),
        )
        .join(' | ')})`,
    (world, what) => {
      const tasks = newTasks(world, what)
      const batchId = batchOf(world, what.batch)
      world.act(
        'submit',
        [],
        () => world.life.engine.enqueue(batchId, tasks),
        (ids) => {
          if (ids.length !== tasks.length) world.broken(`${ids.length} of ${tasks.length} were acknowledged`)
          for (const [index, id] of ids.entries()) world.asked.set(id, tasks[index] as NewTask)
        },
      )
    },
  )

/** Refused for what it needs, in the same commit as others: it must leave no trace, not even a gate. */
const badSubmit = step(
  fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 1 })),
  ([batch, model]) => `badSubmit(batch ${batch}, m${model + 1})`,
  (world, [batch, model]) => {
    const request = chat('bad {{steps.none.result}}')
    const target = { lane: 'fast', providerId: 'other', model: `m${model + 1}` } as const
    const task = {
      ...target,
      request,
      needs: [{ name: 'x', task: { row: 7 } }],
      customId: null,
      file: null,
      line: null,
    }
    world.act(
      'badSubmit',
      [],
      () => world.life.engine.enqueue(batchOf(world, batch), [task]),
      () => world.broken('a task that needs nobody was accepted'),
    )
  },
)
/** A write that throws, in the transaction of others: it must fail alone. */
const brokenWrite = step(
  fc.constant(null),
  () => 'brokenWrite()',
  (world) =>
    void world.life.store
      .write(() => {
        throw new Error('broken write')
      })
      .catch(() => {}),
)

const newBatch = step(
  fc.record({ reuse: fc.boolean(), priority: fc.constantFrom(0, 1), retries: fc.constantFrom(undefined, 0, 2) }),
  (data) => `newBatch(${JSON.stringify(data)})`,
  (world, { reuse, priority, retries }) => {
    const policy = retries === undefined ? {} : { retries }
    allow(world, retries)
    const options = { reuse, policy, windows: [] }
    const made = { name: 'b', kind: 'import', state: 'open', fingerprint: null, createdAt: 1 } as const
    world.act('newBatch', [], () => world.life.store.newBatch({ ...made, priority, options }))
  },
  (world) => world.batches().length < 5,
)
function allow(world: World, retries: number | undefined) {
  if (retries === undefined) return
  world.retries.fewest = Math.min(world.retries.fewest, retries)
  world.retries.most = Math.max(world.retries.most, retries)
}

const answer = step(
  fc.tuple(
    nth,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Answer>('ok') },
      { weight: 5, arbitrary: fc.constantFrom(...answers) },
    ),
  ),
  ([n, kind]) => `answer(${n}, ${kind})`,
  (world, [n, kind]) => {
    const call = pick(
      world.provider.calls.filter(({ outcome }) => outcome === null),
      n,
    )
    if (call) world.provider.answer(call, kind)
  },
  (world) => world.provider.calls.some(({ outcome }) => outcome === null),
)
const answerAll = step(
  fc.constantFrom<Answer>('ok', 'ok', 'outage', 'transient', 'limited'),
  (kind) => `answerAll(${kind})`,
  (world, kind) => {
    for (const call of world.provider.inFlight()) world.provider.answer(call, kind)
  },
  (world) => world.provider.inFlight().length > 0,
)
const instant = step(
  fc.boolean(),
  (on) => `instant(${on})`,
  (world, on) => world.provider.setInstant(on),
)
const stubborn = step(
  fc.boolean(),
  (on) => `stubborn(${on})`,
  (world, on) => world.provider.setStubborn(on),
)

const advance = step(
  fc.constantFrom(0, 500, 1_000, 2_000, 5_000, 60_000, 600_000),
  (ms) => `advance(${ms})`,
  (world, ms) => world.advance(ms),
)
const jump = step(
  fc.constantFrom('1970' as const, -86_400_000, -3_600_000, -3_000, 3_000, 3_600_000, 86_400_000),
  (ms) => `jump(${ms})`,
  (world, ms) => {
    world.clock.jump(ms === '1970' ? 1_000 - world.clock.now() : ms)
    world.flags.jumped = true
  },
)

const scope = fc.oneof(
  fc.constant({ kind: 'all' as const, index: 0 }),
  lane.map((name) => ({ kind: name, index: 0 })),
  fc.nat({ max: 3 }).map((index) => ({ kind: 'batch' as const, index })),
  fc.nat({ max: 1 }).map((index) => ({ kind: 'provider' as const, index })),
)
const pause = step(
  fc.tuple(scope, fc.boolean()),
  ([{ kind, index }, still]) => `${still ? 'pause' : 'resume'}(${kind} ${index})`,
  (world, [{ kind, index }, still]) => {
    const { engine } = world.life
    const what =
      kind === 'all'
        ? { kind }
        : kind === 'batch'
          ? { kind, batchId: batchOf(world, index) }
          : kind === 'provider'
            ? { kind, providerId: modelProviders[index] ?? 'practice' }
            : { kind: 'lane' as const, lane: kind }
    const name =
      kind === 'batch'
        ? `pause batch ${batchOf(world, index)}`
        : kind === 'provider'
          ? `pause ${modelProviders[index]}`
          : `pause ${kind}`
    world.set({ name, value: still }, () => engine.setPaused(what, still))
  },
)
const lanePolicy = step(
  fc.record({
    lane,
    concurrency: fc.constantFrom(1, 2, 3),
    retries: fc.constantFrom(0, 1, 2),
    retryForMs: fc.constantFrom(null, null, 4_000),
  }),
  (data) => `setLane(${JSON.stringify(data)})`,
  (world, { lane, concurrency, retries, retryForMs }) => {
    const { engine } = world.life
    allow(world, retries)
    if (retryForMs !== null) allow(world, 0)
    world.mostInLane[lane] = Math.max(concurrency, world.provider.inFlight().length, world.mostInLane[lane])
    const { policy, paused } = engine.lane(lane)
    world.set({ name: `policy ${lane}`, value: `${concurrency} ${retries}` }, () =>
      engine.setLane(lane, { policy: { ...policy, concurrency, retries, retryForMs }, paused }),
    )
  },
)
const setBatch = step(
  fc.record({ batch: fc.nat({ max: 3 }), priority: fc.constantFrom(-1, 0, 1) }),
  ({ batch, priority }) => `setBatch(${batch}, priority ${priority})`,
  (world, { batch, priority }) =>
    world.act('setBatch', [], async () => {
      const { store, wake } = world.life
      await store.changeBatch(batchOf(world, batch), { priority })
      wake()
    }),
)

type Chosen = { readonly tasks: { readonly id: TaskId; readonly version: number }[] }
const chosen = (rows: readonly (Row | undefined)[]): Chosen => ({
  tasks: rows.flatMap((row) => (row ? [{ id: row.id, version: row.version }] : [])),
})
const idsOf = ({ tasks }: Chosen) => tasks.map(({ id }) => id)
const keepUndo = (world: World) => (done: { readonly undo: string | null }) => {
  if (done.undo) world.undos.push(done.undo)
}

const cancel = step(
  fc.array(nth, { minLength: 1, maxLength: 3 }),
  (which) => `cancel(${which})`,
  (world, which) => {
    const found = chosen(which.map((n) => pick(inStates(world, ...open), n)))
    if (found.tasks.length > 0)
      world.act('cancel', idsOf(found), () => world.life.triage.cancel(found), keepUndo(world))
  },
  (world) => inStates(world, ...open).length > 0,
)
const cancelBatch = step(
  fc.nat({ max: 3 }),
  (batch) => `cancelBatch(${batch})`,
  (world, batch) => {
    const batchId = batchOf(world, batch)
    const ids = world.tasks().flatMap((row) => (row.batchId === batchId ? [row.id] : []))
    world.act('cancelBatch', ids, () => world.life.triage.cancel({ batchId }), keepUndo(world))
  },
)
const requeue = step(
  fc.tuple(nth, fc.boolean()),
  ([n, edited]) => `requeue(${n}${edited ? ', edited' : ''})`,
  (world, [n, edited]) => {
    const task = pick(inStates(world, 'dead', 'cancelled'), n)
    if (!task) return
    const { triage } = world.life
    world.act(
      'requeue',
      [task.id],
      () => triage.requeue(task.id, task.version, edited ? 'edited' : undefined),
      () => task.failureCode !== null && world.strikes.delete(task.id), // a letter, also one that was discarded
    )
  },
  (world) => inStates(world, 'dead', 'cancelled').length > 0,
)
const requeueMany = step(
  fc.tuple(fc.nat({ max: 3 }), fc.constantFrom('batch', 'blocked')),
  ([batch, by]) => `requeueAll(${by === 'batch' ? batch : by})`,
  (world, [batch, by]) => {
    const batchId = batchOf(world, batch)
    const picking = by === 'batch' ? { batchId } : { deadGroup: 'blocked||', batchId: null }
    const ids = inStates(world, 'dead').map(({ id }) => id)
    world.act(
      'requeueAll',
      ids,
      () => world.life.triage.requeueAll(picking),
      (done) => {
        for (const id of ids)
          if (world.facts.touched(id) === false && world.tasks().some((row) => row.id === id && row.state !== 'dead'))
            world.strikes.delete(id)
        keepUndo(world)(done)
      },
    )
  },
  (world) => inStates(world, 'dead').length > 0,
)
const discard = step(
  nth,
  (n) => `discard(${n})`,
  (world, n) => {
    const found = chosen([pick(inStates(world, 'dead'), n)])
    if (found.tasks.length > 0)
      world.act('discard', idsOf(found), () => world.life.triage.discard(found), keepUndo(world))
  },
  (world) => inStates(world, 'dead').length > 0,
)
const undo = step(
  fc.constant(null),
  () => 'undo()',
  (world) => {
    const token = world.undos.pop()
    const ids = world.tasks().map(({ id }) => id)
    if (token) world.act('undo', ids, () => world.life.triage.undo(token))
  },
  (world) => world.undos.length > 0,
)
const change = step(
  fc.tuple(
    fc.array(nth, { minLength: 1, maxLength: 2 }),
    fc.oneof(
      lane.map((name) => ({ kind: 'lane' as const, lane: name })),
      fc.constantFrom(-1, 0, 2).map((priority) => ({ kind: 'priority' as const, priority })),
      fc.constant({ kind: 'start_now' as const }),
      fc.constantFrom(0, 5_000, 3_600_000).map((ms) => ({ kind: 'start_at' as const, at: ms })),
    ),
  ),
  ([which, what]) => `change(${which}, ${JSON.stringify(what)})`,
  (world, [which, what]) => {
    const found = chosen(which.map((n) => pick(inStates(world, 'queued', 'scheduled', 'backing_off', 'waiting'), n)))
    const asked = what.kind === 'start_at' ? { ...what, at: what.at + world.clock.now() } : what
    if (found.tasks.length > 0)
      world.act('change', idsOf(found), () => world.life.triage.change(found, asked), keepUndo(world))
  },
  (world) => inStates(world, 'queued', 'scheduled', 'backing_off', 'waiting').length > 0,
)

const openGate = step(
  nth,
  (n) => `openGate(${n})`,
  (world, n) => {
    const gate = pick([...(world.watch.last()?.gates.keys() ?? [])], n)
    if (gate !== undefined) world.act('openGate', [], () => world.life.engine.openGate(gate))
  },
  (world) => [...(world.watch.last()?.gates.values() ?? [])].some(({ state }) => state === 'closed'),
)
const sleep = step(
  fc.boolean(),
  (awake) => (awake ? 'wake()' : 'sleep()'),
  (world, awake) => {
    world.flags.asleep = world.flags.drowsy = !awake
    if (awake) {
      world.flags.jumped = false
      world.life.wake()
    } else world.life.engine.sleep()
  },
)
const crash = step(
  fc.constantFrom(false, false, true),
  (machine) => (machine ? 'powerCut()' : 'crash()'),
  (world, machine) => world.crash(machine),
)
const restart = step(
  fc.constant(null),
  () => 'restart()',
  (world) => world.restart(),
)
const full = step(
  fc.constantFrom('full', 'read_only', null, null),
  (trouble) => `disk(${trouble ?? 'well'})`,
  (world, trouble) => world.setDisk(trouble),
)
const purge = step(
  fc.boolean(),
  (texts) => `purge(${texts ? 'texts' : 'tasks'})`,
  async (world, texts) => {
    const { store } = world.life
    world.flags.purging = true
    const slices = purgeSlices(store.db, store.changes)
    const slice = texts ? slices.texts : slices.tasks
    const now = world.clock.now()
    await store
      .write(() => slice({ at: -1, id: 0 }, now + 1, 100, now))
      .catch((error: unknown) => {
        if (!world.flags.wasFull || !store.isStorageError(error)) world.broken(`purge failed: ${error}`)
      })
    world.flags.purging = false
  },
)

type Commands = readonly fc.Arbitrary<fc.AsyncCommand<World, World>>[]
/** Those that stand there more than once come more often. */
const often = (times: number, ...all: Commands): Commands => Array.from({ length: times }, () => all).flat()

const anything = submit({ batches: [0, 1, 2, 3], targets: 1, needy: [false, false, true] })
const identical = submit({ batches: [1, 1, 0], targets: 0, needy: [false, false, false, true] })
const needing = submit({ batches: [0, 1], targets: 0, needy: [true] })
const plain = submit({ batches: [0], targets: 1, needy: [false] })
const people = [pause, change, cancel, requeue, requeueMany, cancelBatch, discard, undo, lanePolicy, setBatch, openGate]
const rare = [newBatch, jump, sleep, badSubmit, brokenWrite, instant, stubborn, crash, restart, purge]

/** What programs are made of. A theme brings together what would rarely meet in a program of everything. */
export const themes = {
  everything: [
    ...often(6, anything, answer),
    ...often(3, answerAll, advance),
    ...often(2, pause, change, cancel),
    ...people,
    ...rare,
  ],
  gates: [
    ...often(4, plain, answer),
    ...often(2, answerAll, advance, openGate),
    cancel,
    change,
    pause,
    jump,
    instant,
    crash,
  ],
  sharing: [
    ...often(4, identical),
    ...often(3, answer),
    answerAll,
    ...often(2, change),
    cancel,
    undo,
    brokenWrite,
    advance,
    instant,
    purge,
    crash,
  ],
  dependencies: [
    ...often(4, needing),
    ...often(3, answer),
    answerAll,
    cancel,
    requeue,
    requeueMany,
    discard,
    undo,
    change,
    advance,
    purge,
    crash,
  ],
  crashes: [...often(3, plain, crash), ...often(2, answer, advance), restart, cancel, requeue, pause, stubborn, sleep],
  'troubled disk': [
    ...often(3, anything, full),
    ...often(2, answer, advance),
    answerAll,
    ...people,
    brokenWrite,
    badSubmit,
    instant,
    restart,
    crash,
    purge,
    jump,
  ],
  turns: [...often(3, anything, answer), ...often(2, newBatch, setBatch, change), lanePolicy, pause, instant, cancel],
} satisfies Readonly<Record<string, Commands>>
