import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { InsightQuery } from '#shared/insights'
import type { BatchId } from '#shared/task'
import { clock } from '../../clock'
import { fakeBridge } from '../../preview/fake-bridge'
import { madeUpInsights, noInsights } from '../../preview/insights'
import { spending } from '../../preview/money'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { InsightsView } from './InsightsView'

beforeEach(() => {
  resetStore()
  clock.set(now)
})

function setup(own: { [C in keyof Handlers]?: (request: never) => unknown } = {}) {
  const fake = fakeBridge(scenarios.money, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(spending)
  render(<InsightsView />)
  const asked = () =>
    fake.asked.filter(({ command }) => command === 'getInsights').map(({ request }) => request as InsightQuery)
  return { user: userEvent.setup(), asked }
}
const card = (name: string) => screen.findByRole('region', { name })
const cells = (row: HTMLElement | undefined) =>
  within(row ?? document.body)
    .getAllByRole('cell')
    .map((cell) => cell.textContent)
const day = { range: 'day', batchId: null, lane: null, model: null } as const

test('the last day is shown first: sums, charts and errors', async () => {
  const { asked } = setup()
  expect(await screen.findByText('rescued by a retry')).toBeDefined()
  expect(screen.getByText('96.2%')).toBeDefined()
  expect(within(await card('Errors and where they ended')).getAllByRole('row')).toHaveLength(8)
  expect(within(await card('Errors')).getByRole('row', { name: /429 rate limited/ }).textContent).toContain('318')
  expect((await card('Times')).textContent).toContain('gpt-4o-mini has the longest tail: p99 is ten times p50.')
  expect(asked()).toEqual([day])
})

test('another time, lane, model or batch is asked for', async () => {
  const { user, asked } = setup()
  await screen.findByText('rescued by a retry')
  await user.click(screen.getByRole('radio', { name: '7 days' }))
  expect(asked().at(-1)).toEqual({ ...day, range: 'week' })
  await user.click(screen.getByRole('combobox', { name: 'Lane' }))
  await user.click(await screen.findByRole('option', { name: 'Heavy' }))
  expect(asked().at(-1)).toMatchObject({ lane: 'heavy' })
  await user.click(screen.getByRole('combobox', { name: 'Model' }))
  await user.click(await screen.findByRole('option', { name: /claude-sonnet-4-5/ }))
  expect(asked().at(-1)).toMatchObject({ model: { providerId: 'anthropic', model: 'claude-sonnet-4-5' } })
  act(() => useStore.getState().scopeTo(2 as BatchId))
  expect(asked().at(-1)).toMatchObject({ batchId: 2, range: 'week', lane: 'heavy' })
  expect(await screen.findByText(/contract-summaries, last 7 days/)).toBeDefined()
})

test('a chart is read point by point with the keyboard', async () => {
  setup()
  const slider = await screen.findByRole('slider', { name: 'Answers over time, point by point' })
  const { lanes } = madeUpInsights(day)
  const last = lanes.fast.answered.length - 1
  expect(slider).toHaveProperty('value', String(last))
  act(() => slider.focus())
  expect(slider.getAttribute('aria-valuetext')).toContain(`Fast ${lanes.fast.answered[last]}`)
  fireEvent.change(slider, { target: { value: String(last - 3) } }) // what the arrow keys do to it
  expect(slider.getAttribute('aria-valuetext')).toContain(`Fast ${lanes.fast.answered[last - 3]}, Heavy`)
  const tip = screen.getByText('Rate limits').parentElement?.parentElement
  expect(tip?.textContent).toContain(`Fast${lanes.fast.answered[last - 3]}`)
  act(() => slider.blur())
  expect(screen.queryByText('Rate limits')).toBeNull()
})

test('a chart is had as a table with the same numbers', async () => {
  const { user } = setup()
  const throughput = await card('Throughput')
  await user.click(within(throughput).getByRole('button', { name: 'Show as table' }))
  const table = within(await card('Throughput, as a table'))
  const { lanes, at } = madeUpInsights(day)
  expect(table.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
    ...['Time', 'Fast', 'Heavy', 'Rate limits', 'Failures', 'Dead letters'],
  ])
  const rows = table.getAllByRole('row').slice(1).reverse() // the newest is on top
  expect(rows).toHaveLength(at.length)
  expect(cells(rows[30]).slice(0, 2)).toEqual([String(lanes.fast.answered[30]), String(lanes.heavy.answered[30])])
  await user.click(within(throughput).getByRole('button', { name: 'Show as chart' }))
  expect(within(throughput).queryByRole('table')).toBeNull()
})

test('times in line, times over time, failures and tokens are a press away', async () => {
  const { user } = setup()
  const times = await card('Times')
  expect(times.textContent).toContain('half within 1.4 s, nine in ten within 3.8 s, 99 of 100 within 14 s')
  await user.click(within(times).getByRole('combobox', { name: 'What is measured' }))
  await user.click(await screen.findByRole('option', { name: 'Time in line' }))
  expect(times.textContent).toContain('99 of 100 within 3 m')
  await user.click(within(times).getByRole('radio', { name: 'Over time' }))
  expect(within(times).getByRole('slider').getAttribute('aria-valuetext')).toMatch(/p50 .*, p90 .*, p99 /)
  await user.click(screen.getByRole('radio', { name: 'Failures' }))
  expect(screen.getByRole('slider', { name: /^Failures over time/ })).toBeDefined()
  await user.click(screen.getByRole('radio', { name: 'Tokens' }))
  expect(screen.getByRole('slider', { name: /^Tokens over time/ }).getAttribute('aria-valuetext')).toMatch(
    /In .*, Out /,
  )
})

