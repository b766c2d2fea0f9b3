import { expect, test } from 'vitest'
import { busy } from '../../preview/overviews'
import { now } from '../../preview/tasks'
import { clearAt, ratePerMinute } from './estimate'

const lane = (history: number[], more = {}) => {
  const [fast] = busy.lanes
  if (!fast) throw new Error('no lane')
  return { ...fast, slots: [], ready: 60, held: 0, backingOff: 0, history, ...more }
}

test('the rate counts from when the lane began to work, without the bar in progress', () =>
  expect(ratePerMinute(lane([0, 0, 10, 10, 3]))).toBe(40))
test('what is left at that rate gives the time', () => expect(clearAt(lane([10, 10, 0]), now)).toBe(now + 90_000))
test('the first, partial bar is left out once there are others', () =>
  expect(ratePerMinute(lane([0, 2, 10, 10, 3]))).toBe(40))
test.each([
  ['the lane has just begun to work', { history: [0, 3, 5] }],
  ['nothing is left', { ready: 0 }],
  ['the lane is paused', { paused: true }],
  ['its run window is closed', { opensAt: now + 60_000 }],
  ['nothing was ever done', { history: [0, 0, 0] }],
])('there is no estimate when %s', (_why, more) => expect(clearAt(lane([10, 10, 0], more), now)).toBeNull())
