import { describe, expect, test } from 'vitest'
import type { BatchId, TaskId } from '#shared/task'
import { lab } from './model-lab'

describe('who goes first', () => {
  test('three prompts behind a batch of 5,000 start at the next free slots', async () => {
    const { engine, task, quiet, newBatch, submit, answer, inFlight, setLane } = await lab()
    await setLane('fast', { concurrency: 5 })
    await engine().setPaused({ kind: 'all' }, true)
    await engine().enqueue(
      1 as BatchId,
      Array.from({ length: 5_000 }, (_, n) => task(`p${n}`)),
    )
    await engine().setPaused({ kind: 'all' }, false)
    await quiet()
    const small = await newBatch()
    await submit(['s1', 's2', 's3'], { batch: small })
    for (let n = 0; n < 5; n++) await answer(`p${n}`)
    expect(inFlight()).toEqual(['s1', 'p5', 's2', 'p6', 's3'])
  }, 30_000)

  test('within a batch the higher priority goes first, and of equals the older', async () => {
    const { engine, add, task, quiet, inFlight, answer } = await lab()
    await engine().setPaused({ kind: 'all' }, true)
    await add(1, [
      task('a'),
      task('b', { priority: 1 }),
      task('c', { priority: -1 }),
      task('d', { priority: 1 }),
      task('e'),
    ])
    await engine().setPaused({ kind: 'all' }, false)
    await quiet()
    const order = inFlight()
    while (inFlight().length > 0) {
      await answer(inFlight()[0] ?? '')
      order.push(...inFlight().filter((prompt) => !order.includes(prompt)))
    }
    expect(order).toEqual(['b', 'd', 'a', 'e', 'c'])
  })

  test('a priority that is changed while the task stands in line counts at once, up and down', async () => {
    const { engine, submit, person, triage, pick, answer, inFlight, quiet } = await lab()
    await engine().setPaused({ kind: 'all' }, true)
    const [a, b, c, d] = (await submit(['a', 'b', 'c', 'd'])) as [TaskId, TaskId, TaskId, TaskId]
    await engine().setPaused({ kind: 'all' }, false)
    await quiet()
    expect(inFlight()).toEqual(['a', 'b'])
    await submit(['e'])
    await person([c], () => triage().change(pick(c), { kind: 'priority', priority: -1 }))
    const later = (await submit(['f'])) as [TaskId]
    await person(later, () => triage().change(pick(...later), { kind: 'priority', priority: 2 }))
    await answer('a')
    expect(inFlight()).toEqual(['b', 'f'])
    await answer('b')
    await answer('f')
    expect(inFlight()).toEqual(['d', 'e'])
    expect([a, b, d].length).toBe(3)
  })

  test('a batch with a higher priority goes before all others, also when it is raised while it waits', async () => {
    const { newBatch, submit, answer, inFlight, store, engine } = await lab()
    await submit(['a', 'b', 'c', 'd'])
    const urgent = await newBatch({ priority: 5 })
    await submit(['u1', 'u2'], { batch: urgent })
    const late = await newBatch()
    await submit(['l1', 'l2'], { batch: late })
    await answer('a')
    expect(inFlight()).toEqual(['b', 'u1'])
    await store().changeBatch(late, { priority: 9 })
    engine().wake()
    await answer('b')
    expect(inFlight()).toEqual(['u1', 'l1'])
  })

  test('a task that is moved to the other lane runs there, once', async () => {
    const { submit, person, triage, pick, inFlight, answer, provider, state } = await lab()
    const [, , c] = (await submit(['a', 'b', 'c', 'd'])) as [TaskId, TaskId, TaskId]
    await person([c], () => triage().change(pick(c), { kind: 'lane', lane: 'heavy' }))
    expect(inFlight()).toEqual(['a', 'b', 'c'])
    for (const prompt of ['a', 'b', 'c', 'd']) await answer(prompt)
    expect(provider.calls.map(({ prompt, lane }) => `${prompt} ${lane}`)).toEqual([
      'a fast',
      'b fast',
      'c heavy',
      'd fast',
    ])
    expect(state(c)).toBe('succeeded')
  })

  test('a probe that is due goes out although the first in line has left it', async () => {
    const { submit, answer, person, triage, pick, inFlight, engine, quiet } = await lab()
    const [a, b, c] = (await submit(['a', 'b', 'c'])) as [TaskId, TaskId, TaskId]
    await submit(['g'], { lane: 'heavy', model: 'm2' })
    await submit(['h'], { lane: 'heavy' })
    await answer('g')
    await answer('h', 'auth')
    await answer('a', 'auth')
    await answer('b', 'auth')
    await person([a, b], () => triage().cancel(pick(a, b)))
    expect(inFlight()).toEqual([])
    await engine().providerChanged('practice')
    await quiet()
    expect(inFlight()).toEqual(['c'])
    await person([c], () => triage().cancel(pick(c))) // the next may probe, whichever lane it is in
    expect(inFlight()).toEqual(['h'])
  })
})

