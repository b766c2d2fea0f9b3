import { expect, test, vi } from 'vitest'
import { manualClock } from './manual-clock'
import { createScheduler, longestSleepMs } from './scheduler'

function setup() {
  const clock = manualClock(0)
  const due: { at: number | null } = { at: null }
  const onSetBack = vi.fn()
  const onDue = vi.fn(async (_now: number) => {
    due.at = null
  })
  const scheduler = createScheduler({ clock, nextDueAt: () => due.at, onDue, onSetBack, onAwake: () => {} })
  scheduler.start()
  return { clock, due, onDue, onSetBack, scheduler }
}

test('one timer serves everything that is due, at its moment', async () => {
  const { clock, due, onDue, scheduler } = setup()
  due.at = 1_500
  scheduler.wake()
  scheduler.wake()
  expect(clock.pending()).toEqual([1_500])
  await clock.advance(1_499)
  expect(onDue).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(onDue).toHaveBeenCalledExactlyOnceWith(1_500)
})

test('it never sleeps longer than a minute, so a due time months away survives sleep and clock changes', async () => {
  const { clock, due, onDue, scheduler } = setup()
  due.at = 90 * 24 * 3_600_000
  scheduler.wake()
  expect(clock.pending()).toEqual([longestSleepMs])
  await clock.advance(10 * longestSleepMs)
  expect(onDue).not.toHaveBeenCalled()
  expect(clock.pending()).toHaveLength(1)
})

test('what is due already runs at once, and stop takes the timer back', async () => {
  const { clock, due, onDue, scheduler } = setup()
  due.at = -5
  scheduler.wake()
  await clock.advance(0)
  expect(onDue).toHaveBeenCalledOnce()
  scheduler.stop()
  expect(clock.pending()).toEqual([])
})

test('a clock that is set back is noticed within a minute, one that is set forward is not held against anybody', async () => {
  const { clock, onSetBack } = setup()
  clock.jump(86_400_000)
  await clock.advance(60_000)
  expect(onSetBack).not.toHaveBeenCalled()
  clock.jump(-86_400_000)
  await clock.advance(60_000)
  expect(onSetBack).toHaveBeenCalledExactlyOnceWith(clock.now())
})
