import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { laneDefaults } from '#shared/lane'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { LanePolicies } from './LanePolicies'

function setup(refuse = false) {
  const setLanePolicy = () => {
    if (refuse) throw new Error('The disk is full.')
    return {}
  }
  const fake = fakeBridge(scenarios.busy, { setLanePolicy })
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  render(<LanePolicies />)
  const sent = () => fake.asked.filter(({ command }) => command === 'setLanePolicy').map(({ request }) => request)
  return { sent, user: userEvent.setup() }
}
const field = (name: string) => screen.getByRole('textbox', { name })

beforeEach(resetStore)

it('sends a whole policy when a field is left', async () => {
  const { user, sent } = setup()
  await user.clear(field('Delay, Fast'))
  await user.type(field('Delay, Fast'), '2.5 s')
  expect(sent()).toEqual([])
  await user.tab()
  expect(sent()).toEqual([{ lane: 'fast', policy: { ...laneDefaults.fast, delayMs: 2_500 } }])
  expect(field('Delay, Fast')).toHaveProperty('value', '2.5 s')
})

it('builds a second change on the first, before main has told of it', async () => {
  const { user, sent } = setup()
  await user.clear(field('At once, Heavy'))
  await user.type(field('At once, Heavy'), '4{Enter}')
  await user.clear(field('Retries, Heavy'))
  await user.type(field('Retries, Heavy'), '0{Enter}')
  expect(sent().at(-1)).toEqual({ lane: 'heavy', policy: { ...laneDefaults.heavy, concurrency: 4, retries: 0 } })
})

it('sends nothing that does not fit, and says what would', async () => {
  const { user, sent } = setup()
  await user.clear(field('At once, Fast'))
  await user.type(field('At once, Fast'), '400')
  await user.tab()
  expect(screen.getByRole('alert').textContent).toBe('From 1 to 100.')
  await user.type(field('At once, Fast'), '{Escape}')
  expect(field('At once, Fast')).toHaveProperty('value', '5')
  expect(sent()).toEqual([])
})

it('goes back to what holds when the change is refused', async () => {
  const { user } = setup(true)
  await user.clear(field('Retries, Fast'))
  await user.type(field('Retries, Fast'), '7{Enter}')
  expect(field('Retries, Fast')).toHaveProperty('value', '3')
  expect(useStore.getState().toasts).toMatchObject([{ title: 'The policy stays as it was' }])
})

it('restores the defaults of both lanes, and takes that back', async () => {
  const { user, sent } = setup()
  const changed = { ...laneDefaults.fast, retries: 1 }
  await user.clear(field('Retries, Fast'))
  await user.type(field('Retries, Fast'), '1{Enter}')
  await user.click(screen.getByRole('button', { name: 'Restore defaults' }))
  expect(sent().slice(-2)).toEqual([
    { lane: 'fast', policy: laneDefaults.fast },
    { lane: 'heavy', policy: laneDefaults.heavy },
  ])
  useStore.getState().undoLast()
  expect(sent()).toContainEqual({ lane: 'fast', policy: changed })
})

async function choose(user: ReturnType<typeof userEvent.setup>, label: string, option: RegExp) {
  await user.click(screen.getByRole('combobox', { name: label }))
  await user.click(await screen.findByRole('option', { name: option }))
}

it('takes how delays grow and how waits are spread at once, and draws them', async () => {
  const { user, sent } = setup()
  await choose(user, 'Delay grows, Heavy', /growing/)
  expect(sent().at(-1)).toEqual({ lane: 'heavy', policy: { ...laneDefaults.heavy, backoff: 'linear' } })
  await choose(user, 'Waits are spread, Heavy', /exactly the delay/)
  expect(sent().at(-1)).toMatchObject({ policy: { backoff: 'linear', jitter: 'none' } })
  expect(
    screen.getByRole('img', { name: /^3 tries, .* waiting 10 s, 20 s between them, then dead letter$/ }),
  ).toBeDefined()
})

it('says that a spread which grows by chance has no use for another growth', async () => {
  const { user } = setup()
  await choose(user, 'Waits are spread, Fast', /up to thrice the last wait/)
  expect(screen.getByRole('combobox', { name: 'Delay grows, Fast' }).hasAttribute('data-disabled')).toBe(true)
  expect(screen.getByText('grows with the last wait')).toBeDefined()
})

