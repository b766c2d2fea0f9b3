import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { type ScenarioName, scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { onMenu } from '../../state/menu'
import { resetStore, useStore } from '../../state/store'

beforeAll(loadTheRest)

vi.setConfig({ testTimeout: 20_000 }) // the whole window, on a busy machine

beforeEach(() => {
  resetStore()
  localStorage.clear()
  clock.set(now)
})

async function setup(scenario: ScenarioName = 'busy') {
  const fake = fakeBridge(scenarios[scenario])
  window.trilane = fake.bridge
  window.innerWidth = 1_280
  const user = userEvent.setup({ delay: null })
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  const open = async () => {
    await user.keyboard('{Control>}k{/Control}')
    const input = await screen.findByRole('combobox', { name: 'Search actions, places and tasks' })
    await waitFor(() => expect(document.activeElement).toBe(input)) // before that, keys would be those of the list
    return input
  }
  return { user, asked, open }
}
const field = () => screen.queryByRole('combobox', { name: 'Search actions, places and tasks' })
const options = () => screen.getAllByRole('option')
const names = () => options().map((option) => option.textContent ?? '')
const active = () => {
  const id = field()?.getAttribute('aria-activedescendant')
  return options().find((option) => option.id === id)
}

describe('the list', () => {
  test('opens with the field in focus, and the field names the option that Enter runs', async () => {
    const { user, open } = await setup()
    const input = await open()
    expect(document.activeElement).toBe(input)
    expect(active()?.getAttribute('aria-selected')).toBe('true')
    const first = active()
    await user.keyboard('{ArrowDown}')
    expect(active()).not.toBe(first)
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(active()).toBe(options().at(-1)) // around
    await user.tab()
    await waitFor(() => expect(document.activeElement).toBe(input))
  })

  test('shows actions with their keys, places and tasks, the best first', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('queue')
    await waitFor(() => expect(active()?.textContent).toMatch(/^Queue/))
    expect(active()?.textContent).toContain('1')
    await user.clear(field() as HTMLElement)
    await user.keyboard('new pro')
    expect(active()?.textContent).toMatch(/^New prompt.*N$/)
  })

  test('finds tasks by their words and shows each with its state, without touching the table', async () => {
    const { user, open, asked } = await setup()
    const views = asked('openView').length
    await open()
    await user.keyboard('termination')
    const task = await screen.findByRole('option', { name: /termination clauses/ })
    expect(within(task).getByRole('img', { name: 'Running' })).toBeDefined()
    expect(asked('findTasks')).toEqual([{ filter: { text: 'termination' }, limit: 6 }])
    expect(asked('openView')).toHaveLength(views)
    await user.click(task)
    await waitFor(() => expect(useStore.getState().taskId).not.toBeNull())
    expect(field()).toBeNull()
  })

  test('finds a task by its number, and rows by theirs', async () => {
    const { user, open, asked } = await setup()
    await open()
    await user.keyboard('#142')
    await waitFor(() => expect(asked('findTasks')).toHaveLength(1))
    expect(asked('findTasks')).toEqual([{ filter: { text: '', row: { from: 142, to: 142 } }, id: 142, limit: 6 }])
  })

  test('takes the words of the filter, and offers to show all that match in the queue', async () => {
    const { user, open, asked } = await setup()
    await open()
    await user.keyboard('lane:heavy')
    await user.click(await screen.findByRole('option', { name: /^Show all/ }))
    await waitFor(() => expect(useStore.getState().filterText).toBe('lane:heavy'))
    expect(asked('findTasks')).toEqual([{ filter: { text: '', lane: 'heavy' }, limit: 6 }])
  })

  test('a colon lists the words of the filter; one that wants a value is typed', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard(':stat')
    expect(names()).toEqual(expect.arrayContaining([expect.stringMatching(/^state:running/)]))
    await user.clear(field() as HTMLElement)
    await user.keyboard(':status{Enter}')
    expect((field() as HTMLInputElement).value).toBe('status:')
  })

  test('more than a sign narrows it to what can be done', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('>dead')
    expect(screen.queryByRole('group', { name: 'Go to' })).toBeNull()
  })

  test('says so when nothing fits', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('xyzzy')
    expect(await screen.findByText(/Nothing is called “xyzzy”/)).toBeDefined()
    expect(screen.queryAllByRole('option')).toEqual([])
    await user.keyboard('{Enter}')
    expect(field()).not.toBeNull()
  })
})

