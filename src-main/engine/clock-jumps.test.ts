import { describe, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { type Lab, lab } from './model-lab'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** The lab's clock stands at 1_700_000_000_000. */
const jumps = [
  ['a day ahead', day],
  ['a day back', -day],
  ['back to 1970', -1_700_000_000_000],
] as const

describe.each(jumps)('the clock is set %s', (_words, ms) => {
  /** Sets it, and lets the minute pass in which it is noticed at the latest. */
  async function jump({ world }: Awaited<ReturnType<typeof lab>>, waitMs = minute) {
    world.clock.jump(ms)
    world.flags.jumped = true
    await world.advance(waitMs)
  }

  /** Of calls that nobody answers while the clock is looked at. */
  const patient = { timeoutMs: 10 * day }

  test('a scheduled task keeps its moment of the wall clock', async () => {
    const it = await lab()
    const at = it.clock.now() + hour
    const [id] = await it.submit(['a'], { startAt: at })
    await jump(it)
    const due = it.clock.now() >= at
    expect(id && it.state(id)).toBe(due ? 'running' : 'scheduled')
    expect(due).toBe(ms > 0)
  })

  test('a backoff lasts no longer than it was to last', async () => {
    const it = await lab()
    await it.setLane('fast', { ...patient, delayMs: 30 * minute, maxDelayMs: hour, jitter: 'none' })
    const [id] = await it.submit(['a'])
    await it.answer('a', 'transient')
    expect(id && it.state(id)).toBe('backing_off')
    await jump(it)
    if (ms < 0) await it.advance(29 * minute)
    expect(id && it.state(id)).toBe(ms < 0 ? 'backing_off' : 'running')
    await it.advance(minute)
    expect(id && it.state(id)).toBe('running')
  })

  test('a closed gate opens no later than it was to open', async () => {
    const it = await lab()
    await it.setLane('fast', patient)
    await it.submit(['a', 'b', 'c'])
    await it.answer('a', 'limited') // for 4 s
    await it.answer('b')
    expect(it.inFlight()).toEqual([])
    await jump(it)
    await it.advance(5_000)
    expect(it.inFlight()).toContain('a') // the one that finds out
    await it.answer('a')
    await it.advance(10_000)
    expect(it.inFlight()).toEqual(['c'])
    expect(it.engine().gates()[0]?.state.kind).toBe('open')
  })

  test('a running call goes on, its timeout counts the time that passes, and its answer is kept', async () => {
    const it = await lab()
    const [a, b] = await it.submit(['a', 'b'])
    await jump(it, 30_000)
    await it.answer('a')
    expect(a && it.view(a)).toMatchObject({ state: { kind: 'succeeded' }, answerMs: Math.max(0, 30_000 + ms) })
    expect(it.find('b').signal.aborted).toBe(false)
    await it.advance(30_000)
    expect(it.find('b').signal.reason).toBe('timeout')
    expect(b && it.view(b).retriesUsed).toBe(1)
  })

  test('queued tasks go on in their order', async () => {
    const it = await lab()
    await it.submit(['a', 'b', 'c', 'd'])
    await jump(it, 30_000)
    await it.answer('b')
    await it.answer('a')
    expect(it.inFlight()).toEqual(['c', 'd'])
  })

  test('also while the process is down: the next start puts right what would wait too long', async () => {
    const it = await lab()
    const [id] = await it.submit(['a'])
    await it.answer('a', 'transient') // a second's backoff
    it.world.clock.jump(ms)
    await it.world.restart()
    await it.quiet()
    await it.advance(2_000)
    expect(id && it.state(id)).toBe('running')
  })
})

/** How a task comes into a state, and what brings it on from there once the clock was set; without that it has ended. */
type Case = {
  readonly state: string
  readonly reach: (it: Lab) => Promise<readonly TaskId[]>
  readonly goOn?: (it: Lab, ms: number) => Promise<void>
}
/** It is due again within this time, whatever the clock was set to. */
const waitMs = 30_000
const cases: readonly Case[] = [
  {
    state: 'waiting',
    reach: async (it) => {
      const needs = [{ name: 'x', task: { row: 0 } }]
      const [, child] = await it.add(1, [it.task('parent'), it.task('child', { needs })])
      return child ? [child] : []
    },
    goOn: (it) => it.answer('parent'),
  },
  {
    state: 'scheduled',
    reach: (it) => it.submit(['a'], { startAt: it.clock.now() + day / 2 }),
    goOn: async (it, ms) => {
      if (ms > 0) return
      it.clock.jump(-ms) // it keeps its moment of the wall clock, so it is due once that shows it
      await it.advance(minute)
      it.clock.jump(day / 2)
      await it.advance(minute)
    },
  },
  {
    state: 'queued',
    reach: async (it) => {
      await it.engine().setPaused({ kind: 'lane', lane: 'fast' }, true)
      return it.submit(['a'])
    },
    goOn: async (it) => {
      await it.engine().setPaused({ kind: 'lane', lane: 'fast' }, false)
      await it.quiet()
    },
  },
  {
    state: 'backing_off',
    reach: async (it) => {
      await it.setLane('fast', { delayMs: waitMs, maxDelayMs: waitMs, jitter: 'none' })
      const ids = await it.submit(['a'])
      await it.answer('a', 'transient')
      return ids
    },
    goOn: (it) => it.advance(waitMs),
  },
  {
    state: 'running',
    reach: (it) => it.submit(['a']),
    goOn: async () => {},
  },
  {
    state: 'succeeded',
    reach: async (it) => {
      const ids = await it.submit(['a'])
      await it.answer('a')
      return ids
    },
  },
  {
    state: 'dead',
    reach: async (it) => {
      const ids = await it.submit(['a'])
      await it.answer('a', 'permanent')
      return ids
    },
  },
  {
    state: 'cancelled',
    reach: async (it) => {
      await it.engine().setPaused({ kind: 'lane', lane: 'fast' }, true)
      const ids = await it.submit(['a'])
      await it.person(ids, () => it.triage().cancel(it.pick(...ids)))
      return ids
    },
  },
]

describe.each(jumps)('in each state, the clock set %s', (_words, ms) => {
  test.each(cases)('$state: nothing is lost, and it goes on as it should', async ({ state, reach, goOn }) => {
    const it = await lab()
    await it.setLane('fast', { timeoutMs: 10 * day })
    const [id] = await reach(it)
    if (id === undefined) throw new Error('there is no task')
    const before = it.view(id)
    expect(before.state.kind).toBe(state)
    it.clock.jump(ms)
    it.world.flags.jumped = true
    await it.advance(minute)
    if (!goOn) {
      expect(it.view(id)).toEqual(before)
      await it.world.restart()
      await it.advance(minute)
      return expect(it.view(id)).toEqual(before)
    }
    await goOn(it, ms)
    expect(it.state(id)).toBe('running')
    await it.answer(it.inFlight().at(-1) ?? '')
    expect(it.state(id)).toBe('succeeded')
  })

  test('half-open: the probe that is out decides, and all that wait behind it go on', async () => {
    const it = await lab()
    await it.setLane('fast', { timeoutMs: 10 * day, retries: 9, concurrency: 5 })
    const prompts = ['a', 'b', 'c', 'd', 'e']
    const ids = await it.submit(prompts)
    for (const prompt of prompts.slice(0, 4)) await it.answer(prompt, 'outage')
    await it.answer('e')
    expect(it.engine().gates()[0]?.state).toMatchObject({ kind: 'closed', reason: 'outage' })
    await it.advance(4_000)
    expect([it.engine().gates()[0]?.state.kind, it.inFlight().length]).toEqual(['half_open', 1])
    it.clock.jump(ms)
    it.world.flags.jumped = true
    await it.advance(minute)
    expect([it.engine().gates()[0]?.state.kind, it.inFlight().length]).toEqual(['half_open', 1])
    await it.answer(it.inFlight()[0] ?? '')
    await it.advance(waitMs)
    expect(it.engine().gates()[0]?.state.kind).toBe('open')
    for (let step = 0; step < 4; step++) {
      for (const prompt of it.inFlight()) await it.answer(prompt) // the flow grows back in steps
      await it.advance(1_000)
    }
    expect(ids.map(it.state)).toEqual(prompts.map(() => 'succeeded'))
  })
})

test('a task that is due in 60 days starts then, and no timer is ever longer than a minute', async () => {
  const { clock, submit, state, quiet, world } = await lab()
  const at = clock.now() + 60 * day
  const [id] = await submit(['a'], { startAt: at })
  let longest = 0
  const look = () => {
    for (const due of clock.pending()) longest = Math.max(longest, due - clock.now())
  }
  for (let minutes = 0; minutes < 24; minutes++) {
    look()
    await clock.advance(minute, quiet)
  }
  clock.jump(at - clock.now() - 90_000) // the machine slept through nearly all of it
  world.flags.jumped = true
  for (const _ of [1, 2]) {
    look()
    expect(id && state(id)).toBe('scheduled')
    await clock.advance(45_000, quiet)
  }
  expect(longest).toBeGreaterThan(0)
  expect(longest).toBeLessThanOrEqual(minute)
  expect(id && state(id)).toBe('running')
})

test('after a long sleep calls that stay silent are given up and marked, spend no retry and go on; one that answers is kept', async () => {
  const { engine, submit, answer, world, quiet, advance, clock, view, state, store, provider } = await lab()
  const [a, b] = (await submit(['a', 'b', 'c'])) as [TaskId, TaskId, TaskId]
  engine().sleep()
  clock.jump(8 * 60 * minute) // time that its timers did not count
  world.life.wake()
  await quiet()
  await advance(5_000)
  await answer('a')
  expect(state(a)).toBe('succeeded')
  await advance(25_000)
  expect(store().detail(b)?.attempts[0]).toMatchObject({ outcome: 'lost', mayHaveBeenBilled: true })
  expect(view(b)).toMatchObject({ state: { kind: 'running' }, attempts: 2, retriesUsed: 0 })
  expect(provider.calls.filter(({ prompt }) => prompt === 'c')).toMatchObject([{ signal: { aborted: false } }]) // it began after the wake
})

test('a short sleep breaks nothing that runs, and a timer that fires before the machine is down wakes nobody', async () => {
  const { engine, submit, answer, inFlight, world, quiet, advance, clock, find, setLane } = await lab()
  await setLane('fast', { jitter: 'none', delayMs: 100 })
  await submit(['a', 'b', 'c'])
  engine().sleep()
  Object.assign(world.flags, { asleep: true, drowsy: true })
  await answer('a', 'transient')
  world.flags.asleep = true
  await advance(200) // its backoff is over
  expect(inFlight()).toEqual(['b'])
  clock.jump(30_000)
  world.life.wake()
  await quiet()
  await advance(29_000)
  expect([inFlight(), find('b').signal.aborted]).toEqual([['b', 'a'], false])
})

test('a sleep that never comes ends by itself, also when a timer fired just before', async () => {
  const { engine, submit, state, advance, clock } = await lab()
  const [soon, later] = (await submit(['soon', 'later'], { startAt: clock.now() + 5_000 })) as [TaskId, TaskId]
  engine().sleep()
  await advance(5_000)
  expect([state(soon), state(later)]).toEqual(['queued', 'queued'])
  await advance(5_000)
  expect([state(soon), state(later)]).toEqual(['running', 'running'])
})

test('before the machine sleeps nothing more is claimed; a wake, or the first timer after it, goes on', async () => {
  const { engine, submit, answer, inFlight, world, quiet, advance } = await lab()
  await submit(['a', 'b', 'c', 'd', 'e'])
  const sleep = () => {
    engine().sleep()
    Object.assign(world.flags, { asleep: true, drowsy: true })
  }
  sleep()
  await answer('a') // what runs goes on
  expect(inFlight()).toEqual(['b'])
  world.life.wake()
  await quiet()
  expect(inFlight()).toEqual(['b', 'c'])
  sleep()
  await answer('b')
  await answer('c')
  expect(inFlight()).toEqual([])
  await advance(minute)
  expect(inFlight()).toEqual(['d', 'e'])
})
