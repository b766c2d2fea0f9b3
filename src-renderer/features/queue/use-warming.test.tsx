import { act, render, screen } from '@testing-library/react'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { StateWords } from '../inspector/StateWords'

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
})

const ready = busyTasks.find(({ state, lane }) => state.kind === 'queued' && lane === 'heavy')
if (!ready) throw new Error('no such task')
const { batchId, gateId } = ready
const warming = [{ taskId: 1 as typeof ready.id, batchId, gateId }]

test('a task that waits for the first of those that share its beginning says so, and why', async () => {
  window.trilane = fakeBridge(scenarios.busy).bridge
  render(<App />)
  const row = await screen.findByRole('row', { name: new RegExp(ready.title.slice(0, 30)) })
  expect(row.textContent).not.toContain('after first')
  act(() => useStore.setState(({ overview }) => ({ overview: overview && { ...overview, warming } })))
  expect(row.textContent).toContain('after first')
  expect(screen.getAllByTitle(/reads what they share from its cache/).length).toBeGreaterThan(0)
  act(() => useStore.setState(({ overview }) => ({ overview: overview && { ...overview, warming: [] } })))
  expect(row.textContent).not.toContain('after first')
})

test('in its own words as well, unless something else keeps it back', async () => {
  window.trilane = fakeBridge(scenarios.busy).bridge
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  act(() => useStore.setState(({ overview }) => ({ overview: overview && { ...overview, warming } })))
  const none = { held: false, paused: null, shut: null, budget: null }
  const { rerender, container } = render(<StateWords task={ready} {...none} />)
  expect(container.textContent).toBe('Waits for the firstuntil its answer begins')
  rerender(<StateWords task={ready} {...none} budget="day" />)
  expect(container.textContent).toContain('Held by a budget')
  expect(container.textContent).not.toContain('first')
})
