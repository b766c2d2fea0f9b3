import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'

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
  const row = await screen.findByRole('row', { name: /termination clauses/ })
  act(() => row.focus())
  const watched = () => fake.asked.findLast(({ command }) => command === 'watchTask')?.request
  return { user, row, watched }
}
const peek = () => screen.findByRole('region', { name: /^Attempts of / })
const gone = () => screen.queryByRole('region', { name: /^Attempts of / })

test('Space shows the attempts of the row, the list keeps the focus, and Esc closes them first', async () => {
  const { user, row, watched } = await setup()
  await user.keyboard(' ')
  const box = await peek()
  expect(box.getAttribute('aria-label')).toContain('termination clauses')
  expect(within(box).getByText('Waited 10 s: backoff of the lane before a retry')).toBeDefined()
  expect(within(box).getByRole('status').textContent).toBe('4 attempts. Attempt 4 is running')
  expect(within(box).queryAllByRole('button')).toEqual([])
  expect(document.activeElement).toBe(row)
  await user.keyboard('{Escape}')
  expect(gone()).toBeNull()
  expect(watched()).toEqual({ id: null })
})

test('arrows lead to the attempts of the next row, and Enter to the task itself', async () => {
  const { user } = await setup()
  await user.keyboard(' ')
  const first = (await peek()).getAttribute('aria-label')
  await user.keyboard('{ArrowDown}')
  await waitFor(async () => expect((await peek()).getAttribute('aria-label')).not.toBe(first))
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('complementary', { name: 'Task' })).toBeDefined()
  expect(gone()).toBeNull()
  await user.keyboard(' ')
  expect(gone()).toBeNull() // they are in the inspector already
})

test('a press elsewhere and another tab close it', async () => {
  const { user, row } = await setup()
  await user.keyboard(' ')
  await peek()
  await user.pointer({ keys: '[MouseLeft]', target: screen.getByRole('region', { name: 'Lanes' }) })
  expect(gone()).toBeNull()
  act(() => row.focus())
  await user.keyboard(' ')
  await peek()
  act(() => useStore.getState().showTab('all'))
  await waitFor(() => expect(gone()).toBeNull())
  expect(useStore.getState().isPeeking).toBe(false)
})
