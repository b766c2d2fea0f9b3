import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { TaskState, TaskView } from '#shared/task'
import { clock } from '../../clock'
import { ToastStack } from '../../frame/ToastStack'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { DeadLettersView } from './DeadLettersView'
import { useProbes } from './probes'

const letter = busyTasks.find(({ state }) => state.kind === 'dead') as TaskView
const dead = letter.state as Extract<TaskState, { kind: 'dead' }>

beforeEach(() => {
  resetStore()
  clock.set(now)
  useProbes.setState({ tasks: new Map() })
})

/** The letter that was sent ahead is, in main, as the test says. */
async function setup() {
  let state: TaskState = { kind: 'queued' }
  const main = (): TaskView => ({ ...letter, state, answerMs: 44_000, tokensOut: 212 })
  const fake = fakeBridge(scenarios.busy, {
    requeueTask: () => ({ ...detailOf(letter), task: main() }),
    findTasks: () => ({ tasks: [main()], total: 1 }),
  })
  window.trilane = fake.bridge
  connect()
  render(
    <>
      <DeadLettersView />
      <ToastStack />
    </>,
  )
  const user = userEvent.setup({ delay: null })
  await user.click(await screen.findByRole('option', { name: /Provider overloaded/ }))
  await screen.findByRole('grid', { name: 'Dead letters' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  const becomes = (next: TaskState) => {
    state = next
    act(() => useStore.getState().mergeOverview({ counts: { ...busy.counts, queued: busy.counts.queued + 1 } }))
  }
  return { user, asked, becomes }
}
const steps = () => screen.getByRole('list', { name: 'Probe one, then the rest' })

test('one letter goes first, and only once it was answered are the others offered', async () => {
  const { user, asked, becomes } = await setup()
  await user.keyboard('p')
  await waitFor(() => expect(asked('requeueTask')).toEqual([{ id: letter.id, version: letter.version }]))
  expect(steps().textContent).toContain('is on its way')
  expect(within(steps()).queryByRole('button', { name: /^Requeue/ })).toBeNull()
  await user.keyboard('p') // one at a time
  expect(asked('requeueTask')).toHaveLength(1)
  becomes({ kind: 'succeeded', settledAt: now })
  expect((await within(steps()).findByText('Answered in 44.0 s')).textContent).toBeTruthy()
  expect(steps().textContent).toContain('212 tokens')
  await user.click(within(steps()).getByRole('button', { name: 'Requeue 9' }))
  expect(asked('requeueTasks')).toEqual([{ deadGroup: 'overloaded|529|overloaded_error', batchId: null }])
})

test('a probe that fails again leaves the others where they are', async () => {
  const { user, asked, becomes } = await setup()
  await user.click(within(steps()).getByRole('button', { name: 'Probe one' }))
  await waitFor(() => expect(steps().textContent).toContain('is on its way'))
  becomes(dead)
  expect(await within(steps()).findByText(/^Failed again/)).toBeDefined()
  expect(within(steps()).getByText('If the probe fails, they stay put')).toBeDefined()
  expect(asked('requeueTasks')).toEqual([])
  expect(within(steps()).getByRole('button', { name: 'Probe again' })).toBeDefined()
})

test('its answer can be read in the queue', async () => {
  const { user, becomes } = await setup()
  await user.keyboard('p')
  await waitFor(() => expect(steps().textContent).toContain('is on its way'))
  becomes({ kind: 'succeeded', settledAt: now })
  await user.click(await within(steps()).findByRole('button', { name: 'Read it' }))
  expect(useStore.getState()).toMatchObject({ view: 'queue', taskId: letter.id })
})

test('letters that would fail again unless edited have no such steps', async () => {
  const { user } = await setup()
  await user.click(screen.getByRole('option', { name: /Prompt longer/ }))
  expect(screen.queryByRole('list', { name: 'Probe one, then the rest' })).toBeNull()
})
