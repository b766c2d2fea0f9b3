import fc from 'fast-check'
import { chat } from '#shared/request'
import { modelProviders } from './model-disk'
import { batchOf, lane, nth, pick, step } from './model-step'
import type { World } from './model-world'
import type { NewTask } from './ports'

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

export const submit = (submitting: Submitting) =>
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
export const badSubmit = step(
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
export const brokenWrite = step(
  fc.constant(null),
  () => 'brokenWrite()',
  (world) =>
    void world.life.store
      .write(() => {
        throw new Error('broken write')
      })
      .catch(() => {}),
)

export const newBatch = step(
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
export function allow(world: World, retries: number | undefined) {
  if (retries === undefined) return
  world.retries.fewest = Math.min(world.retries.fewest, retries)
  world.retries.most = Math.max(world.retries.most, retries)
}
