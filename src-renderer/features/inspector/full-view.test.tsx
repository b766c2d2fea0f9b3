import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { ownTask } from '../task-window/own-task'
import { TaskWindow } from '../task-window/TaskWindow'

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
  window.innerWidth = 1_440
})

async function setup() {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  render(<App />)
  const user = userEvent.setup()
  const open = async (name: RegExp) => user.click(await screen.findByRole('row', { name }))
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user, open, asked }
}
const task = () => screen.findByRole('complementary', { name: 'Task' })
const title = async () => (await within(await task()).findByRole('heading', { level: 2 })).textContent

describe('the full view', () => {
  test('opens and closes by one key, has the texts over the raw side, and Esc goes back one step at a time', async () => {
    const { user, open } = await setup()
    await open(/data protection/)
    await task()
    await user.keyboard('{Control>}{Enter}{/Control}')
    for (const name of ['Attempts', 'What was asked', 'What came of it', 'Request', 'Response'])
      expect(await screen.findByRole('region', { name })).toBeDefined()
    expect(screen.getByRole('button', { name: 'Back to the queue' })).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('region', { name: 'What was asked' })).toBeNull()
    expect(await task()).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('complementary', { name: 'Task' })).toBeNull()
  })

  test('J and K lead on to the next task there as well, and the list cannot be reached meanwhile', async () => {
    const { user, open } = await setup()
    await open(/data protection/)
    const before = await title()
    await user.keyboard('{Control>}{Enter}{/Control}')
    await screen.findByRole('region', { name: 'What was asked' })
    expect(screen.getByRole('grid', { name: 'Tasks', hidden: true }).closest('[inert]')).not.toBeNull()
    await user.keyboard('j')
    await waitFor(async () => expect(await title()).not.toBe(before))
    expect(screen.getByRole('region', { name: 'What was asked' })).toBeDefined()
  })

  test('narrow, the four share one place', async () => {
    window.innerWidth = 900
    const { user, open } = await setup()
    await open(/data protection/)
    await task()
    await user.keyboard('{Control>}{Enter}{/Control}')
    expect(await screen.findByRole('region', { name: 'Details' })).toBeDefined()
    expect(screen.getByRole('radio', { name: 'Response' })).toBeDefined()
  })

  test('another view closes it for good', async () => {
    const { user, open } = await setup()
    await open(/data protection/)
    await task()
    await user.keyboard('{Control>}{Enter}{/Control}')
    await user.keyboard('{Control>}5{/Control}{Control>}1{/Control}')
    expect(useStore.getState().isFull).toBe(false)
  })
})

describe('back and forward', () => {
  test('by keys, by the buttons of a mouse, and by their own', async () => {
    const { user, open } = await setup()
    await open(/data protection/)
    const first = await title()
    await open(/termination clauses/)
    await waitFor(async () => expect(await title()).not.toBe(first))
    const second = await title()
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}')
    await waitFor(async () => expect(await title()).toBe(first))
    await user.keyboard('{Alt>}{ArrowRight}{/Alt}')
    await waitFor(async () => expect(await title()).toBe(second))
    fireEvent.mouseUp(document.body, { button: 3 })
    await waitFor(async () => expect(await title()).toBe(first))
    fireEvent.mouseUp(document.body, { button: 4 })
    await waitFor(async () => expect(await title()).toBe(second))
    await user.click(within(await task()).getByRole('button', { name: 'Back' }))
    await waitFor(async () => expect(await title()).toBe(first))
    expect(within(await task()).getByRole('button', { name: 'Back' })).toHaveProperty('disabled', true)
  })
})

describe('a window of its own', () => {
  test('is asked for by a button', async () => {
    const { user, open, asked } = await setup()
    await open(/data protection/)
    await user.click(within(await task()).getByRole('button', { name: 'Open in its own window' }))
    expect(asked('openTaskWindow')).toEqual([{ id: useStore.getState().taskId }])
  })

  test('shows the one task, and acts on it by the same keys', async () => {
    const fake = fakeBridge(scenarios.busy)
    window.trilane = fake.bridge
    render(<TaskWindow id={129 as TaskId} />)
    const user = userEvent.setup()
    const heading = await screen.findByRole('heading', { level: 2 })
    expect(document.title).toBe(heading.textContent)
    expect(screen.queryByRole('navigation')).toBeNull()
    await user.keyboard('r')
    await waitFor(() => expect(fake.asked.map(({ command }) => command)).toContain('requeueTasks'))
    await user.keyboard('e')
    expect(await screen.findByRole('textbox', { name: 'Prompt' })).toBeDefined()
  })

  test('knows its task by its address', () => {
    expect(ownTask('?task=12')).toBe(12)
    for (const search of ['', '?task=', '?task=0', '?task=-1', '?task=1.5', '?task=x'])
      expect(ownTask(search)).toBeNull()
  })
})
