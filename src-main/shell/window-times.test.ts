import { expect, onTestFinished, test, vi } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { laneDefaults } from '#shared/lane'
import { type RunWindow, weekdays } from '#shared/run-window'
import { aBatch, tempStore } from '#store/temp-store'
import { createOverview } from './overview'
import { createWindowTimes } from './window-times'

const at = (iso: string): number => Date.parse(iso)
const nights: RunWindow = { days: [...weekdays], from: '22:00', to: '06:00', timeZone: 'UTC' }
const mornings: RunWindow = { ...nights, from: '06:00', to: '12:00' }

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const clock = manualClock(at('2027-01-13T12:00Z'))
  const windowTimes = createWindowTimes(clock.now)
  const tell = vi.fn()
  const due = windowTimes.due(tell)
  const providers = { adapter: () => Promise.reject(new Error('not called')) }
  const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b', due: [due] })
  onTestFinished(() => engine.stop(0))
  await engine.start()
  const overview = createOverview({ store, engine, providerViews: () => [], now: clock.now, windowTimes })
  const show = () => overview.full(overview.slow())
  const heavyOpens = () => show().lanes.find(({ name }) => name === 'heavy')?.opensAt
  const setHeavy = (windows: RunWindow[]) =>
    engine.setLane('heavy', { policy: { ...laneDefaults.heavy, windows }, paused: false })
  return { store, clock, due, tell, show, heavyOpens, setHeavy }
}
const turn = () => new Promise<void>((done) => setImmediate(done))

test('a lane and a batch say when they open, and nothing while they are open', async () => {
  const { store, clock, show, heavyOpens, setHeavy } = await setup()
  expect(show().lanes.map(({ opensAt }) => opensAt)).toEqual([null, null])
  await setHeavy([nights])
  const id = await store.newBatch(aBatch())
  await store.changeBatch(id, { options: { policy: {}, reuse: false, windows: [mornings] } })
  expect(heavyOpens()).toBe(at('2027-01-13T22:00Z'))
  expect(show().batches.map(({ opensAt }) => opensAt)).toEqual([at('2027-01-14T06:00Z')])
  clock.jump(10 * 3_600_000)
  expect(heavyOpens()).toBeNull()
})

test('it is told at the opening and at the closing, though nothing else happens', async () => {
  const { clock, tell, heavyOpens, setHeavy } = await setup()
  await setHeavy([nights])
  expect(heavyOpens()).toBe(at('2027-01-13T22:00Z'))
  await clock.advance(at('2027-01-13T22:00Z') - clock.now(), turn)
  expect(tell).toHaveBeenCalledTimes(1)
  expect(heavyOpens()).toBeNull()
  await clock.advance(at('2027-01-14T06:00Z') - clock.now(), turn)
  expect(tell).toHaveBeenCalledTimes(2)
  expect(heavyOpens()).toBe(at('2027-01-14T22:00Z'))
})

test('with nobody to ask again it is due once and then not before somebody does', async () => {
  const { clock, tell, due, heavyOpens, setHeavy } = await setup()
  await setHeavy([nights])
  heavyOpens()
  await clock.advance(48 * 3_600_000, turn)
  expect(tell).toHaveBeenCalledTimes(1)
  expect(due.nextDueAt()).toBeNull()
})