describe('running', () => {
  test('what was run last comes first the next time', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('>pause all{Enter}')
    await waitFor(() => expect(field()).toBeNull())
    await open()
    expect(within(screen.getByRole('group', { name: 'Recent' })).getAllByRole('option')[0]?.textContent).toMatch(
      /^Pause all/,
    )
  })

  test('acts on the task at the cursor, and says why what cannot be done now cannot', async () => {
    const { user, open, asked } = await setup()
    const row = await screen.findByRole('row', { name: /assign the contract/ })
    act(() => row.focus())
    await open()
    await user.keyboard('requeue this')
    expect(active()?.textContent).toContain('contract-summaries 129')
    await user.keyboard('{Enter}')
    await waitFor(() => expect(asked('requeueTasks')).toHaveLength(1))

    act(() => screen.getByRole('row', { name: /termination clauses/ }).focus())
    await open()
    await user.keyboard('requeue this')
    const option = screen.getByRole('option', { name: /Requeue this task/ })
    expect(option.getAttribute('aria-disabled')).toBe('true')
    expect(option.textContent).toContain('Only dead letters and cancelled tasks')
    await user.click(option)
    expect(asked('requeueTasks')).toHaveLength(1)
    expect(field()).not.toBeNull()
  })

  test('what has no sense here is not there', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('>requeue')
    expect(screen.queryByRole('option', { name: /Requeue/ })).toBeNull()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(field()).toBeNull())
  })

  test('an action that opens a sheet leaves the focus in it', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('new prompt{Enter}')
    const prompt = await screen.findByRole('textbox', { name: 'Prompt' })
    await waitFor(() => expect(document.activeElement).toBe(prompt))
  })

  test('Escape and the same key close it, and the focus returns to where it was', async () => {
    const { user, open } = await setup()
    const row = await screen.findByRole('row', { name: /termination clauses/ })
    act(() => row.focus())
    await open()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('row', { name: /termination clauses/ })))
    await open()
    await user.keyboard('{Control>}k{/Control}')
    await waitFor(() => expect(field()).toBeNull())
  })

  test('leads to a provider with its row open, and the keyboard goes on from there', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('mistral')
    await user.click(await screen.findByRole('option', { name: /^Mistral/ }))
    const row = await screen.findByRole('button', { name: 'Mistral', expanded: true })
    await waitFor(() => expect(document.activeElement).toBe(row))
  })

  test('leads to a section of the settings', async () => {
    const { user, open } = await setup()
    await open()
    await user.keyboard('backups{Enter}')
    await screen.findByRole('heading', { name: 'Settings' })
    await waitFor(() => expect(document.activeElement?.id).toBe('settings-backups'))
  })
})

describe('over an open sheet', () => {
  const writing = async () => {
    const parts = await setup()
    await parts.user.keyboard('{Control>}n{/Control}')
    const prompt = await screen.findByRole('textbox', { name: 'Prompt' })
    await waitFor(() => expect(document.activeElement).toBe(prompt))
    await parts.user.keyboard('Half a thought')
    return { ...parts, prompt }
  }

  test('Escape closes the palette alone, and the focus returns to the sheet', async () => {
    const { user, open, prompt } = await writing()
    await open()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(field()).toBeNull())
    expect(useStore.getState().compose).not.toBeNull()
    await waitFor(() => expect(document.activeElement).toBe(prompt))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(useStore.getState().compose).toBeNull())
  })

  test('what is done in place leaves the sheet open', async () => {
    const { user, open, asked } = await writing()
    await open()
    await user.keyboard('pause all{Enter}')
    await waitFor(() => expect(asked('setPaused')).toHaveLength(1))
    expect(useStore.getState().compose).not.toBeNull()
  })

  test('what leads elsewhere puts a sheet away that keeps what was typed', async () => {
    const { user, open } = await writing()
    await open()
    await user.keyboard('spending{Enter}')
    await screen.findByRole('heading', { name: 'Spending' })
    expect(useStore.getState().compose).toBeNull()
  })

  test('and leaves one in its place that would lose it, by whatever way it was asked for', async () => {
    const { user, open } = await setup()
    act(() => useStore.getState().openBatch(2 as never, 'rules'))
    await screen.findByRole('dialog', { name: 'Batch rules' })
    await open()
    await user.keyboard('spending{Enter}')
    await waitFor(() => expect(useStore.getState().toasts).toMatchObject([{ title: 'A sheet is open' }]))
    await user.keyboard('{Control>}n{/Control}')
    act(() => onMenu('providers'))
    const { view, compose, batchSheet } = useStore.getState()
    expect({ view, compose, isOpen: batchSheet !== null }).toEqual({ view: 'queue', compose: null, isOpen: true })
  })
})
