import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { Handlers } from '#shared/contract'
import { blindOrder } from '#shared/rating'
import type { BatchId } from '#shared/task'
import { allActions } from '../../actions/registry'
import { BatchList } from '../../frame/BatchList'
import { ToastStack } from '../../frame/ToastStack'
import { fakeBridge } from '../../preview/fake-bridge'
import { type ScenarioName, scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { DoneBanner } from '../queue/DoneBanner'
import { CompareView } from './CompareView'
import { forgetPlaces } from './use-comparison'

beforeEach(() => {
  resetStore()
  forgetPlaces()
})
type Own = { [C in keyof Handlers]?: (request: never) => unknown }

async function setup(name: ScenarioName = 'compare', own: Own = {}) {
  const fake = fakeBridge(scenarios[name], own)
  window.trilane = fake.bridge
  connect()
  useStore.getState().openCompare(1 as BatchId)
  render(
    <>
      <CompareView />
      <ToastStack />
    </>,
  )
  const user = userEvent.setup({ delay: null })
  await screen.findByText(/^\d+ of \d+ rated$/)
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  /** Presses keys where nobody types, one after the other, as soon as each has come to something. */
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await user.keyboard(key)
      await act(async () => {
        for (let turn = 0; turn < 12; turn++) await Promise.resolve()
      })
    }
  }
  const row = () => screen.queryByRole('textbox', { name: 'Row' })?.getAttribute('value')
  if (name !== 'compare-empty') await screen.findAllByRole('article')
  return { user, asked, press, row, fake }
}
const answers = () => screen.getAllByRole('article').map((each) => each.getAttribute('aria-label'))

test('beyond the ninth an answer is chosen by its letter with Shift, which its button shows', async () => {
  const { asked, press, row, user } = await setup('compare-twelve')
  await waitFor(() => expect(row()).toBe('1'))
  const bar = within(screen.getByRole('region', { name: 'Rating' }))
  expect(bar.getByRole('button', { name: 'I is best' }).textContent).toContain('9')
  expect(bar.getByRole('button', { name: 'J is best' }).textContent).toMatch(/Shift J|⇧J/)
  await press('{Shift>}l{/Shift}')
  expect(asked('rateRow')).toMatchObject([{ row: 1, choice: { kind: 'best', variant: 12 } }])
  await press('{Shift>}d{/Shift}') // by itself it shows what differs
  expect(asked('rateRow').at(-1)).toMatchObject({ row: 2, choice: { kind: 'best', variant: 4 } })
  await press('{Shift>}z{/Shift}') // there is none
  expect(asked('rateRow')).toHaveLength(2)
  await user.click(screen.getByRole('textbox', { name: 'Note on this row' }))
  await press('{Shift>}a{/Shift}')
  expect(asked('rateRow')).toHaveLength(2) // it is a letter of the note
})

