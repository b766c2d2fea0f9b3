import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { type ScenarioName, scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(scenario: ScenarioName) {
  const fake = fakeBridge(scenarios[scenario])
  window.trilane = fake.bridge
  window.innerWidth = 1_440
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user: userEvent.setup(), asked, fake }
}
/** As wide as in a large window; jsdom has no layout. */
function wideTable() {
  const width = vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1_200)
  onTestFinished(() => width.mockRestore())
}
const row = (name: RegExp) => screen.findByRole('row', { name })

describe("a batch's budget that is used up", () => {
  test('is said in its lane, its batch, the top bar and its rows', async () => {
    await setup('budget-batch')
    expect(screen.getByRole('group', { name: 'Heavy lane' }).textContent).toContain(
      'Budget used up485 kept, of contract-summaries',
    )
    expect(screen.getByRole('group', { name: 'Fast lane' }).textContent).not.toContain('Budget')
    expect(screen.getByRole('button', { name: /^contract-summaries, held by its budget/ }).textContent).toContain(
      'budget',
    )
    expect(screen.getByRole('banner').textContent).toContain('$25.00 budget used up')
    expect(within(await row(/every warranty/)).getByText('budget')).toBeDefined()
    expect(screen.getByRole('alert').textContent).toContain('The budget of $25.00 of contract-summaries is used up.')
  })

  test('is raised with one button, which can be taken back', async () => {
    const { user, asked } = await setup('budget-batch')
    await user.click(screen.getByRole('button', { name: 'Raise to $50.00' }))
    expect(asked('setBatch')).toMatchObject([{ batchId: 2, options: { budget: 50_000_000_000, reuse: false } }])
    await waitFor(() =>
      expect(useStore.getState().toasts).toMatchObject([{ title: 'contract-summaries may cost $50.00' }]),
    )
    act(() => void useStore.getState().undoLast())
    expect(asked('setBatch').at(-1)).toMatchObject({ batchId: 2, options: { budget: 25_000_000_000 } })
  })

  test('another amount, or none, is set in the rules of the batch', async () => {
    const { user, asked } = await setup('budget-batch')
    await user.click(screen.getByRole('button', { name: 'Other amount…' }))
    const field = await screen.findByRole('textbox', { name: 'Budget' })
    await waitFor(() => expect(document.activeElement).toBe(field))
    expect(field).toHaveProperty('value', '25')
    await user.clear(field)
    await user.type(field, 'much')
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
    await user.clear(field)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(asked('setBatch')).toEqual([{ batchId: 2, options: { policy: {}, reuse: false, windows: [] } }])
  })

  test('a task in line says why in the inspector', async () => {
    const { user } = await setup('budget-batch')
    await user.click(await row(/every warranty/))
    const task = await screen.findByRole('complementary', { name: 'Task' })
    expect(await within(task).findByText('Held by a budget')).toBeDefined()
    expect(within(task).getByText('The budget of its batch is used up')).toBeDefined()
  })
})

test("the day's budget holds every lane until midnight, and is raised for all", async () => {
  const { user, asked } = await setup('budget-day')
  for (const name of ['Fast lane', 'Heavy lane'])
    expect(screen.getByRole('group', { name }).textContent).toMatch(/Day’s budget used up[\d,]+ kept until .*00/)
  expect(screen.getByText(/begins anew at/)).toBeDefined()
  expect(screen.getByRole('contentinfo').textContent).toContain('$99.97 of $100.00 today')
  await user.click(screen.getByRole('button', { name: 'Raise to $200.00' }))
  expect(asked('setDayBudget')).toEqual([{ budget: 200_000_000_000 }])
})

test("a folder's budget of the day is said where it holds, raised there, and set with its folder", async () => {
  const { user, asked } = await setup('budget-folder')
  expect(screen.getByRole('group', { name: 'Fast lane' }).textContent).toMatch(
    /Budget used up[\d,]+ kept until .*00.*, of the folder incoming/,
  )
  expect(screen.getByRole('button', { name: /^contract-summaries, held by its folder budget/ })).toBeDefined()
  expect(within(await row(/every warranty/)).getByText('folder budget')).toBeDefined()
  expect(screen.getByRole('contentinfo').textContent).not.toContain('holds')
  await user.click(screen.getByRole('button', { name: 'Raise to $50.00' }))
  expect(asked('setWatchDayBudget')).toEqual([{ id: 1, budget: 50_000_000_000 }])
  await waitFor(() => expect(useStore.getState().toasts).toMatchObject([{ title: 'incoming may cost $50.00 a day' }]))
  act(() => void useStore.getState().undoLast())
  expect(asked('setWatchDayBudget').at(-1)).toEqual({ id: 1, budget: 20_000_000_000 })
  await user.click(screen.getByRole('button', { name: 'Other amount…' }))
  expect(await screen.findByRole('textbox', { name: 'Budget of a day' })).toHaveProperty('value', '20')
})

test('a price that is not known is set where it is missed', async () => {
  const { user, asked } = await setup('no-price')
  expect(screen.getByRole('group', { name: 'Heavy lane' }).textContent).toContain(
    'Price not known485 kept, of claude-sonnet-4-5',
  )
  expect(screen.getByRole('button', { name: /^contract-summaries, held by a budget/ }).textContent).toContain(
    'no price',
  )
  await user.click(screen.getByRole('button', { name: 'Set its price' }))
  const sheet = await screen.findByRole('dialog', { name: 'Price' })
  const save = within(sheet).getByRole('button', { name: 'Save' })
  await user.type(within(sheet).getByRole('textbox', { name: 'Input, a million tokens' }), '3')
  expect(save).toHaveProperty('disabled', true)
  await user.type(within(sheet).getByRole('textbox', { name: 'Output, a million tokens' }), '15')
  await user.type(within(sheet).getByRole('textbox', { name: 'Longest answer, tokens' }), '64000')
  await user.click(save)
  expect(asked('saveModelSettings')).toMatchObject([
    {
      ...{ providerId: 'anthropic', model: 'claude-sonnet-4-5' },
      settings: { prices: { input: 3, output: 15, cachedInput: null }, maxOutput: 64_000, fallbacks: [] },
    },
  ])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

describe('costs', () => {
  test('rows have a column for them once anything costs, and the status bar has the day', async () => {
    wideTable()
    const { user } = await setup('money')
    expect(await screen.findByRole('columnheader', { name: 'Cost' })).toBeDefined()
    expect(within(await row(/data protection/)).getByText('$0.1305')).toBeDefined()
    await user.click(screen.getByRole('button', { name: /of \$100\.00 today/ }))
    expect(await screen.findByRole('heading', { name: 'Spending' })).toBeDefined()
  })

  test('where nothing costs there is neither', async () => {
    wideTable()
    await setup('busy')
    await screen.findByRole('grid', { name: 'Tasks' })
    expect(screen.queryByRole('columnheader', { name: 'Cost' })).toBeNull()
    expect(screen.queryByRole('button', { name: /today$/ })).toBeNull()
  })

  test('a batch in scope has its cost and budget beside its name', async () => {
    const { user } = await setup('money')
    await user.click(screen.getByRole('button', { name: /^contract-summaries/ }))
    expect(await screen.findByText('$18.40 of $25.00')).toBeDefined()
  })
})
