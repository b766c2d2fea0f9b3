import { expect, onTestFinished, test } from 'vitest'
import { type LaneName, laneDefaults } from '#shared/lane'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import { type RunWindow, type Weekday, weekdays } from '#shared/run-window'
import type { TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'

const at = (iso: string): number => Date.parse(iso)
const hour = 3_600_000
const noon = at('2027-01-13T12:00Z') // a Wednesday
const window = (from: string, to: string, timeZone = 'UTC', days: readonly Weekday[] = weekdays): RunWindow => ({
  ...{ days: [...days], from, to, timeZone },
})
const nights = [window('22:00', '06:00')]

const done: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
const busy: Outcome = {
  ...{ kind: 'transient', outage: false, retryAfterMs: null },
  failure: { code: 'overloaded', status: 503, providerCode: null, message: 'busy', requestId: null },
}

/** Real store and engine; calls wait for the test to answer them. `longest` is the longest timer that was ever set while nothing ran. */
async function setup(start = noon) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const clock = manualClock(start)
  const calls: { prompt: string; at: number; answer: (outcome: Outcome) => void }[] = []
  let running = 0
  const timers: number[] = []
  const watched = {
    ...clock,
    timer(ms: number, callback: () => void) {
      if (running === 0) timers.push(ms)
      return clock.timer(ms, callback)
    },
  }
  const call = ({ request, signal }: ProviderCall) =>
    new Promise<Outcome>((resolve) => {
      running++
      const answer = (outcome: Outcome) => {
        running--
        resolve(outcome)
      }
      calls.push({ prompt: promptOf(request), at: clock.now(), answer })
      signal.addEventListener('abort', () => answer({ kind: 'lost' }))
    })
  const providers = { adapter: async () => ({ call }) }
  const boot = (bootId: string) =>
    createEngine({ store: temp.store, providers, clock: watched, random: () => 0.5, bootId })
  const engine = boot('boot 1')
  await engine.start()
  const batchId = await temp.store.newBatch(aBatch())
  /** Waits for commits, and for what they set off, until nothing more happens. */
  const quiet = async () => {
    for (let still = 0, seq = -1; still < 5; ) {
      await new Promise((next) => setImmediate(next))
      const now = temp.store.events.lastSeq() + calls.length
      still = now === seq ? still + 1 : 0
      seq = now
    }
  }
  const advanceTo = (moment: number) => clock.advance(moment - clock.now(), quiet)
  const setWindows = async (windows: RunWindow[], lane: LaneName = 'fast') => {
    await engine.setLane(lane, { policy: { ...laneDefaults[lane], windows }, paused: false })
    await quiet()
  }
  const submit = async (prompts: readonly string[], batch = batchId, lane: LaneName = 'fast') => {
    const ids = await engine.enqueue(
      batch,
      prompts.map((prompt) => aTask(prompt, { lane })),
    )
    await quiet()
    return ids
  }
  const state = (id: TaskId | undefined) => (id === undefined ? undefined : temp.store.tasks.get(id)?.state.kind)
  const started = () => calls.map(({ prompt }) => prompt)
  return { temp, clock, calls, engine, boot, batchId, quiet, advanceTo, setWindows, submit, state, started, timers }
}

test('a lane with nights only starts nothing at noon, and starts at 22:00 by the one timer, which is never longer than a minute', async () => {
  const { clock, submit, setWindows, advanceTo, calls, state, timers } = await setup()
  await setWindows(nights)
  const [id] = await submit(['a', 'b'])
  await advanceTo(at('2027-01-13T21:59:59.999Z'))
  expect([calls.length, state(id)]).toEqual([0, 'queued'])
  expect(clock.pending()).toEqual([at('2027-01-13T22:00Z')])
  await advanceTo(at('2027-01-13T22:00Z'))
  expect(calls.map((call) => call.at)).toEqual([at('2027-01-13T22:00Z'), at('2027-01-13T22:00Z')])
  expect(Math.max(...timers)).toBe(60_000)
})

