import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Overview } from '#shared/overview'
import type { StorageTrouble } from '#shared/storage'
import { clock } from '../../clock'
import { afterCrash, pausedAll, safeMode, trouble } from '../../preview/control-overviews'
import { fakeBridge } from '../../preview/fake-bridge'
import { limited } from '../../preview/limits'
import { busy, keyRejected } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { Banners } from './Banners'

beforeEach(() => {
  resetStore()
  clock.set(now)
})

function setup(overview: Overview) {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(overview)
  const { container } = render(<Banners />)
  const paused = () => fake.asked.filter(({ command }) => command === 'setPaused').map(({ request }) => request)
  return { user: userEvent.setup(), text: () => container.textContent, paused }
}

test.each([
  ['full', 12, 'The disk is full. Nothing is lost. 12 answers are kept in memory until there is room.'],
  ['read_only', 1, 'The data folder cannot be written to. Nothing is lost. 1 answer is kept in memory'],
  [
    'damaged',
    3,
    'The database is damaged. Start Trilane again: it offers the newest backup. 3 answers are in memory only.',
  ],
  ['busy', 0, 'Another program holds the database. Nothing is lost. Close it if you know it.'],
  ['failing', 2, 'The disk does not do what it is asked to. Nothing is lost. 2 answers are kept in memory'],
] satisfies [StorageTrouble['kind'], number, string][])(
  'a disk that is %s: what happened, what was kept, what to do',
  (kind, unsaved, words) => {
    const { text } = setup(trouble(kind, unsaved))
    expect(text()).toContain(words)
    expect(screen.getByRole('alert')).toHaveProperty('title', expect.stringMatching(/at length/))
  },
)

test('a damaged database leads to the backups', async () => {
  const { user } = setup(trouble('damaged', 0))
  await user.click(screen.getByRole('button', { name: 'Backups' }))
  expect(useStore.getState().view).toBe('settings')
})

test('safe mode says why, shows what was in flight, and resumes', async () => {
  const { user, text, paused } = setup(safeMode)
  expect(text()).toContain('The last three starts ended within a minute. Everything is paused so that you can look.')
  await user.click(screen.getByRole('button', { name: 'Show the 4 in flight' }))
  expect(useStore.getState()).toMatchObject({ tab: 'all', filterText: 'is:suspect', batchId: null })
  await user.click(screen.getByRole('button', { name: 'Resume' }))
  expect(paused()).toEqual([{ scopes: [{ kind: 'all' }], paused: false }])
})

test('after a crash, what was in flight is told in the plural and in the singular', () => {
  expect(setup(afterCrash).text()).toContain(
    '4 tasks were in flight when Trilane closed; they run one at a time first.',
  )
  resetStore()
  expect(setup({ ...afterCrash, suspects: 1 }).text()).toContain(
    '1 task was in flight when Trilane closed; it runs alone first.',
  )
})

test('a pause of everything says what goes on, and ends by one press', async () => {
  const { user, text, paused } = setup(pausedAll)
  expect(text()).toContain('Everything is paused. What runs will finish: 5. 3,355 tasks keep their place in line.')
  await user.click(screen.getByRole('button', { name: 'Resume' }))
  expect(paused()).toEqual([{ scopes: [{ kind: 'all' }], paused: false }])
})

test('only the most pressing message is there, and none when nothing is the matter', () => {
  expect(setup({ ...keyRejected, paused: 'by_person', suspects: 4 }).text()).toMatch(/^OpenAI rejected the key/)
  resetStore()
  expect(setup(busy).text()).toBe('')
})

const at = (...ids: number[]): Overview => ({ ...limited, gates: limited.gates.filter(({ id }) => ids.includes(id)) })

test('a certificate that is not trusted is no refused key, and leads to the provider', async () => {
  const { user, text } = setup(at(45))
  expect(text()).toContain('Research cluster behind the gateway has a certificate that is not trusted here.')
  expect(text()).toContain('12 tasks are kept in line and spent no retry.')
  await user.click(screen.getByRole('button', { name: 'Open its settings' }))
  expect(useStore.getState().view).toBe('providers')
})

test('a model that is not there is named', () => {
  expect(setup(at(46)).text()).toContain('Mistral has no model mistral-medium-9.')
})

test('a key that is refused while another lets the tasks through is not in the way', () => {
  expect(setup(at(41, 42)).text()).not.toContain('rejected')
})

test('after a crash the message says when it closed, and what became of what ran', () => {
  const { text } = setup({
    ...afterCrash,
    interruptions: { diedAt: new Date(2026, 10, 23, 14, 20).getTime(), slept: null },
  })
  expect(text()).toMatch(/^Trilane closed at about (14:20|2:20 PM)\. 4 running tasks were queued again/)
  expect(screen.getByRole('button', { name: 'Show them' })).toBeDefined()
})

test('a computer that is offline is told while work needs the network, and not of work that stays here', () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  const { text } = setup({ ...busy, gates: busy.gates.filter(({ state }) => state.kind === 'open') })
  expect(text()).toContain('is offline. What needs the network keeps its place in line')
  act(() => {
    online.mockReturnValue(true)
    window.dispatchEvent(new Event('online'))
  })
  expect(text()).not.toContain('offline')
  online.mockReturnValue(false)
  const local = busy.providers.map((provider) => ({ ...provider, baseUrl: 'http://localhost:11434/v1' }))
  act(() => useStore.getState().mergeOverview({ providers: local }))
  act(() => void window.dispatchEvent(new Event('offline')))
  expect(text()).not.toContain('offline')
  online.mockRestore()
})

test('a sleep that came between is told until a person has seen it', async () => {
  const slept = { from: now - 3_600_000, to: now - 60_000 }
  const quiet = { ...busy, gates: [], heldByGate: [] }
  const { user, text } = setup({ ...quiet, interruptions: { diedAt: null, slept } })
  expect(text()).toMatch(/slept from .+ to .+\. Nothing is lost/)
  await user.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(text()).toBe('')
})
