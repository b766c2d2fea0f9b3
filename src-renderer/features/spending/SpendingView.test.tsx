import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Handlers } from '#shared/contract'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { heldByDay, spending } from '../../preview/money'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { SpendingView } from './SpendingView'

beforeEach(() => {
  resetStore()
  clock.set(now)
})

function setup(own: { [C in keyof Handlers]?: (request: never) => unknown } = {}, overview = spending) {
  const fake = fakeBridge(scenarios.money, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(overview)
  render(<SpendingView />)
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user: userEvent.setup(), asked }
}
const rows = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .map((row) => row.textContent)

test('sums, models and days of the last week, with what was cached, saved and never answered', async () => {
  const { asked } = setup()
  const models = await screen.findByRole('region', { name: 'By provider and model' })
  expect(rows(models)[1]).toBe('claude-sonnet-4-5 Anthropic1,20414.2M9.8M, 68%512.0k$26.46$4.103, up to $0.31$41.20')
  const days = screen.getByRole('region', { name: 'By day' })
  expect(within(days).getAllByRole('row')).toHaveLength(8)
  expect(rows(days)[1]).toContain('$21.48')
  expect(screen.getByText('may have cost $0.31 more')).toBeDefined()
  expect(screen.getByText('50% from a cache')).toBeDefined()
  expect(screen.getByText('caches $26.44, half price $4.10')).toBeDefined()
  expect(asked('getSpend')).toEqual([{ from: '2026-11-17', to: '2026-11-23' }])
})

test('another span is asked for, and what is spent meanwhile is read again', async () => {
  const { user, asked } = setup()
  await screen.findByRole('region', { name: 'By day' })
  await user.click(screen.getByRole('radio', { name: 'Today' }))
  expect(asked('getSpend').at(-1)).toEqual({ from: '2026-11-23', to: '2026-11-23' })
  await waitFor(() => expect(screen.queryByRole('region', { name: 'By day' })).toBeNull())
  const before = asked('getSpend').length
  const { spend } = spending
  if (!spend) throw new Error('nothing is spent')
  act(() => useStore.getState().mergeOverview({ spend: { ...spend, today: spend.today + 1 } }))
  await waitFor(() => expect(asked('getSpend').length).toBe(before + 1), { timeout: 3_000 })
})

test('under load the books are read once a second, and what was read last is shown', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const { asked } = setup()
  const { counts } = spending
  for (let n = 1; n <= 25; n++) {
    await act(() => vi.advanceTimersByTimeAsync(100))
    act(() => useStore.getState().mergeOverview({ counts: { ...counts, succeeded: counts.succeeded + n } }))
  }
  expect(asked('getSpend')).toHaveLength(3)
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  expect(asked('getSpend')).toHaveLength(4)
  expect(screen.getByRole('region', { name: 'By provider and model' })).toBeDefined()
})

test('of a model without a price the sum says so, and leads to where one is set', async () => {
  const { user } = setup()
  await user.click(await screen.findByRole('button', { name: /^Set the price of a-model-with/ }))
  expect(useStore.getState().pricing).toMatchObject({ providerId: 'mistral' })
})

test('before anything was sent, and where it cannot be read, it says so', async () => {
  setup({ getSpend: () => ({ days: [], models: [] }) })
  expect(await screen.findByText('Nothing was sent in this time')).toBeDefined()
  expect(screen.queryByRole('table')).toBeNull()
})

test('a refusal says what happened', async () => {
  setup({
    getSpend: () => {
      throw new Error('The disk cannot be read.')
    },
  })
  expect(await screen.findByText('What was spent could not be read')).toBeDefined()
  expect(screen.getByText(/The disk cannot be read/)).toBeDefined()
})

test('the budget of a day is set, raised and lifted, and says what is left', async () => {
  const { user, asked } = setup()
  const field = screen.getByRole('textbox', { name: 'Budget of a day' })
  expect(field).toHaveProperty('value', '100')
  expect(screen.getByText(/\$78\.46 of \$100\.00 left/)).toBeDefined()
  await user.clear(field)
  await user.type(field, 'lots')
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await user.clear(field)
  await user.type(field, '250{Enter}')
  expect(asked('setDayBudget')).toEqual([{ budget: 250_000_000_000 }])
  await user.clear(field)
  await user.click(screen.getByRole('button', { name: 'Lift' }))
  expect(asked('setDayBudget').at(-1)).toEqual({ budget: null })
})

test('a day whose budget is used up says when it begins anew', () => {
  setup({}, heldByDay)
  expect(screen.getByText(/holds the rest\. It begins anew at .*00/)).toBeDefined()
})
