import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { App } from '../App'
import { fixedActions } from '../actions/registry'
import { clock } from '../clock'
import { loadTheRest } from '../later'
import { fakeBridge } from '../preview/fake-bridge'
import { scenarios } from '../preview/scenarios'
import { now } from '../preview/tasks'
import { resetStore, useStore } from '../state/store'

beforeAll(loadTheRest)

vi.setConfig({ testTimeout: 20_000 }) // the whole window, on a busy machine

beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup() {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  window.innerWidth = 1_280
  const user = userEvent.setup({ delay: null })
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user, asked }
}

test('no two actions have the same key', () => {
  const keys = fixedActions.flatMap(({ keys }) => keys ?? [])
  expect(new Set(keys).size).toBe(keys.length)
  const ids = fixedActions.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('each number leads to its view, and a comma to the settings', async () => {
  const { user } = await setup()
  for (const [key, view] of [
    ['2', 'dead'],
    ['4', 'providers'],
    ['5', 'schedules'],
    [',', 'settings'],
    ['1', 'queue'],
  ] as const) {
    await user.keyboard(`{Control>}${key}{/Control}`)
    expect(useStore.getState().view).toBe(view)
  }
})

test('the question mark shows every key, and Escape puts the sheet away', async () => {
  const { user } = await setup()
  await user.keyboard('?')
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard' })
  for (const name of ['Commands', 'New prompt', 'Pause or resume all', 'Undo', 'Heavy lane', 'Requeue this task'])
    expect(within(sheet).getByText(name)).toBeDefined()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Keyboard' })).toBeNull())
})

test('G then a letter filters by lane', async () => {
  const { user } = await setup()
  await user.keyboard('gh')
  expect(useStore.getState()).toMatchObject({ view: 'queue', filterText: 'lane:heavy', tab: 'all' })
  await user.keyboard('gf')
  expect(useStore.getState().filterText).toBe('lane:fast')
  await user.keyboard('gd')
  expect(useStore.getState()).toMatchObject({ tab: 'dead', filterText: '' })
})

test('a letter after another key is no sequence', async () => {
  const { user } = await setup()
  await user.keyboard('gjh')
  expect(useStore.getState().filterText).toBe('')
})

test('single keys are text where a field has the focus', async () => {
  const { user } = await setup()
  await user.keyboard('/')
  const filter = await screen.findByRole('searchbox', { name: 'Filter' })
  await waitFor(() => expect(document.activeElement).toBe(filter))
  await user.keyboard('gh?')
  expect(useStore.getState()).toMatchObject({ filterText: 'gh?', shortcuts: false })
})

test('the copy key copies the answer of the open task, but not over selected text or out of a field', async () => {
  const { user, asked } = await setup()
  await user.keyboard('{Control>}c{/Control}')
  expect(asked('copyText')).toEqual([])
  await user.click(await screen.findByRole('row', { name: /data protection/ }))
  await screen.findAllByRole('button', { name: 'Copy result' })
  await user.keyboard('{Control>}c{/Control}')
  await waitFor(() => expect(asked('copyText')).toHaveLength(1))
  await user.keyboard('/')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Filter' })))
  await user.keyboard('{Control>}c{/Control}')
  expect(asked('copyText')).toHaveLength(1)
})
