import { render, screen } from '@testing-library/react'
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
