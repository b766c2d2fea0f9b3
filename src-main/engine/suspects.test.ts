import { expect, test } from 'vitest'
import { lab } from './model-lab'

const hour = 3_600_000
const strikes = 'SELECT count(*) AS n FROM strikes'

test('after a crash, what was in flight runs one at a time and before all other work, in both lanes', async () => {
  const { world, submit, answer, inFlight, engine } = await lab()
  await submit(['f1', 'f2', 'f3'])
  await submit(['h1', 'h2'], { lane: 'heavy' })
  expect(inFlight()).toEqual(['f1', 'f2', 'h1'])
  await world.crash(false)
  await world.quiet()
  for (const alone of ['f1', 'f2', 'h1']) {
    expect(inFlight()).toEqual([alone])
    await answer(alone)
  }
  expect(engine().suspects()).toBe(0)
  expect(inFlight().sort()).toEqual(['f3', 'h2'])
})

test('a suspect that backs off or stands at a closed gate has had its turn, and the others go on', async () => {
  const { world, submit, answer, inFlight, engine, state } = await lab()
  const [first] = await submit(['a', 'b', 'c'])
  await world.crash(false)
  await world.quiet()
  await answer('a', 'transient')
  expect(first && state(first)).toBe('backing_off')
  expect(inFlight()).toEqual(['b'])
  await answer('b', 'limited') // closes the gate of all of them
  expect([engine().suspects(), inFlight()]).toEqual([0, []])
})

test('a pause of everything keeps the suspects in their places', async () => {
  const { world, submit, answer, inFlight, engine } = await lab()
  await submit(['a', 'b', 'c'])
  await world.crash(false)
  await world.quiet()
  await engine().setPaused({ kind: 'all' }, true)
  await answer('a')
  expect([engine().suspects(), inFlight()]).toEqual([2, []]) // whose turn it was keeps it: it may not have had it
  await engine().setPaused({ kind: 'all' }, false)
  await world.quiet()
  expect(inFlight()).toEqual(['b'])
  await answer('b')
  expect(inFlight()).toEqual(['c'])
})

test('a suspect that the disk did not let start keeps its turn', async () => {
  const { world, submit, answer, inFlight, engine } = await lab()
  await submit(['a', 'b', 'c'])
  await world.crash(false)
  await world.quiet()
  world.setDisk('read_only')
  await answer('a')
  expect(engine().storage()).toMatchObject({ kind: 'trouble', trouble: { kind: 'read_only' }, unsaved: 1 })
  world.setDisk(null)
  await world.advance(60_000)
  expect(inFlight()).toEqual(['b'])
})

test('only a task that was alone in flight is struck, and a power cut accuses nobody', async () => {
  const { world, submit, answer, inFlight, engine, count } = await lab()
  await submit(['a', 'b'])
  await world.crash(false)
  expect(count(strikes)).toBe(0) // two were in flight
  await world.quiet()
  expect(inFlight()).toEqual(['a'])
  await world.crash(true)
  await world.quiet()
  expect(count(strikes)).toBe(0)
  await answer('a') // a suspect of before is one still
  await answer('b')
  expect(engine().suspects()).toBe(0)
})

test('after a power cut nobody is a suspect, and the lanes are full at once', async () => {
  const { world, submit, inFlight, engine } = await lab()
  await submit(['a', 'b', 'c'])
  await world.crash(true)
  await world.quiet()
  expect([engine().suspects(), inFlight()]).toEqual([0, ['a', 'b']])
})

test('at its third crash alone within 72 hours a task is set aside in plain sight, and the others go on; a requeue forgives', async () => {
  const { world, submit, view, state, inFlight, person, triage, count, advance, answer, setLane } = await lab()
  await setLane('fast', { timeoutMs: 10 * hour })
  const [bad, good] = await submit(['bad', 'good'])
  if (!bad || !good) throw new Error('two were queued')
  await world.crash(false) // both were in flight
  for (const struck of [0, 1, 2]) {
    await world.quiet()
    await advance(60_000) // it lives for a minute, so that this is about the task and not about the start
    expect([count(strikes), state(bad), inFlight()]).toEqual([struck, 'running', ['bad']])
    await world.crash(false)
  }
  await world.quiet()
  expect(view(bad).state).toMatchObject({ kind: 'dead', failure: { code: 'poison' } })
  expect(view(bad).retriesUsed).toBe(0)
  expect(inFlight()).toEqual(['good'])
  world.strikes.delete(bad)
  await person([bad], () => triage().requeue(bad, view(bad).version, undefined))
  await answer('good')
  expect([count(strikes), state(bad)]).toEqual([0, 'running'])
})

test('crashes that lie more than 72 hours apart do not add up', async () => {
  const { world, submit, state, quiet, setLane } = await lab()
  await setLane('fast', { timeoutMs: 100 * hour })
  const [id] = await submit(['a'])
  for (let n = 0; n < 4; n++) {
    await world.crash(false)
    await quiet()
    world.clock.jump(37 * hour) // never three within 72 hours
    await world.advance(60_000)
  }
  expect(id && state(id)).toBe('running')
})

test('three starts that die within a minute open in safe mode: nothing is claimed until a person says so', async () => {
  const { world, submit, inFlight, engine, quiet } = await lab()
  await submit(['a', 'b', 'c'])
  for (let n = 0; n < 2; n++) {
    await world.crash(false)
    expect(engine().paused()).toBe('no')
    await quiet()
  }
  await world.crash(false)
  await quiet()
  expect([engine().paused(), inFlight()]).toEqual(['safe_mode', []])
  await engine().setPaused({ kind: 'all' }, false)
  world.settings.clear()
  await quiet()
  expect(inFlight()).toHaveLength(1)
})

test('a start that lived for a minute clears the count, also when the clock was set back meanwhile; so does a power cut', async () => {
  const { world, submit, engine, advance } = await lab()
  await submit(['a', 'b'])
  await world.crash(false)
  await world.crash(false)
  world.clock.jump(-24 * hour)
  await advance(120_000)
  await world.crash(false)
  expect(engine().paused()).toBe('no')
  await world.crash(false)
  await world.crash(true)
  await world.crash(false)
  await world.crash(false)
  expect(engine().paused()).toBe('no')
  await world.crash(false)
  expect(engine().paused()).toBe('safe_mode')
})
