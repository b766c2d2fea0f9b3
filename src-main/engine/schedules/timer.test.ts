import { expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { ScheduleInput } from '#shared/schedule'
import { tempStore } from '#store/temp-store'
import { createEngine } from '../engine'
import { manualClock } from '../manual-clock'
import { scheduleWork } from './due-work'
import { createSchedules } from './schedules'

const noon = Date.parse('2026-11-24T12:00Z')
const hour = 3_600_000
const answer: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'done', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}

/** The engine with its one timer, on a real store; every call succeeds at once. */
async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock(noon)
  const target = ({ providerId = 'practice', model = 'practice-mini' }) => ({ providerId, model })
  const cancelBatch = async () => {}
  const schedules = createSchedules({
    ...{ store: store.schedules, now: clock.now, target, cancelBatch, wake: () => engine.wake() },
  })
  const due = [scheduleWork(schedules, { now: clock.now, wake: () => engine.wake() })]
  const providers = { adapter: async () => ({ call: async () => answer }) }
  const engine = createEngine({ store, providers, clock, random: () => 0.5, bootId: 'boot', due })
  await schedules.begin()
  await engine.start()
  const quiet = async () => {
    for (let still = 0, seq = -1; still < 5; ) {
      await new Promise((done) => setImmediate(done))
      const now = store.events.lastSeq()
      still = now === seq ? still + 1 : 0
      seq = now
    }
  }
  const names = () => store.batches.newest(100).map(({ name }) => name)
  const input = (cron: string, changes: Partial<ScheduleInput> = {}) =>
    ScheduleInput.parse({
      ...{ name: 'Nightly', cron, timeZone: 'UTC', ...changes },
      template: { kind: 'prompts', prompts: [{ prompt: 'Hello {{date}}' }] },
    })
  return { schedules, engine, clock, quiet, names, input }
}

test('the one timer wakes at the due time, and what fired runs to its end', async () => {
  const { schedules, clock, quiet, names, input } = await setup()
  await schedules.save(input('0 22 * * *'))
  await clock.advance(10 * hour - 1, quiet)
  expect(names()).toEqual([])
  await clock.advance(1, quiet)
  expect(names()).toEqual(['Nightly 2026-11-24 22:00'])
  expect(schedules.list()).toMatchObject([{ lastBatch: { counts: { succeeded: 1, queued: 0 } } }])
})

test('a laptop that slept over three nights makes up for them once when it wakes, within the timer’s minute without news of it', async () => {
  const { schedules, engine, clock, quiet, names, input } = await setup()
  await schedules.save(input('0 22 * * *'))
  clock.jump(70 * hour) // the wall clock went on, timers did not
  engine.wake()
  await clock.advance(0, quiet)
  expect(names()).toEqual(['Nightly 2026-11-26 22:00'])
  clock.jump(24 * hour)
  await clock.advance(60_000, quiet)
  expect(names()).toHaveLength(2)
})

test('a clock that is put back a day repeats nothing and loses nothing', async () => {
  const { schedules, clock, quiet, names, input } = await setup()
  await schedules.save(input('0 * * * *', { missed: 'all' }))
  await clock.advance(3 * hour, quiet)
  expect(names()).toHaveLength(3)
  clock.jump(-24 * hour)
  await clock.advance(24 * hour, quiet)
  expect(names()).toHaveLength(3)
  await clock.advance(hour, quiet)
  expect(names()).toHaveLength(4)
})

test('a due time in 60 days comes, though no timer lasts so long', async () => {
  const { schedules, clock, quiet, names, input } = await setup()
  await schedules.save(input('0 10 23 1 *'))
  for (let day = 0; day < 59; day++) {
    clock.jump(24 * hour - 60_000)
    await clock.advance(60_000, quiet)
  }
  expect(names()).toEqual([])
  expect(clock.pending().every((at) => at - clock.now() <= 60_000)).toBe(true)
  clock.jump(22 * hour)
  await clock.advance(60_000, quiet)
  expect(names()).toEqual(['Nightly 2027-01-23 10:00'])
})

test('run now runs at once', async () => {
  const { schedules, quiet, input } = await setup()
  const { id } = await schedules.save(input('0 22 * * *'))
  await schedules.runNow(id)
  await quiet()
  expect(schedules.list()).toMatchObject([
    { lastBatch: { name: 'Nightly 2026-11-24 12:00', counts: { succeeded: 1 } } },
  ])
})