describe('what is changed while it runs', () => {
  test('a lane takes on more at once when it is widened, and no more than its new limit when it is narrowed', async () => {
    const { submit, setLane, inFlight, answer } = await lab()
    await submit(['a', 'b', 'c', 'd', 'e', 'f'])
    await setLane('fast', { concurrency: 4 })
    expect(inFlight()).toEqual(['a', 'b', 'c', 'd'])
    await setLane('fast', { concurrency: 1 })
    for (const prompt of ['a', 'b', 'c']) {
      await answer(prompt)
      expect(inFlight()).not.toContain('e')
    }
    await answer('d')
    expect(inFlight()).toEqual(['e'])
  })

  test('retries, delay and timeout that are changed during a call hold for it, and a batch may have its own', async () => {
    const { submit, setLane, answer, state, view, newBatch, world, find, advance } = await lab()
    const own = await newBatch({ retries: 0 })
    world.retries.fewest = 0
    const [mine] = (await submit(['mine'], { batch: own })) as [TaskId]
    const [theirs] = (await submit(['theirs'])) as [TaskId]
    await setLane('fast', { retries: 2, delayMs: 7_000, jitter: 'none' })
    await answer('mine', 'transient')
    await answer('theirs', 'transient')
    expect([state(mine), state(theirs)]).toEqual(['dead', 'backing_off'])
    expect(view(theirs).state).toMatchObject({ runAt: world.clock.now() + 7_000 })
    await setLane('fast', { timeoutMs: 5_000 })
    await advance(7_000)
    await advance(5_000)
    expect(find('theirs').signal.reason).toBe('timeout')
  })
})

test('a retry that is held up until after its last moment never starts: it ends of its last failure, with its retries unspent', async () => {
  const { submit, setLane, answer, advance, state, view, inFlight, provider } = await lab()
  await setLane('fast', { concurrency: 1, delayMs: 1_000, jitter: 'none', retryForMs: 60_000, timeoutMs: 600_000 })
  const [late, soon] = (await submit(['late', 'soon'])) as [TaskId, TaskId]
  await answer('late', 'transient')
  await advance(2 * 60_000) // its retry waits behind the other
  expect([state(late), inFlight()]).toEqual(['queued', ['soon']])
  await answer('soon', 'ok')
  expect([state(late), state(soon), provider.calls.length]).toEqual(['dead', 'succeeded', 2])
  expect(view(late).state).toMatchObject({
    failure: { code: 'server_error', message: expect.stringContaining('held up') },
  })
  expect(view(late)).toMatchObject({ attempts: 1, retriesUsed: 1 })
})