test('today’s money and what it will come to are drawn, told, and had as a table', async () => {
  const { user } = setup()
  const spend = await card('Spend')
  expect(spend.textContent).toMatch(/Since midnight\. At this rate about \$[\d.,]+ by /)
  const slider = within(spend).getByRole('slider', { name: /^Spend today/ })
  expect(slider.getAttribute('aria-valuetext')).toMatch(/Heavy \$.*, Fast \$.*, Until then \$/)
  fireEvent.change(slider, { target: { value: String(Number(slider.getAttribute('value')) + 2) } })
  expect(slider.getAttribute('aria-valuetext')).toMatch(/Forecast about \$/)
  await user.click(within(spend).getByRole('button', { name: 'Show as table' }))
  const rows = within(await card('Spend, as a table')).getAllByRole('row')
  expect(rows[1]?.textContent).toMatch(/forecast.*about \$/)
  await user.click(within(spend).getByRole('radio', { name: 'Cost' }))
  await user.click(within(spend).getByRole('button', { name: 'Show as chart' }))
  expect(within(spend).getByRole('slider', { name: /^Spend over time/ })).toBeDefined()
})

test('a day’s budget that is met before the day ends is told by when', async () => {
  setup()
  const spend = spending.spend
  if (!spend) expect.fail()
  const spent = (await card('Spend')).textContent?.match(/\$([\d.]+) now/)?.[1]
  const budget = Math.round((Number(spent) + 0.5) * 1e9)
  act(() => useStore.getState().mergeOverview({ spend: { ...spend, dayBudget: budget, unanswered: 0 } }))
  expect((await card('Spend')).textContent).toMatch(/At this rate the budget of \$[\d.]+ is used up about /)
  act(() => useStore.getState().mergeOverview({ paused: 'by_person' }))
  expect((await card('Spend')).textContent).toMatch(/Since midnight\. \$[\d.]+ of the budget of \$[\d.]+\./)
})

test('what was read stays when a later reading fails, and is said to be older', async () => {
  let fails = false
  const { user } = setup({
    getInsights: (query: InsightQuery) => {
      if (fails) throw new Error('The disk cannot be read.')
      return madeUpInsights(query)
    },
  })
  await screen.findByText('rescued by a retry')
  fails = true
  await user.click(screen.getByRole('radio', { name: '1 h' }))
  expect(await screen.findByText('These figures are older')).toBeDefined()
  expect(screen.getByText('rescued by a retry')).toBeDefined()
  fails = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(screen.queryByText('These figures are older')).toBeNull())
})

test('the pointer that leaves takes nothing from what the keyboard reads', async () => {
  setup()
  const slider = await screen.findByRole('slider', { name: 'Answers over time, point by point' })
  act(() => slider.focus())
  const before = slider.getAttribute('aria-valuetext')
  fireEvent.pointerLeave(slider.parentElement ?? slider)
  expect(screen.queryByText('Rate limits')).not.toBeNull()
  expect(slider.getAttribute('aria-valuetext')).toBe(before)
})

test('what happens meanwhile is read again, once for all that happens within a second', async () => {
  const { asked } = setup()
  await screen.findByText('rescued by a retry')
  const settle = (more: number) =>
    act(() =>
      useStore
        .getState()
        .mergeOverview({ counts: { ...spending.counts, succeeded: spending.counts.succeeded + more } }),
    )
  for (let more = 1; more <= 20; more++) settle(more)
  await waitFor(() => expect(asked()).toHaveLength(2))
  settle(21)
  expect(asked()).toHaveLength(2)
})

test('every point is copied as CSV', async () => {
  const copied: string[] = []
  const { user } = setup({
    copyText: ({ text }: { text: string }) => {
      copied.push(text)
      return {}
    },
  })
  await screen.findByText('rescued by a retry')
  await user.click(screen.getByRole('button', { name: 'Copy every point as CSV' }))
  const { at, lanes } = madeUpInsights(day)
  const lines = copied[0]?.split('\r\n') ?? []
  expect(lines).toHaveLength(at.length + 2)
  expect(lines[0]).toMatch(/^start,fast_answered,fast_rate_limited,.*,wait_p99_ms$/)
  expect(lines[31]).toMatch(new RegExp(`^${new Date(at[30] ?? 0).toISOString()},${lanes.fast.answered[30]},`))
})

test('before any call has ended it says what will be here', async () => {
  setup({ getInsights: noInsights })
  expect(await screen.findByText('No call ended in this time')).toBeDefined()
  expect(screen.queryByRole('slider')).toBeNull()
})

test('a lane or model that has nothing leads back to all of them', async () => {
  const { user, asked } = setup({
    getInsights: (query: InsightQuery) => ({
      ...(query.lane === null ? madeUpInsights(query) : noInsights(query)),
      known: madeUpInsights(query).known,
    }),
  })
  await screen.findByText('rescued by a retry')
  await user.click(screen.getByRole('combobox', { name: 'Lane' }))
  await user.click(await screen.findByRole('option', { name: 'Heavy' }))
  await user.click(await screen.findByRole('button', { name: 'Show all lanes and models' }))
  expect(await screen.findByText('rescued by a retry')).toBeDefined()
  expect(asked().at(-1)).toEqual(day)
})

test('a refusal says what happened', async () => {
  setup({
    getInsights: () => {
      throw new Error('The disk cannot be read.')
    },
  })
  expect(await screen.findByText('What calls came to could not be read')).toBeDefined()
  expect(screen.getByText(/The disk cannot be read/)).toBeDefined()
})
