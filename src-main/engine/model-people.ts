import fc from 'fast-check'
import { causeOf } from '#shared/cause'
import type { TaskId } from '#shared/task'
import { modelProviders } from './model-disk'
import type { Row } from './model-snapshot'
import { batchOf, inStates, lane, nth, open, pick, step } from './model-step'
import { allow } from './model-submit'
import type { World } from './model-world'

const scope = fc.oneof(
  fc.constant({ kind: 'all' as const, index: 0 }),
  lane.map((name) => ({ kind: name, index: 0 })),
  fc.nat({ max: 3 }).map((index) => ({ kind: 'batch' as const, index })),
  fc.nat({ max: 1 }).map((index) => ({ kind: 'provider' as const, index })),
)
export const pause = step(
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
export const lanePolicy = step(
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
export const setBatch = step(
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

export const cancel = step(
  fc.array(nth, { minLength: 1, maxLength: 3 }),
  (which) => `cancel(${which})`,
  (world, which) => {
    const found = chosen(which.map((n) => pick(inStates(world, ...open), n)))
    if (found.tasks.length > 0)
      world.act('cancel', idsOf(found), () => world.life.triage.cancel(found), keepUndo(world))
  },
  (world) => inStates(world, ...open).length > 0,
)
export const cancelBatch = step(
  fc.nat({ max: 3 }),
  (batch) => `cancelBatch(${batch})`,
  (world, batch) => {
    const batchId = batchOf(world, batch)
    const ids = world.tasks().flatMap((row) => (row.batchId === batchId ? [row.id] : []))
    world.act('cancelBatch', ids, () => world.life.triage.cancel({ batchId }), keepUndo(world))
  },
)
export const requeue = step(
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
/** The group of those that need another task. */
const blocked = causeOf(
  { code: 'blocked', status: null, providerCode: null, message: '' },
  { providerId: '', model: '' },
)
export const requeueMany = step(
  fc.tuple(fc.nat({ max: 3 }), fc.constantFrom('batch', 'blocked')),
  ([batch, by]) => `requeueAll(${by === 'batch' ? batch : by})`,
  (world, [batch, by]) => {
    const batchId = batchOf(world, batch)
    const picking = by === 'batch' ? { batchId } : { deadGroup: blocked, batchId: null }
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
export const discard = step(
  nth,
  (n) => `discard(${n})`,
  (world, n) => {
    const found = chosen([pick(inStates(world, 'dead'), n)])
    if (found.tasks.length > 0)
      world.act('discard', idsOf(found), () => world.life.triage.discard(found), keepUndo(world))
  },
  (world) => inStates(world, 'dead').length > 0,
)
export const undo = step(
  fc.constant(null),
  () => 'undo()',
  (world) => {
    const token = world.undos.pop()
    const ids = world.tasks().map(({ id }) => id)
    if (token) world.act('undo', ids, () => world.life.triage.undo(token))
  },
  (world) => world.undos.length > 0,
)
export const change = step(
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

export const openGate = step(
  nth,
  (n) => `openGate(${n})`,
  (world, n) => {
    const gate = pick([...(world.watch.last()?.gates.keys() ?? [])], n)
    if (gate !== undefined) world.act('openGate', [], () => world.life.engine.openGate(gate))
  },
  (world) => [...(world.watch.last()?.gates.values() ?? [])].some(({ state }) => state === 'closed'),
)
