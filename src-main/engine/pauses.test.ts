import { expect, test } from 'vitest'
import type { BatchId } from '#shared/task'
import { lab } from './model-lab'

const scopes = [
  ['everything', { kind: 'all' }, []],
  ['a lane', { kind: 'lane', lane: 'fast' }, ['heavy', 'other']],
  ['a batch', { kind: 'batch', batchId: 1 as BatchId }, ['other']],
  ['a provider', { kind: 'provider', providerId: 'practice' }, ['elsewhere', 'other']],
] as const

/** Work of both lanes, two batches and two providers. */
async function setup() {
  const it = await lab()
  const other = await it.newBatch()
  const queue = async () => {
    await it.submit(['one', 'two', 'three'])
    await it.submit(['heavy'], { lane: 'heavy' })
    await it.submit(['other'], { lane: 'heavy', batch: other, providerId: 'other' })
    await it.submit(['elsewhere'], { providerId: 'other', lane: 'fast' })
  }
  await it.setLane('fast', { concurrency: 4 })
  await it.setLane('heavy', { concurrency: 4 })
  return { ...it, queue }
}

test.each(scopes)(
  'while %s stands still nothing new of it starts, the rest goes on, and it resumes as a whole',
  async (_words, scope, goOn) => {
    const { queue, engine, inFlight, quiet } = await setup()
    await engine().setPaused(scope, true)
    await queue()
    expect(
      inFlight()
        .filter((prompt) => goOn.some((each) => each === prompt))
        .sort(),
    ).toEqual([...goOn])
    expect(inFlight().includes('one')).toBe(false)
    await engine().setPaused(scope, false)
    await quiet()
    expect(inFlight().sort()).toEqual(['elsewhere', 'heavy', 'one', 'other', 'three', 'two'])
  },
)

test.each(scopes)('when %s is paused, what runs goes on to its end, and a retry of it waits', async (_words, scope) => {
  const { submit, engine, answer, inFlight, state, advance, setLane, quiet } = await lab()
  await setLane('fast', { concurrency: 2 })
  const [good, bad] = await submit(['good', 'bad', 'next'])
  await engine().setPaused(scope, true)
  await answer('good')
  await answer('bad', 'transient')
  await advance(60_000)
  expect([good && state(good), bad && state(bad), inFlight()]).toEqual(['succeeded', 'queued', []])
  await engine().setPaused(scope, false)
  await quiet()
  expect(inFlight()).toEqual(['bad', 'next'])
})

test.each(scopes)('that %s is paused holds over a crash and a restart', async (_words, scope) => {
  const { submit, engine, inFlight, world, quiet } = await lab()
  await engine().setPaused(scope, true)
  await world.crash(true)
  await world.restart()
  await submit(['a'])
  expect(inFlight()).toEqual([])
  await engine().setPaused(scope, false)
  await quiet()
  expect(inFlight()).toEqual(['a'])
})

test('a pause in the same turn as the claim: what the claim took runs, and nothing after it', async () => {
  const { engine, task, quiet, inFlight, answer } = await lab()
  const queued = engine().enqueue(
    1 as BatchId,
    ['a', 'b', 'c'].map((prompt) => task(prompt)),
  )
  const paused = engine().setPaused({ kind: 'all' }, true)
  await Promise.all([queued, paused])
  await quiet()
  const started = inFlight()
  for (const prompt of started) await answer(prompt)
  expect(inFlight()).toEqual([])
  await engine().setPaused({ kind: 'all' }, false)
  await quiet()
})

test('two changes of a lane at once both hold', async () => {
  const { engine, store } = await lab()
  const { policy, paused } = engine().lane('fast')
  await Promise.all([
    engine().setPaused({ kind: 'lane', lane: 'fast' }, true),
    engine().setLane('fast', { ...engine().lane('fast'), policy: { ...policy, concurrency: 3 } }),
  ])
  expect(paused).toBe(false)
  expect(engine().lane('fast')).toMatchObject({ paused: true, policy: { concurrency: 3 } })
  expect(store().loadLanes().fast).toEqual(engine().lane('fast'))
  await engine().setPaused({ kind: 'lane', lane: 'fast' }, false)
})

test('all scopes are independent: resuming one leaves the others as they are', async () => {
  const { engine, submit, inFlight, quiet } = await lab()
  for (const [, scope] of scopes) await engine().setPaused(scope, true)
  await submit(['a'])
  for (const [, scope] of scopes) {
    expect(inFlight()).toEqual([])
    await engine().setPaused(scope, false)
    await quiet()
  }
  expect(inFlight()).toEqual(['a'])
})