test('what comes shortly before the opening starts when it opens, though the timer was set before for later', async () => {
  const { submit, setWindows, advanceTo, calls } = await setup(at('2027-01-13T21:59:10Z'))
  await setWindows(nights)
  await advanceTo(at('2027-01-13T21:59:40Z'))
  await submit(['a'])
  await advanceTo(at('2027-01-13T22:00:00Z'))
  expect(calls.map((call) => call.at)).toEqual([at('2027-01-13T22:00Z')])
})

test('a window that is set while work waits holds it, and one that is taken away frees it at once', async () => {
  const { submit, setWindows, calls, started, quiet } = await setup()
  await submit(['a', 'b', 'c', 'd', 'e', 'f'])
  await setWindows(nights)
  calls[0]?.answer(done)
  await quiet()
  expect(started()).toEqual(['a', 'b', 'c', 'd', 'e'])
  await setWindows([])
  expect(started()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

test('a call that runs when the window closes goes on; nothing new starts, and a retry waits for the next night', async () => {
  const { submit, setWindows, advanceTo, calls, state, quiet, started } = await setup(at('2027-01-13T05:59:50Z'))
  await setWindows(nights)
  const ids = await submit(['a', 'b', 'c', 'd', 'e', 'later'])
  await advanceTo(at('2027-01-13T06:00:20Z'))
  for (const id of ids.slice(0, 5)) expect(state(id)).toBe('running')
  calls[0]?.answer(done)
  calls[1]?.answer(busy)
  await quiet()
  expect([state(ids[0]), state(ids[1])]).toEqual(['succeeded', 'backing_off'])
  for (const call of calls.slice(2)) call.answer(done)
  await advanceTo(at('2027-01-13T21:59:59Z'))
  expect([state(ids[1]), state(ids[5]), calls.length]).toEqual(['queued', 'queued', 5])
  await advanceTo(at('2027-01-13T22:00Z'))
  expect(started().slice(5).sort()).toEqual(['b', 'later'])
})

test('the window of a batch holds that batch alone, in both lanes', async () => {
  const { temp, submit, advanceTo, started, quiet, calls } = await setup()
  const own = await temp.store.newBatch(aBatch('at night'))
  await temp.store.changeBatch(own, { options: { policy: {}, reuse: false, windows: nights } })
  await submit(['night 1', 'night 2'], own)
  await submit(['night heavy'], own, 'heavy')
  await submit(['day'])
  await submit(['day heavy'], undefined, 'heavy')
  expect(started().sort()).toEqual(['day', 'day heavy'])
  for (const call of calls) call.answer(done)
  await quiet()
  await advanceTo(at('2027-01-13T21:59:59Z'))
  expect(started()).toHaveLength(2)
  await advanceTo(at('2027-01-13T22:00Z'))
  expect(started().slice(2).sort()).toEqual(['night 1', 'night 2', 'night heavy'])
})

test('a batch runs only while its own window and that of its lane are open', async () => {
  const { temp, submit, setWindows, advanceTo, calls } = await setup()
  await setWindows(nights)
  const own = await temp.store.newBatch(aBatch())
  await temp.store.changeBatch(own, {
    options: { policy: {}, reuse: false, windows: [window('01:00', '12:00')] },
  })
  await submit(['both'], own)
  await advanceTo(at('2027-01-14T00:59:59Z'))
  expect(calls).toHaveLength(0)
  await advanceTo(at('2027-01-14T01:00Z'))
  expect(calls).toHaveLength(1)
})

test('a clock that is set forward past the opening starts the work within a minute', async () => {
  const { clock, submit, setWindows, quiet, calls } = await setup()
  await setWindows(nights)
  await submit(['a'])
  clock.jump(10 * hour + 5_000)
  await clock.advance(60_000, quiet)
  expect(calls).toHaveLength(1)
})

test('a clock that is set forward past a whole night starts nothing until the next', async () => {
  const { clock, submit, setWindows, quiet, calls, advanceTo } = await setup()
  await setWindows(nights)
  await submit(['a'])
  clock.jump(24 * hour)
  await clock.advance(60_000, quiet)
  await advanceTo(at('2027-01-14T21:59:59Z'))
  expect(calls).toHaveLength(0)
  await advanceTo(at('2027-01-14T22:00Z'))
  expect(calls).toHaveLength(1)
})

test('a clock that is set back before the opening closes the lane again, and it opens by the new time', async () => {
  const { clock, submit, setWindows, quiet, calls, advanceTo } = await setup(at('2027-01-13T22:30Z'))
  await setWindows(nights)
  await submit(['a', 'b', 'c', 'd', 'e', 'later'])
  expect(calls).toHaveLength(5)
  clock.jump(-hour)
  for (const call of calls) call.answer(done)
  await quiet()
  await advanceTo(at('2027-01-13T21:59:59Z'))
  expect(calls).toHaveLength(5)
  await advanceTo(at('2027-01-13T22:00Z'))
  expect(calls).toHaveLength(6)
})

test('a clock that is set back into the night opens the lane within a minute', async () => {
  const { clock, submit, setWindows, quiet, calls } = await setup(at('2027-01-13T06:30Z'))
  await setWindows(nights)
  await submit(['a'])
  clock.jump(-hour)
  await clock.advance(60_000, quiet)
  expect(calls).toHaveLength(1)
})

test('a night on which the clocks change is an hour shorter or longer', async () => {
  // Berlin puts its clocks forward at 01:00Z on 28 March 2027 and back at 01:00Z on 31 October.
  const berlin = [window('22:00', '06:00', 'Europe/Berlin')]
  const startedAt = async (start: string, moment: string) => {
    const { submit, setWindows, advanceTo, calls } = await setup(at(start))
    await setWindows(berlin)
    await submit(['a'])
    await advanceTo(at(moment))
    return calls.map((call) => new Date(call.at).toISOString().slice(0, 16))
  }
  expect(await startedAt('2027-03-27T20:00Z', '2027-03-27T21:00:30Z')).toEqual(['2027-03-27T21:00'])
  expect(await startedAt('2027-03-28T03:59Z', '2027-03-28T03:59Z')).toEqual(['2027-03-28T03:59'])
  expect(await startedAt('2027-03-28T04:00Z', '2027-03-28T20:00:30Z')).toEqual(['2027-03-28T20:00'])
  expect(await startedAt('2027-10-31T04:59Z', '2027-10-31T04:59Z')).toEqual(['2027-10-31T04:59'])
  expect(await startedAt('2027-10-31T05:00Z', '2027-10-31T21:00:30Z')).toEqual(['2027-10-31T21:00'])
})

test('a window within the hour that the clocks skip opens on the next day', async () => {
  const { submit, setWindows, advanceTo, calls } = await setup(at('2027-03-28T00:30Z'))
  await setWindows([window('02:15', '02:45', 'Europe/Berlin')])
  await submit(['a'])
  await advanceTo(at('2027-03-29T00:14:59Z'))
  expect(calls).toHaveLength(0)
  await advanceTo(at('2027-03-29T00:15Z'))
  expect(calls).toHaveLength(1)
})

test('what was in flight at a crash does not run alone outside the window of its lane', async () => {
  const { clock, engine, boot, submit, setWindows, quiet, calls, state } = await setup(at('2027-01-13T23:00Z'))
  await setWindows(nights)
  const [id] = await submit(['a'])
  expect(state(id)).toBe('running')
  engine.sleep() // the first process does nothing more, as if it had died
  clock.jump(13 * hour)
  const next = boot('boot 2')
  const recovered = await next.start()
  expect(recovered.suspects).toEqual([id])
  await quiet()
  expect([state(id), calls.length, next.suspects()]).toEqual(['queued', 1, 0])
})
