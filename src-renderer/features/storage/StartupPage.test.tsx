import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { DamageSurvey, Startup, StartupChoice } from '#shared/startup'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { madeUpBackups, madeUpSurvey, startups } from '../../preview/startups'
import { Root } from '../../Root'
import { resetStore } from '../../state/store'

beforeAll(loadTheRest)

type Own = {
  readonly survey?: () => DamageSurvey | Promise<DamageSurvey>
  readonly settle?: (choice: StartupChoice) => Startup
}

async function setup(name: string, { survey = () => madeUpSurvey, settle = () => ({ kind: 'ready' }) }: Own = {}) {
  const fake = fakeBridge(scenarios.busy, {
    getStartup: () => startups[name],
    surveyDamage: survey,
    settleStartup: settle,
  })
  window.trilane = fake.bridge
  render(<Root />)
  await screen.findByRole('heading', { level: 1 })
  return { ...fake, user: userEvent.setup() }
}
const chosen = (asked: readonly { command: string; request: unknown }[]) =>
  asked.filter(({ command }) => command === 'settleStartup').map(({ request }) => request)

beforeEach(resetStore)

it('weighs the newest good backup against what can still be read, and offers the one that holds more first', async () => {
  const { user, asked } = await setup('startup-damaged')
  expect(screen.getByRole('heading', { name: 'The database is damaged' })).toBeDefined()
  expect(await screen.findByText('15,012 tasks, 11,390 results; about 21 tasks lost')).toBeDefined()
  expect(screen.getByText('14,860 tasks, 11,204 results')).toBeDefined()
  const use = screen.getByRole('button', { name: 'Use this' })
  expect(use.dataset.look).toBe('primary')
  await user.click(use)
  expect(chosen(asked)).toEqual([{ choice: 'salvage' }])
})

it('restores the newest good backup while the file is still being read', async () => {
  const { user, asked } = await setup('startup-damaged', { survey: () => new Promise<DamageSurvey>(() => {}) })
  expect(screen.getByRole('button', { name: 'Use this' })).toHaveProperty('disabled', true)
  await user.click(screen.getByRole('button', { name: 'Restore' }))
  expect(chosen(asked)).toEqual([{ choice: 'restore', name: madeUpBackups[0]?.name }])
})

it('asks once more before it starts empty', async () => {
  const { user, asked } = await setup('startup-damaged')
  await user.click(screen.getByRole('button', { name: 'Start empty…' }))
  await user.click(screen.getByRole('button', { name: 'Back' }))
  expect(chosen(asked)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Start empty…' }))
  await user.click(screen.getByRole('button', { name: 'Start empty' }))
  expect(chosen(asked)).toEqual([{ choice: 'start_empty' }])
})

it('says why a decision could not be carried out, and lets another be made', async () => {
  const settle = (): Startup => {
    throw new Error('This backup did not pass its check. Nothing was changed; choose another one.')
  }
  const { user } = await setup('startup-damaged', { settle })
  await user.click(screen.getByRole('button', { name: 'Restore' }))
  expect(await screen.findByText(/did not pass its check/)).toBeDefined()
  expect(screen.getByRole('button', { name: 'Restore' })).toHaveProperty('disabled', false)
})

it('offers nothing that would move a newer or a foreign database', async () => {
  const { user, asked } = await setup('startup-newer')
  expect(screen.queryByRole('button', { name: /Restore|Start empty/ })).toBe(null)
  expect(asked.some(({ command }) => command === 'surveyDamage')).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Show file' }))
  expect(asked.at(-1)?.command).toBe('showDataFile')
})

it('shows what stands in the way after another try', async () => {
  const settle = (): Startup => startups['startup-read-only'] ?? { kind: 'ready' }
  const { user } = await setup('startup-in-use', { settle })
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('heading', { name: 'The data folder cannot be written to' })).toBeDefined()
})

it('goes on without a page when the data is open', async () => {
  const fake = fakeBridge(scenarios.busy, { getStartup: () => ({ kind: 'ready' }) })
  window.trilane = fake.bridge
  render(<Root />)
  await waitFor(() => expect(fake.asked.some(({ command }) => command === 'getOverview')).toBe(true))
})