test('rows are rated by keys, one after the other, and what was rated can be taken back', async () => {
  const { asked, press, row } = await setup()
  await waitFor(() => expect(row()).toBe('1'))
  expect(answers()).toEqual(['Answer A, Summary, gpt-4o-mini', 'Answer B, Summary, Haiku'])
  await press('b')
  expect(asked('rateRow')).toEqual([
    { batchId: 1, row: 1, mark: 'mark-1', choice: { kind: 'best', variant: 2 }, note: null, blind: false },
  ])
  expect(row()).toBe('2')
  expect(screen.getByText('1 of 3 rated')).toBeTruthy()
  await press('t')
  expect(row()).toBe('5') // the third has one answer, the fourth has not ended
  expect(screen.getByText(/^An answer changed since you rated it \(Summary, gpt-4o-mini is the best/)).toBeTruthy()
  await press('u')
  expect(row()).toBe('2')
  await press('x')
  expect(asked('rateRow').at(-1)).toMatchObject({ row: 2, choice: { kind: 'none' } })
  await press('1')
  expect(await screen.findByRole('heading', { name: 'All 3 rows are rated.' })).toBeTruthy()
  expect(screen.getByRole('row', { name: /^Summary, Haiku 1 33%\s*6–79% 1$/ })).toBeTruthy()
  expect((screen.getByRole('button', { name: 'Next row' }) as HTMLButtonElement).disabled).toBe(true)
  await press('u')
  expect(row()).toBe('5')
  expect(screen.getByText('2 of 3 rated')).toBeTruthy()
})

test('a row whose answers cannot be compared says why, and keys rate nothing there', async () => {
  const { asked, press, row } = await setup()
  await press('j', 'j')
  expect(row()).toBe('3')
  expect(screen.getByText(/content management policy/)).toBeTruthy()
  expect(screen.getByText('Fewer than two variants answered, so there is nothing to compare.')).toBeTruthy()
  expect((screen.getByRole('button', { name: 'A is best' }) as HTMLButtonElement).disabled).toBe(true)
  await press('1', '0', 'x')
  expect(asked('rateRow')).toEqual([])
  await press('{ArrowRight}')
  expect(screen.getByText('It can be rated once all of its variants have ended.')).toBeTruthy()
  const before = asked('openComparison').length
  const { overview } = scenarios.compare
  const batches = overview?.batches.map((each) => ({ ...each, counts: { ...each.counts, succeeded: 1 } })) ?? []
  act(() => useStore.getState().mergeOverview({ batches }))
  await waitFor(() => expect(asked('openComparison').length).toBe(before + 1)) // something of it moved on
  await waitFor(() => expect(asked('getComparedRow').at(-1)).toMatchObject({ row: 4, move: 'here' }))
  expect(row()).toBe('4')
  await press('n')
  expect(row()).toBe('5')
  await press('k', 'k')
  expect(row()).toBe('3')
})

test('while names are hidden nothing tells one variant from another, and their order is the same at every look', async () => {
  const { asked, press, row } = await setup('compare-four')
  await press('h')
  expect(answers()).toEqual(['Answer A', 'Answer B', 'Answer C', 'Answer D'])
  expect(document.body.textContent).not.toMatch(/Haiku|gpt-4o|qwen|Shorter prompt|\$0\.0/)
  const order = blindOrder([1, 2, 3, 4], 1, 1)
  expect(blindOrder([1, 2, 3, 4], 1, 1)).toEqual(order)
  await press('3')
  expect(asked('rateRow')).toMatchObject([{ row: 1, blind: true, choice: { kind: 'best', variant: order[2] } }])
  await press('k')
  expect(row()).toBe('1')
  expect(screen.getByText(/^C is the best\. Rated .*, with names hidden\.$/)).toBeTruthy()
})

test('what differs is shown against any of the answers', async () => {
  const { user, press } = await setup('compare-four')
  await press('d')
  const second = within(screen.getByRole('article', { name: /^Answer B/ }))
  expect(second.getByText('Against A, by words.')).toBeTruthy()
  expect(
    within(screen.getByRole('article', { name: /^Answer A/ })).getByText('The others are compared with it.'),
  ).toBeTruthy()
  expect(document.querySelectorAll('ins').length).toBeGreaterThan(0)
  await user.click(second.getByRole('button', { name: 'Compare the others with answer B' }))
  expect(within(screen.getByRole('article', { name: /^Answer A/ })).getByText('Against B, by words.')).toBeTruthy()
  await press('k', 'j')
  expect(
    within(screen.getByRole('article', { name: /^Answer A/ })).getByText('Against B, by values of its JSON.'),
  ).toBeTruthy()
})

test('a note goes with the rating, and stays in its field where that was refused', async () => {
  let refusals = 1
  const real = fakeBridge(scenarios.compare).bridge
  const { user, asked, press, row } = await setup('compare', {
    rateRow: async (request: never) => {
      if (refusals-- > 0) throw new Error('An answer of this row has changed since you saw it.')
      const result = await real.rateRow(request)
      return result.ok ? result.value : null
    },
  })
  await press('e')
  await user.keyboard('=better tone')
  expect(screen.getByText('Saved with the rating')).toBeTruthy()
  await press('{Enter}', 'a')
  expect(await screen.findByText('Row 1 was not rated')).toBeTruthy()
  expect(row()).toBe('1')
  expect((screen.getByRole('textbox', { name: 'Note on this row' }) as HTMLInputElement).value).toBe('=better tone')
  cleanup() // another view, and back
  render(<CompareView />)
  await screen.findAllByRole('article')
  expect((screen.getByRole('textbox', { name: 'Note on this row' }) as HTMLInputElement).value).toBe('=better tone')
  await press('a')
  expect(asked('rateRow').at(-1)).toMatchObject({ row: 1, note: '=better tone' })
})

test('only some rows are gone through, any row is gone to, and ratings go to a file', async () => {
  const { user, press, row, asked } = await setup()
  await user.click(screen.getByRole('combobox', { name: 'Rows' }))
  await user.click(await screen.findByRole('option', { name: /^Answers differ/ }))
  await waitFor(() => expect(screen.getByText('1 of 2 like that')).toBeTruthy())
  await press('j', 'j')
  expect(row()).toBe('2')
  const field = screen.getByRole('textbox', { name: 'Row' })
  await user.clear(field)
  await user.type(field, '4{Enter}')
  await waitFor(() => expect(row()).toBe('4'))
  await user.click(screen.getByRole('button', { name: 'Export ratings' }))
  await user.click(await screen.findByRole('menuitem', { name: 'As CSV…' }))
  expect(asked('exportRatings')).toEqual([{ batchId: 1, format: 'csv' }])
  expect(await screen.findByText('/home/ada/contracts ratings.csv')).toBeTruthy()
})

test('a batch without rows and one that cannot be read say so', async () => {
  await setup('compare-empty')
  expect(await screen.findByText('No rows yet.')).toBeTruthy()
})

test('batches with several variants lead here from their menu and the palette; Escape leads back', async () => {
  const { user, press } = await setup()
  await press('{Escape}')
  expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: 1 })
  const titles = () => allActions(useStore.getState()).map(({ id }) => id)
  expect(titles()).toContain('batch-compare')
  render(<BatchList />)
  await user.click(screen.getByRole('button', { name: 'Actions of product-reviews-q3' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Compare…' }))
  expect(useStore.getState()).toMatchObject({ view: 'compare', comparing: 1 })
  act(() => useStore.getState().scopeTo(2 as BatchId))
  expect(titles()).not.toContain('batch-compare')
})

test('once such a batch is done its banner leads here', async () => {
  const { overview, task } = scenarios.done
  const ended = task(0)
  if (!overview || !ended) throw new Error('the scenario has no task')
  const batches = overview.batches.map((each) => ({ ...each, variants: each.id === 1 ? 2 : undefined }))
  const sections = [{ key: 'finished' as const, total: 1, order: [ended.id] }]
  act(() => {
    useStore.getState().mergeOverview({ ...overview, batches })
    useStore.getState().scopeTo(1 as BatchId)
    useStore.setState({ body: { kind: 'live', sections }, rows: new Map([[ended.id, ended]]) })
  })
  render(<DoneBanner />)
  await userEvent.setup().click(screen.getByRole('button', { name: 'Compare' }))
  expect(useStore.getState()).toMatchObject({ view: 'compare', comparing: 1 })
})
