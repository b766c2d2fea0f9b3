import { expect, test } from 'vitest'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { lab } from './model-lab'

const uses = (name: string) => `use {{steps.${name}.result}}`
const needs = (name: string, task: TaskId | { row: number }) => ({ needs: [{ name, task }] })

test.each(['fast', 'heavy'] as const)(
  'a task starts when what it needs has succeeded, with its result filled in, also from lane to lane (%s)',
  async (lane) => {
    const { task, add, say, inFlight, state } = await lab()
    const [, child] = await add(1, [task('first'), task(uses('x'), { ...needs('x', { row: 0 }), lane })])
    expect([child && state(child), inFlight()]).toEqual(['waiting', ['first']])
    await say('first', 'forty-two')
    expect(inFlight()).toEqual(['use forty-two'])
  },
)

test('it waits for all that it needs, and stands in line by its priority once it may', async () => {
  const { task, add, answer, inFlight, state, setLane } = await lab()
  await setLane('fast', { concurrency: 2 })
  const two = {
    needs: [
      { name: 'x', task: { row: 0 } },
      { name: 'y', task: { row: 1 } },
    ],
    priority: 1,
  }
  const [, , child] = await add(1, [task('a'), task('b'), task('child', two), task('c'), task('d'), task('e')])
  await answer('a')
  expect([child && state(child), inFlight()]).toEqual(['waiting', ['b', 'c']])
  await answer('b')
  await answer('c') // the slot of the last one that it needs went in the same commit
  expect(inFlight()).toEqual(['d', 'child'])
})

test('what needs a failed task is blocked in plain sight, down to the last; requeueing that one frees all of them', async () => {
  const { task, add, answer, view, state, person, triage, inFlight } = await lab()
  const chain = [task('a'), task('b', needs('x', { row: 0 })), task('c', needs('x', { row: 1 }))]
  const [a, b, c] = (await add(1, chain)) as [TaskId, TaskId, TaskId]
  await answer('a', 'permanent')
  for (const id of [b, c]) expect(view(id).state).toMatchObject({ kind: 'dead', failure: { code: 'blocked' } })
  await person([a], () => triage().requeue(a, view(a).version, undefined))
  expect([a, b, c].map(state)).toEqual(['running', 'waiting', 'waiting'])
  for (const prompt of ['a', 'b', 'c']) await answer(prompt)
  expect([inFlight(), [a, b, c].map(state)]).toEqual([[], ['succeeded', 'succeeded', 'succeeded']])
})

test('requeueing all letters of a batch sends none of them on before what it needs', async () => {
  const { task, add, answer, state, person, triage, inFlight } = await lab()
  const ids = await add(1, [task('a'), task(uses('x'), needs('x', { row: 0 }))])
  await answer('a', 'permanent')
  await person(ids, () => triage().requeueAll({ batchId: 1 as never }))
  expect([ids.map(state), inFlight()]).toEqual([['running', 'waiting'], ['a']])
})

test('a blocked task alone cannot be requeued, and the refusal says what to do', async () => {
  const { task, add, answer, view, triage, state } = await lab()
  const [a, b] = (await add(1, [task('a'), task('b', needs('x', { row: 0 }))])) as [TaskId, TaskId]
  await answer('a', 'permanent')
  await expect(triage().requeue(b, view(b).version, 'edited')).rejects.toMatchObject({
    code: 'wrong_state',
    message: expect.stringMatching(`the result of task ${a},.* Requeue that one`),
  })
  expect(state(b)).toBe('dead')
})

test('what needs a task that has failed already is blocked from the start, and what needs one that has succeeded starts at once', async () => {
  const { task, add, answer, state, submit } = await lab()
  const [good, bad] = (await submit(['good', 'bad'])) as [TaskId, TaskId]
  await answer('good')
  await answer('bad', 'permanent')
  const ids = await add(1, [
    task('x', needs('g', good)),
    task('y', needs('b', bad)),
    task('z', { needs: [...needs('g', good).needs, ...needs('b', bad).needs] }),
  ])
  expect(ids.map(state)).toEqual(['running', 'dead', 'dead'])
})

