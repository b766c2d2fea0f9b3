import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { DataKeeping as Keeping, RawAnswers, Retention } from '#shared/retention'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { DataKeeping } from './DataKeeping'

const size = {
  database: 2_000_000,
  rawAnswers: 0,
  search: 0,
  backups: 4_000_000,
  backupCount: 2,
  setAside: 0,
  setAsideCount: 0,
  free: 0,
}
const keeping: Keeping = {
  ...{ retention: { taskDays: null, textDays: 30 }, size, plan: { tasks: 0, texts: 12 }, last: null },
  rawAnswers: { keep: false, maxMb: 200 },
  ...{ setAside: [], untidySince: null, purging: false },
}
const aside: Keeping = {
  ...keeping,
  size: { ...size, setAside: 3_000_000, setAsideCount: 1 },
  setAside: [{ name: 'damaged-2026-01-05T12-00-00-000Z', because: 'damaged', at: 1_767_614_400_000, bytes: 3_000_000 }],
}

function setup(now: Keeping = keeping) {
  const fake = fakeBridge(scenarios.busy, {
    getDataKeeping: () => now,
    saveRetention: (retention: Retention) => ({ ...now, retention }),
    saveRawAnswers: (rawAnswers: RawAnswers) => ({ ...now, rawAnswers }),
    dropRawAnswers: () => ({ ...now, size: { ...now.size, rawAnswers: 0 } }),
    deleteSetAside: () => keeping,
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

it('says that older copies still have what it removes, and deletes one when asked twice', async () => {
  const { user, asked } = setup(aside)
  expect(await screen.findByText('9 MB: 2 MB database, 4 MB in 2 backups, 3 MB set aside')).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Remove now' }))
  expect(screen.getByText(/1 older copy of all your data/)).toBeDefined()
  const copy = within(screen.getByRole('listitem', { name: /^Set aside on/ }))
  expect(copy.getByText('The data that could not be opened')).toBeDefined()
  await user.click(copy.getByRole('button', { name: 'Delete' }))
  expect(copy.getByText('All that is in it is gone then. It cannot be brought back.')).toBeDefined()
  expect(asked.some(({ command }) => command === 'deleteSetAside')).toBe(false)
  await user.click(copy.getByRole('button', { name: 'Delete' }))
  expect(asked).toContainEqual({ command: 'deleteSetAside', request: { name: 'damaged-2026-01-05T12-00-00-000Z' } })
  await waitFor(() => expect(screen.queryByRole('listitem')).toBeNull())
  expect(screen.getByText('6 MB: 2 MB database, 4 MB in 2 backups')).toBeDefined()
})

it('keeps raw answers of calls that succeeded only when asked to, and says up to how much', async () => {
  const { user, asked } = setup()
  const choice = await screen.findByRole('switch', { name: 'Keep raw answers that succeeded too' })
  expect(choice.getAttribute('aria-checked')).toBe('false')
  expect(screen.queryByRole('combobox', { name: 'Room for raw answers' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Remove them' })).toBeNull()
  await user.click(choice)
  await user.click(await screen.findByRole('combobox', { name: 'Room for raw answers' }))
  await user.click(await screen.findByRole('option', { name: '1 GB' }))
  await waitFor(() =>
    expect(asked.filter(({ command }) => command === 'saveRawAnswers').map(({ request }) => request)).toEqual([
      { keep: true, maxMb: 200 },
      { keep: true, maxMb: 1_000 },
    ]),
  )
})

it('removes the raw answers that were kept, also once no more are', async () => {
  const { user } = setup({ ...keeping, size: { ...size, rawAnswers: 1_500_000 } })
  expect(await screen.findByText(/2 MB database \(1\.5 MB of it raw answers\)/)).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Remove them' }))
  expect(await screen.findByText('6 MB: 2 MB database, 4 MB in 2 backups')).toBeDefined()
})
