import fc from 'fast-check'
import { purgeSlices } from './model-disk'
import {
  cancel,
  cancelBatch,
  change,
  discard,
  lanePolicy,
  openGate,
  pause,
  requeue,
  requeueMany,
  setBatch,
  undo,
} from './model-people'
import { type Answer, answers } from './model-provider'
import { nth, pick, step } from './model-step'
import { badSubmit, brokenWrite, newBatch, submit } from './model-submit'
import type { World } from './model-world'

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