test('a task that waits can be cancelled alone; with its batch, none of it turns into letters; and undo brings all back', async () => {
  const { task, add, state, person, triage, pick, inFlight, answer } = await lab()
  const ids = await add(1, [
    task('a'),
    task('b', needs('x', { row: 0 })),
    task('c', needs('x', { row: 1 })),
    task('d'),
    task('e'),
    task('f', needs('x', { row: 4 })),
  ])
  const [, , c] = ids as [TaskId, TaskId, TaskId]
  expect(await person(ids, () => triage().cancel(pick(c)))).toMatchObject({ done: 1, skipped: 0 })
  expect(state(c)).toBe('cancelled')
  const { undo } = await person(ids, () => triage().cancel({ batchId: 1 as never }))
  expect(ids.map(state)).toEqual(Array.from({ length: 6 }, () => 'cancelled'))
  expect(inFlight()).toEqual([])
  await person(ids, () => triage().undo(undo ?? ''))
  // Running calls stay cancelled, and so what needed one is blocked now.
  expect(ids.map(state)).toEqual(['cancelled', 'dead', 'cancelled', 'cancelled', 'running', 'waiting'])
  await answer('e')
  expect(inFlight()).toEqual(['f'])
})

test('taking back a change never sends a task on before what it needs', async () => {
  const { task, add, answer, state, person, triage, pick, view } = await lab()
  const [a, b] = (await add(1, [task('a'), task('b', needs('x', { row: 0 }))])) as [TaskId, TaskId]
  await answer('a', 'permanent')
  const discarded = await person([b], () => triage().discard(pick(b)))
  await person([a], () => triage().requeue(a, view(a).version, undefined))
  await person([b], () => triage().undo(discarded.undo ?? ''))
  expect(state(b)).toBe('waiting')
  await answer('a')
  expect(state(b)).toBe('running')
})

test('a request that is empty once the results are filled in ends in plain sight, and stops nobody else', async () => {
  const { task, add, say, view, inFlight, engine, answer, world } = await lab()
  const empty = {
    ...task('', needs('x', { row: 0 })),
    request: { kind: 'embedding' as const, input: '{{steps.x.result}}' },
  }
  const [, child] = await add(1, [task('a'), empty, task('b'), task('c')])
  await answer('b')
  await say('a', '')
  expect(child && view(child).state).toMatchObject({ kind: 'dead', failure: { code: 'bad_request' } })
  expect([engine().storage().kind, inFlight()]).toEqual(['ok', ['c']])
  expect(world.brokenRules).toEqual([])
})

test('a result that looks like a step, or like a pattern of a replacement, is filled in as it is', async () => {
  const { task, add, say, inFlight } = await lab()
  await add(1, [task('a'), task(uses('x'), needs('x', { row: 0 }))])
  await say('a', '$& $1 $$ {{steps.x.result}} \\u0000 \'quoted\' "too"')
  expect(inFlight()).toEqual(['use $& $1 $$ {{steps.x.result}} \\u0000 \'quoted\' "too"'])
})

test('a task that needs nobody may have the words of a step in its prompt', async () => {
  const { submit, inFlight } = await lab()
  await submit(['what does {{steps.x.result}} mean?'])
  expect(inFlight()).toEqual(['what does {{steps.x.result}} mean?'])
})

test.each([
  [
    'a name that nobody gives',
    { request: chat('{{steps.y.result}}'), needs: [{ name: 'x', task: { row: 0 } }] },
    'bad_request',
  ],
  ['a row that comes later', { needs: [{ name: 'x', task: { row: 5 } }] }, 'bad_request'],
  ['a task that is not there', { needs: [{ name: 'x', task: 99 as TaskId }] }, 'not_found'],
] as const)('%s is refused whole: no task, no gate, no counter', async (_words, wrong, code) => {
  const { task, store, engine, quiet, count } = await lab()
  const before = store().gates.all().length
  const batch = [task('a', { model: 'new' }), { ...task('b', { model: 'newer' }), ...wrong }]
  await expect(engine().enqueue(1 as never, batch)).rejects.toMatchObject({ code })
  await quiet()
  expect([
    count('SELECT count(*) AS n FROM tasks'),
    count('SELECT count(*) AS n FROM task_counts WHERE n > 0'),
  ]).toEqual([0, 0])
  expect(store().gates.all()).toHaveLength(before)
})
