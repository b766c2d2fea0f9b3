import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { noModelSettings } from '#shared/model-settings'
import { clock } from '../../clock'
import { limited, madeUpSettings } from '../../preview/limits'
import { now } from '../../preview/tasks'
import { resetStore } from '../../state/store'
import { providersLab } from './lab'

async function setup(model: string, more: Parameters<typeof providersLab>[0] = {}) {
  const lab = providersLab({ overview: limited, ...more })
  await lab.open('OpenAI')
  const [menu] = await screen.findAllByRole('button', { name: new RegExp(`^Actions of ${model}`) })
  if (menu) await lab.user.click(menu)
  await lab.user.click(await screen.findByRole('menuitem', { name: /^Set limits/ }))
  const sheet = within(await screen.findByRole('dialog', { name: model }))
  await waitFor(() => expect(sheet.getByLabelText('Requests a minute')).toHaveProperty('disabled', false))
  return { ...lab, sheet }
}

beforeEach(() => {
  resetStore()
  clock.set(now)
})

it('shows beside each field what is known otherwise, and from where', async () => {
  const { sheet, askedFor } = await setup('gpt-6-luna')
  expect(sheet.getByText('Told by the provider: 600 a minute.')).toBeDefined()
  expect(sheet.getByText('Told by the provider: 200,000 a minute.')).toBeDefined()
  expect(sheet.getByLabelText('Context window')).toMatchObject({ value: '', placeholder: '400,000' })
  expect(sheet.getByLabelText('Cached input')).toHaveProperty('placeholder', '$0.025')
  expect(sheet.getByLabelText('Cache write')).toHaveProperty('placeholder', 'as input')
  expect(sheet.getByText(/from the data file of (24 Nov|Nov 24,) 2026/)).toBeDefined()
  expect(sheet.getByText(/told by the provider on \d+ \w+ \d{4}|told by the provider on \w+ \d+, \d{4}/)).toBeDefined()
  expect(askedFor('getModelInfo')).toContainEqual({ providerId: 'openai', model: 'gpt-6-luna', asSet: false })
})

it('saves what was typed, and leaves the rest as it is known', async () => {
  const { user, sheet, askedFor } = await setup('gpt-6-luna')
  await user.type(sheet.getByLabelText('Requests a minute'), '60')
  await user.type(sheet.getByLabelText('Context window'), '200k')
  await user.type(sheet.getByLabelText('Input'), '1')
  expect(sheet.getByText('Set input and output together, 0 where it is free.')).toBeDefined()
  expect(sheet.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await user.type(sheet.getByLabelText('Output'), '2.5')
  await user.click(sheet.getByRole('button', { name: 'Save' }))
  const settings = {
    ...{ ...noModelSettings, contextWindow: 200_000 },
    limits: { requestsPerMinute: 60, tokensPerMinute: null, concurrency: null },
    prices: { input: 1, output: 2.5, cachedInput: null, cacheWrite: null, steps: [], batch: null },
  }
  expect(askedFor('saveModelSettings')).toEqual([{ providerId: 'openai', model: 'gpt-6-luna', settings }])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('names models that stand in, in an order, and after how long', async () => {
  const { user, sheet, choose, askedFor } = await setup('gpt-6-sol')
  expect(sheet.getByLabelText(/closed for longer than/)).toHaveProperty('value', '60 s')
  await user.click(sheet.getByRole('button', { name: 'Add a fallback' }))
  await choose('Provider of fallback 2', 'Mistral')
  expect(sheet.getByLabelText('Model of fallback 2')).toHaveProperty('value', 'mistral-small-latest')
  await user.click(sheet.getByRole('button', { name: 'Move mistral-small-latest up' }))
  await user.click(sheet.getByRole('button', { name: 'Save' }))
  expect(askedFor('saveModelSettings')).toMatchObject([
    {
      settings: {
        fallbacks: [
          { providerId: 'mistral', model: 'mistral-small-latest' },
          { providerId: 'anthropic', model: 'claude-haiku-4-5-20251001' },
        ],
        fallbackAfterMs: 60_000,
      },
    },
  ])
})

it('clears all that was set, and keeps what was typed when it is refused', async () => {
  const saveModelSettings = () => {
    throw new Error('The disk is full.')
  }
  const { user, sheet, askedFor } = await setup('gpt-6-sol', { own: { saveModelSettings } })
  await user.click(sheet.getByRole('button', { name: 'Clear all' }))
  await user.type(sheet.getByLabelText('Calls at once'), '2')
  await user.click(sheet.getByRole('button', { name: 'Save' }))
  expect((await sheet.findByText(/Not saved: The disk is full\./)).textContent).toBeDefined()
  expect(sheet.getByLabelText('Calls at once')).toHaveProperty('value', '2')
  expect(askedFor('saveModelSettings')).toMatchObject([
    { settings: { fallbacks: [], limits: { requestsPerMinute: null } } },
  ])
})

it('is opened for a model by its name, and knows it from then on', async () => {
  const { user, open, press } = providersLab({ overview: limited })
  await open('OpenAI')
  await press('Set for a model')
  const sheet = within(await screen.findByRole('dialog', { name: 'Set for a model' }))
  expect(sheet.queryByLabelText('Requests a minute')).toBeNull()
  await user.type(sheet.getByLabelText('Model'), 'text-embedding-4')
  await user.tab()
  const tokens = madeUpSettings[1]?.settings.limits.tokensPerMinute
  await waitFor(() => expect(sheet.getByLabelText('Tokens a minute')).toHaveProperty('value', String(tokens)))
})
