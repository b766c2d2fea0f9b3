import { expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { lab } from './model-lab'

/** Batch 2 of the lab shares calls, batch 1 does not. */
const shares = { batch: 2 }

test('identical requests in flight share one call; the others get its answer at no cost', async () => {
  const { submit, answer, inFlight, view, store } = await lab()
  const ids = await submit(['a', 'a', 'b', 'a'], shares)
  expect(inFlight()).toEqual(['a', 'b'])
  await answer('a')
  const [first, second, , fourth] = ids as [TaskId, TaskId, TaskId, TaskId]
  for (const id of [second, fourth])
    expect(view(id)).toMatchObject({
      state: { kind: 'succeeded' },
      cached: true,
      attempts: 0,
      tokensIn: 0,
      tokensOut: 0,
    })
  expect(view(first)).toMatchObject({ cached: false, tokensIn: 1 })
  expect(store().results.get(second)?.text).toBe(store().results.get(first)?.text)
  expect(inFlight()).toEqual(['b'])
})

test('an answer that is in the store already is used again, also after a restart, and only where the batch asks for it', async () => {
  const { submit, answer, inFlight, state, world } = await lab()
  await submit(['a'])
  await answer('a')
  await world.restart()
  const [reused] = await submit(['a'], shares)
  expect([reused && state(reused), inFlight()]).toEqual(['succeeded', []])
  await submit(['a', 'a'])
  expect(inFlight()).toEqual(['a', 'a'])
})

test('the same words to another model, or of another revision, are another request', async () => {
  const { submit, answer, inFlight, triage, person, view, state } = await lab()
  const [first] = await submit(['a', 'a'], shares)
  await submit(['a'], { ...shares, model: 'm2' })
  expect(inFlight()).toEqual(['a', 'a'])
  await answer('a', 'permanent') // the newest: of the other model
  await answer('a', 'permanent')
  if (!first) throw new Error('it was queued')
  expect(state(first)).toBe('dead')
  await answer('a')
  await person([first], () => triage().requeue(first, view(first).version, 'edited'))
  expect(inFlight()).toEqual(['edited'])
  await answer('edited')
})

test.each(['permanent', 'transient', 'limited'] as const)(
  'when the shared call ends as %s, one of the others is called in its place',
  async (how) => {
    const { submit, answer, inFlight, advance, state } = await lab()
    const ids = await submit(['a', 'a', 'a'], shares)
    await answer('a', how)
    if (how === 'limited') await advance(5_000)
    expect(inFlight()).toEqual(['a'])
    await answer('a')
    await advance(5_000)
    expect(ids.map(state).sort()).toEqual(
      how === 'permanent' ? ['dead', 'succeeded', 'succeeded'] : ['succeeded', 'succeeded', 'succeeded'],
    )
  },
)

test('those that stand aside in the other lane go on with the answer at once', async () => {
  const { submit, answer, state } = await lab()
  await submit(['a'], shares)
  const [heavy] = await submit(['a'], { ...shares, lane: 'heavy' })
  expect(heavy && state(heavy)).toBe('queued')
  await answer('a')
  expect(heavy && state(heavy)).toBe('succeeded')
})

test('a task that is moved to the other lane or to another place in line does not come to wait for itself', async () => {
  const { submit, inFlight, engine, triage, pick, person, answer, state, quiet } = await lab()
  await engine().setPaused({ kind: 'all' }, true)
  const [moved, raised] = (await submit(['a', 'b'], shares)) as [TaskId, TaskId]
  await person([moved], () => triage().change(pick(moved), { kind: 'lane', lane: 'heavy' }))
  await person([raised], () => triage().change(pick(raised), { kind: 'priority', priority: -1 }))
  await engine().setPaused({ kind: 'all' }, false)
  await quiet()
  expect(inFlight().sort()).toEqual(['a', 'b'])
  await answer('a')
  await answer('b')
  expect([state(moved), state(raised)]).toEqual(['succeeded', 'succeeded'])
})

test('a write that fails in the same commit as the shared answer leaves nobody standing aside', async () => {
  const { submit, provider, find, quiet, store, state } = await lab()
  const ids = await submit(['a', 'a', 'a'], shares)
  provider.answer(find('a'), 'permanent')
  store()
    .write(() => {
      throw new Error('broken')
    })
    .catch(() => {})
  await quiet()
  expect(ids.map(state).sort()).toEqual(['dead', 'queued', 'running'])
})

test('an answer that the store refuses leaves nobody standing aside either', async () => {
  const { submit, provider, find, quiet, state, world } = await lab()
  const ids = await submit(['a', 'a', 'a'], shares)
  const result = {
    kind: 'text',
    text: null as unknown as string,
    cutOff: false,
    finishReason: null,
    model: 'm',
    requestId: null,
  } as const
  provider.end(find('a'), { kind: 'succeeded', result: { ...result, usage: { tokensIn: 1, tokensOut: 1 } } })
  await quiet()
  expect(ids.map(state).sort()).toEqual(['dead', 'queued', 'running'])
  world.brokenRules.length = 0 // the rules know no answer that is refused
})

test('two thousand identical tasks are one call, and no turn of the loop looks at all of them', async () => {
  const { engine, task, quiet, inFlight, answer, count, store } = await lab()
  let longest = 0
  await engine().setPaused({ kind: 'lane', lane: 'fast' }, true)
  for (let n = 0; n < 10; n++)
    await engine().enqueue(
      2 as never,
      Array.from({ length: 200 }, () => task('a')),
    )
  const aside = () => count(`SELECT count(*) AS n FROM tasks WHERE state = 'queued'`)
  await engine().setPaused({ kind: 'lane', lane: 'fast' }, false)
  await quiet()
  expect([inFlight(), aside()]).toEqual([['a'], 1_999])
  const seq = store().events.lastSeq()
  await answer('a')
  expect(aside()).toBe(0)
  for (const { ids } of store().events.since(seq, 1_000)) longest = Math.max(longest, ids.length)
  expect(longest).toBeLessThanOrEqual(250)
}, 30_000)
