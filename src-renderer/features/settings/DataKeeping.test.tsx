import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { DataKeeping as Keeping, Retention } from '#shared/retention'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { DataKeeping } from './DataKeeping'

const size = { database: 2_000_000, search: 0, backups: 4_000_000, backupCount: 2, free: 0 }
const keeping: Keeping = {
  ...{ retention: { taskDays: null, textDays: 30 }, size, plan: { tasks: 0, texts: 12 }, last: null },
  ...{ untidySince: null, purging: false },
}

function setup(now: Keeping = keeping) {
  const fake = fakeBridge(scenarios.busy, {
    getDataKeeping: () => now,
    saveRetention: (retention: Retention) => ({ ...now, retention }),
    purgeNow: () => ({ ...now, plan: { tasks: 0, texts: 0 }, last: { at: 1, tasks: 0, texts: 12, tidied: true } }),
  })
  window.trilane = fake.bridge
  render(<DataKeeping />)
  return { ...fake, user: userEvent.setup() }
}

beforeEach(resetStore)

it('shows how much room everything takes', async () => {
  setup()
  expect(await screen.findByText('6 MB: 2 MB database, 4 MB in 2 backups')).toBeDefined()
})

it('changes how long texts are kept, and leaves the rest as it was', async () => {
  const { user, asked } = setup()
  await user.click(await screen.findByRole('combobox', { name: 'Keep prompts and answers' }))
  await user.click(await screen.findByRole('option', { name: '90 days' }))
  await waitFor(() =>
    expect(asked).toContainEqual({ command: 'saveRetention', request: { taskDays: null, textDays: 90 } }),
  )
})

it('asks once before it removes, says that backups still have it, and then what went', async () => {
  const { user, asked } = setup()
  await user.click(await screen.findByRole('button', { name: 'Remove now' }))
  expect(screen.getByText(/Removes the texts of 12 tasks for good\. 2 backups still have/)).toBeDefined()
  expect(asked.some(({ command }) => command === 'purgeNow')).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  expect(await screen.findByText('Nothing is older than you keep it.')).toBeDefined()
  expect(useStore.getState().toasts.map(({ title }) => title)).toEqual(['Removed the texts of 12 tasks'])
})

it('offers to remove mere traces', async () => {
  setup({ ...keeping, plan: { tasks: 0, texts: 0 }, untidySince: 5 })
  expect(await screen.findByText('Only traces are left')).toBeDefined()
  expect(screen.getByText(/^Traces of what was removed are left/)).toBeDefined()
})