it('takes a limit of time for retries, and none again when it is emptied', async () => {
  const { user, sent } = setup()
  const limit = field('Retry for at most, Fast')
  expect(limit).toHaveProperty('placeholder', 'no limit')
  await user.type(limit, '2 s{Enter}')
  expect(sent().at(-1)).toEqual({ lane: 'fast', policy: { ...laneDefaults.fast, retryForMs: 2_000 } })
  expect(screen.getByText('within 2 s')).toBeDefined()
  await user.clear(limit)
  await user.tab()
  expect(sent().at(-1)).toEqual({ lane: 'fast', policy: laneDefaults.fast })
})

it('takes limits of time for the first text and for silence, and says where they could never be reached', async () => {
  const { user, sent } = setup()
  expect(field('First text within, Fast')).toHaveProperty('placeholder', 'no limit')
  expect(field('Silence at most, Heavy')).toHaveProperty('value', '60 s')
  await user.type(field('First text within, Fast'), '15 s{Enter}')
  expect(sent().at(-1)).toEqual({ lane: 'fast', policy: { ...laneDefaults.fast, firstTokenMs: 15_000 } })
  expect(screen.getByRole('img', { name: /15 s without first text/ })).toBeDefined()
  await user.clear(field('Silence at most, Heavy'))
  await user.tab()
  expect(sent().at(-1)).toEqual({ lane: 'heavy', policy: { ...laneDefaults.heavy, stallMs: null } })
  await user.clear(field('First text within, Fast'))
  await user.type(field('First text within, Fast'), '5 min{Enter}')
  expect(screen.getAllByText('the whole call ends first')).toHaveLength(2)
})

it('has rules of single kinds of failure behind a fold, which are set and taken back', async () => {
  const { user, sent } = setup()
  expect(screen.queryByText('Overloaded')).toBeNull()
  await user.click(screen.getByRole('button', { name: /^Rules by kind of failure/ }))
  await user.click(screen.getByRole('button', { name: 'Change Overloaded, Heavy' }))
  await screen.findByRole('dialog', { name: 'Overloaded, Heavy' })
  expect(field('Retries')).toHaveProperty('placeholder', '2')
  await user.type(field('Retries'), '8')
  await user.type(field('Delay'), '1 min')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const byClass = { overloaded: { retries: 8, delayMs: 60_000 } }
  expect(sent()).toEqual([{ lane: 'heavy', policy: { ...laneDefaults.heavy, byClass } }])
  expect(await screen.findByText('8 retries, 60 s')).toBeDefined()
  expect(screen.getByText('1 rule of their own')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Change Overloaded, Heavy' }))
  await screen.findByRole('dialog')
  await user.click(screen.getByRole('button', { name: 'As the lane' }))
  await waitFor(() => expect(sent().at(-1)).toEqual({ lane: 'heavy', policy: laneDefaults.heavy }))
})

it('says what does not fit in a rule, and lets it be', async () => {
  const { user, sent } = setup()
  await user.click(screen.getByRole('button', { name: /^Rules by kind of failure/ }))
  await user.click(screen.getByRole('button', { name: 'Change Timed out, Fast' }))
  await screen.findByRole('dialog')
  await user.type(field('Retries'), '101')
  expect(screen.getByText('From 0 to 100.')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(sent()).toEqual([])
})

it('takes the run windows of a lane at once, and the defaults have none', async () => {
  const { user, sent } = setup()
  const runs = screen.getByRole('group', { name: 'Run windows, Heavy' })
  expect(runs.textContent).toContain('Always')
  await user.click(screen.getByRole('button', { name: 'Add to Run windows, Heavy' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Nights 22:00 to 06:00' }))
  expect(sent().at(-1)).toMatchObject({ lane: 'heavy', policy: { windows: [{ from: '22:00', to: '06:00' }] } })
  expect(runs.textContent).toContain('Every day 22:00 to 06:00')
  await user.click(screen.getByRole('button', { name: 'Restore defaults' }))
  expect(sent().at(-1)).toEqual({ lane: 'heavy', policy: laneDefaults.heavy })
})
