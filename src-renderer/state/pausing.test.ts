import { beforeEach, expect, test } from 'vitest'
import { standingStill } from '#shared/standing-still'
import { controlled, pausedAll } from '../preview/control-overviews'
import { fakeBridge } from '../preview/fake-bridge'
import { busy } from '../preview/overviews'
import { scenarios } from '../preview/scenarios'
import { busyTasks } from '../preview/tasks'
import { pauseReason } from './pause-reason'
import { pauseAll } from './pausing'
import { resetStore, useStore } from './store'

beforeEach(resetStore)
const lanesPaused = { ...busy, lanes: busy.lanes.map((lane) => ({ ...lane, paused: true })) }

test('everything stands still by a word for all, or when every lane is paused', () => {
  expect(standingStill(busy)).toEqual([])
  expect(standingStill(controlled)).toEqual([]) // one lane still runs
  expect(standingStill(pausedAll)).toEqual([{ kind: 'all' }])
  expect(standingStill(lanesPaused)).toEqual([
    { kind: 'lane', lane: 'fast' },
    { kind: 'lane', lane: 'heavy' },
  ])
})

test('pause all is its own opposite, and is refused in a sentence', async () => {
  const refuse = () => {
    throw new Error('The disk is full.')
  }
  const fake = fakeBridge(scenarios.busy, { setPaused: ({ paused }: { paused: boolean }) => (paused ? {} : refuse()) })
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  await pauseAll()
  useStore.getState().mergeOverview(pausedAll)
  await pauseAll()
  expect(fake.asked.map(({ request }) => request)).toEqual([
    { scopes: [{ kind: 'all' }], paused: true },
    { scopes: [{ kind: 'all' }], paused: false },
  ])
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Nothing was resumed', detail: 'The disk is full.' }])
})

test('the widest pause that a task stands in is its reason', () => {
  const of = (id: number) => {
    const task = busyTasks.find((each) => each.id === id)
    if (!task) throw new Error(`no task ${id}`)
    return task
  }
  expect(pauseReason(busy, of(144))).toBeNull()
  expect(pauseReason(controlled, of(1654))).toBe('lane')
  expect(pauseReason(controlled, of(144))).toBe('batch')
  expect(pauseReason({ ...controlled, lanes: busy.lanes }, of(1654))).toBe('provider')
  expect(pauseReason({ ...controlled, paused: 'by_person' }, of(144))).toBe('all')
  expect(pauseReason({ ...controlled, paused: 'safe_mode' }, of(144))).toBe('safe_mode')
})
