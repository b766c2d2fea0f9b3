import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { TaskId } from '#shared/task'
import { ToastStack } from '../frame/ToastStack'
import { fakeBridge } from '../preview/fake-bridge'
import { scenarios } from '../preview/scenarios'
import { resetStore, useStore } from './store'
import { requeueTasks } from './work'

beforeEach(() => {
  resetStore()
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(() => void vi.useRealTimers())

const toast = (title: string, undo?: () => void) =>
  act(() => void useStore.getState().toast({ kind: 'info', title, ...(undo ? { undo } : {}) }))

test('goes after six seconds, but not while the pointer is on it', async () => {
  render(<ToastStack />)
  toast('Saved')
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
  await user.hover(screen.getByText('Saved'))
  act(() => void vi.advanceTimersByTime(20_000))
  expect(screen.getByText('Saved')).toBeDefined()
  await user.unhover(screen.getByText('Saved'))
  act(() => void vi.advanceTimersByTime(6_100))
  expect(screen.queryByText('Saved')).toBeNull()
})

test('one that is put away while it has the focus leaves the others their time', async () => {
  render(<ToastStack />)
  toast('one')
  toast('two')
  const [first] = screen.getAllByRole('button', { name: 'Dismiss' })
  act(() => first?.focus())
  act(() => void vi.advanceTimersByTime(20_000))
  expect(screen.getByText('two')).toBeDefined()
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime, pointerEventsCheck: 0 })
  await user.keyboard('{Enter}')
  expect(screen.queryByText('one')).toBeNull()
  act(() => void vi.advanceTimersByTime(6_100))
  expect(screen.queryByText('two')).toBeNull()
})

test('at most three are shown, and one that can be undone outlives those that only tell', () => {
  render(<ToastStack />)
  toast('Requeued 8', () => {})
  for (const title of ['one', 'two', 'three']) toast(title)
  expect(screen.queryByText('one')).toBeNull()
  expect(screen.getByText('Requeued 8')).toBeDefined()
  act(() => void vi.advanceTimersByTime(29_000))
  expect(screen.getByText('Requeued 8')).toBeDefined()
  act(() => void vi.advanceTimersByTime(1_500))
  expect(screen.queryByText('Requeued 8')).toBeNull()
})

test('what was told to an empty room stays until it is put away, however much is told meanwhile', () => {
  render(<ToastStack />)
  act(() => void useStore.getState().toast({ kind: 'info', title: 'Closed while 3 tasks were running', stays: true }))
  for (const title of ['one', 'two', 'three', 'four']) toast(title)
  act(() => void vi.advanceTimersByTime(3_600_000))
  expect(screen.getAllByRole('button', { name: 'Dismiss' })).toHaveLength(1)
  act(() => screen.getByRole('button', { name: 'Dismiss' }).click())
  expect(screen.queryByText('Closed while 3 tasks were running')).toBeNull()
})

test('news of dead letters take the place of older ones, and are left to the live region to be heard', () => {
  render(<ToastStack />)
  for (const title of ['3 tasks became dead letters', '2 tasks became dead letters'])
    act(() => void useStore.getState().toast({ kind: 'dead', title }))
  expect(screen.queryByText('3 tasks became dead letters')).toBeNull()
  expect(screen.getByText('2 tasks became dead letters')).toBeDefined()
  expect(screen.queryByRole('status')).toBeNull()
})

test('undo sends the token that main gave, once', async () => {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  render(<ToastStack />)
  await act(() => requeueTasks({ tasks: [{ id: 129 as TaskId, version: 1 }] }))
  const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(fake.asked.filter(({ command }) => command === 'undo')).toEqual([
    { command: 'undo', request: { token: 'undo-requeue' } },
  ])
  expect(useStore.getState().undoLast()).toBe(false)
})

test('a refusal is told, with what was not done', async () => {
  window.trilane = fakeBridge(scenarios.busy, {
    requeueTasks: () => {
      throw new Error('The database is locked.')
    },
  }).bridge
  render(<ToastStack />)
  await act(() => requeueTasks({ tasks: [{ id: 129 as TaskId, version: 1 }] }))
  expect(screen.getByRole('alert').textContent).toContain('Nothing was requeued')
  expect(screen.getByRole('alert').textContent).toContain('The database is locked.')
})