describe('a cancel', () => {
  test('ends a running call within a second, also one that does not heed it; what that one still answers is kept and changes nothing', async () => {
    const { submit, person, triage, pick, provider, find, answer, state, store, inFlight, advance } = await lab()
    provider.setStubborn(true)
    const [stuck] = (await submit(['stuck', 'b', 'c'])) as [TaskId]
    await person([stuck], () => triage().cancel(pick(stuck)))
    expect([state(stuck), find('stuck').signal.reason]).toEqual(['running', 'cancelled'])
    await advance(1_000)
    expect([state(stuck), inFlight()]).toEqual(['cancelled', ['b', 'c']])
    await answer('stuck')
    expect(state(stuck)).toBe('cancelled')
    expect(store().detail(stuck)).toMatchObject({
      result: null,
      attempts: [{ outcome: 'cancelled', mayHaveBeenBilled: true }],
      lateAnswers: [{ attempt: 1, outcome: 'succeeded', tokensIn: 1 }],
    })
  })

  test('ends also a call whose adapter is never made, and nothing goes out afterwards', async () => {
    const it = await lab()
    const ready = Promise.withResolvers<void>()
    it.world.hold(ready.promise)
    const [id] = (await it.submit(['a'])) as [TaskId]
    await it.person([id], () => it.triage().cancel(it.pick(id)))
    await it.advance(1_000)
    expect(it.state(id)).toBe('cancelled')
    ready.resolve()
    await it.quiet()
    expect(it.provider.calls).toEqual([])
    expect(it.store().detail(id)?.attempts).toMatchObject([{ outcome: 'cancelled', mayHaveBeenBilled: false }])
  })

  test.each(['transient', 'limited', 'outage'] as const)(
    'that comes while a call that ended (%s) is on its way to the disk is not lost: nothing is called again',
    async (end) => {
      const it = await lab()
      const [id] = (await it.submit(['a'])) as [TaskId]
      const goOn = it.store().hold() // as while the file is rewritten
      it.provider.answer(it.find('a'), end)
      await it.world.turns(3)
      const cancelled = it.person([id], () => it.triage().cancel(it.pick(id)))
      await it.world.turns(3)
      goOn()
      expect(await cancelled).toMatchObject({ done: 1, skipped: 0 })
      await it.advance(60_000)
      expect([it.state(id), it.provider.calls.length]).toEqual(['cancelled', 1])
    },
  )

  test('of a large batch aborts what runs before anything else, and nothing more of it starts meanwhile', async () => {
    const { submit, newBatch, engine, task, quiet, world, triage, provider, inFlight, count } = await lab()
    const large = await newBatch()
    await engine().setPaused({ kind: 'all' }, true)
    await engine().enqueue(
      large,
      Array.from({ length: 1_500 }, (_, n) => task(`p${n}`)),
    )
    await engine().setPaused({ kind: 'all' }, false)
    await quiet()
    await submit(['other'])
    const running = provider.inFlight()
    const done = Promise.withResolvers<unknown>()
    const ids = world.tasks().flatMap((row) => (row.batchId === large ? [row.id] : []))
    world.act('cancelBatch', ids, () => triage().cancel({ batchId: large }), done.resolve)
    expect(running.map(({ signal }) => signal.aborted)).toEqual([true, true]) // in the very turn of the command
    expect(await done.promise).toMatchObject({ done: 1_500, skipped: 0 })
    await quiet()
    expect(inFlight()).toEqual(['other'])
    expect(provider.calls).toHaveLength(3)
    expect(count(`SELECT count(*) AS n FROM tasks WHERE batch_id = ${large} AND state <> 'cancelled'`)).toBe(0)
  }, 30_000)

  test('time that passes before a call goes out is no timeout of it', async () => {
    const it = await lab()
    const ready = Promise.withResolvers<void>()
    it.world.hold(ready.promise)
    const [id] = (await it.submit(['a'])) as [TaskId]
    await it.advance(10 * 60_000)
    ready.resolve()
    await it.quiet()
    expect([it.state(id), it.inFlight(), it.view(id).retriesUsed]).toEqual(['running', ['a'], 0])
  })

  test('an answer that a timeout was too early for is kept with its cost, and the retry goes on', async () => {
    const { submit, provider, answer, state, store, advance, setLane } = await lab()
    await setLane('fast', { jitter: 'none', delayMs: 5_000 })
    provider.setStubborn(true)
    const [id] = (await submit(['slow'])) as [TaskId]
    await advance(60_000)
    await advance(1_000)
    expect(state(id)).toBe('backing_off')
    await answer('slow')
    expect(state(id)).toBe('backing_off')
    expect(store().detail(id)?.lateAnswers).toHaveLength(1)
    await advance(5_000)
    await answer('slow')
    expect(store().detail(id)).toMatchObject({ task: { state: { kind: 'succeeded' }, attempts: 2, retriesUsed: 1 } })
  })
})
