import { act, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Overview } from '#shared/overview'
import type { TaskState } from '#shared/task'
import { clock } from '../../clock'
import { busy } from '../../preview/overviews'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { Slots } from './Slots'
import { StartTint } from './StartTint'

beforeEach(() => {
  resetStore()
  clock.set(now)
})
afterEach(() => void vi.useRealTimers())

const queued: TaskState = { kind: 'queued' }
const running = (startedAt = now): TaskState => ({ kind: 'running', startedAt })
const withTypical = (typicalMs: number): Overview => ({
  ...busy,
  lanes: busy.lanes.map((lane) => ({ ...lane, typicalMs })),
})

test('a task that starts lights its row up once; what ran already does not, nor do lanes that answer at once', () => {
  useStore.getState().mergeOverview(withTypical(6_000))
  const { container, rerender } = render(<StartTint state={queued} lane="fast" />)
  const lit = () => container.querySelectorAll('.start-tint').length
  expect(lit()).toBe(0)
  rerender(<StartTint state={running()} lane="fast" />)
  expect(lit()).toBe(1)
  act(() => useStore.getState().mergeOverview(withTypical(400)))
  expect(lit()).toBe(0)
  const other = render(<StartTint state={running()} lane="heavy" />)
  expect(other.container.querySelectorAll('.start-tint')).toHaveLength(0)
})

test('when a gate opens, its hatching leaves the slots one after the other, and is gone', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  useStore.getState().mergeOverview({ ...busy, lanes: busy.lanes.map((lane) => ({ ...lane, ready: 0, held: 9 })) })
  const { container } = render(<Slots name="fast" />)
  const leaving = () => [...container.querySelectorAll<HTMLElement>('.gate-opens')]
  expect(container.querySelectorAll('li.hatch').length).toBeGreaterThan(0)
  expect(leaving()).toEqual([])
  const open = busy.gates.map((gate) => ({ ...gate, state: { kind: 'open' as const } }))
  act(() => useStore.getState().mergeOverview({ gates: open, heldByGate: [] }))
  expect(leaving().map(({ style }) => style.animationDelay)).toEqual(['0ms', '40ms', '80ms', '120ms', '160ms'])
  act(() => void vi.advanceTimersByTime(600))
  expect(leaving()).toEqual([])
})
