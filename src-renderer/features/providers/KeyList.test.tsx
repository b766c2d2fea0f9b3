import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { clock } from '../../clock'
import { limited } from '../../preview/limits'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { providersLab } from './lab'

async function setup(more: Parameters<typeof providersLab>[0] = {}) {
  const lab = providersLab({ overview: limited, ...more })
  await lab.open('OpenAI')
  return lab
}
const keys = () => within(screen.getByRole('region', { name: 'Keys of OpenAI' }))

beforeEach(() => {
  resetStore()
  clock.set(now)
})

it('shows of each key its name, its end and how it is kept, and never more', async () => {
  await setup()
  const [first, second, third] = keys().getAllByRole('listitem')
  expect(first?.textContent).toMatch(/^Key 1…x9Qa.*in the system keychain/)
  expect(second?.textContent).toMatch(/^Research team…w4Zt/)
  expect(third?.textContent).toContain('on this disk, unprotected')
  expect(keys().queryByRole('textbox')).toBeNull()
})

it('adds one with a name', async () => {
  const { user, press, askedFor } = await setup()
  await press('Add a key')
  await user.type(keys().getByLabelText('API key'), ' sk-four ')
  await user.type(keys().getByLabelText('Name of the key'), 'Team B')
  await user.click(keys().getByRole('button', { name: 'Add key' }))
  expect(askedFor('addKey')).toEqual([{ providerId: 'openai', key: 'sk-four', name: 'Team B' }])
  await waitFor(() => expect(keys().queryByLabelText('API key')).toBeNull())
})

it('replaces one, and lets it be on Esc', async () => {
  const { user, press, askedFor } = await setup()
  await press('Replace Research team')
  await user.type(keys().getByLabelText('API key'), 'sk-old{Escape}')
  expect(keys().queryByLabelText('API key')).toBeNull()
  await press('Replace Research team')
  await user.type(keys().getByLabelText('API key'), 'sk-new{Enter}')
  expect(askedFor('replaceKey')).toEqual([{ providerId: 'openai', keyId: '2', key: 'sk-new' }])
})

it('keeps what was typed when it is refused, and says what no key can be', async () => {
  const replaceKey = () => {
    throw new Error('The keychain is locked.')
  }
  const { user, press } = await setup({ own: { replaceKey } })
  await press('Replace Key 1')
  await user.type(keys().getByLabelText('API key'), 'sk new')
  expect(screen.getByText(/no spaces or line breaks/)).toBeDefined()
  await user.clear(keys().getByLabelText('API key'))
  await user.type(keys().getByLabelText('API key'), 'sk-new{Enter}')
  await waitFor(() => expect(useStore.getState().toasts).toMatchObject([{ title: 'The old key stays' }]))
  expect(keys().getByLabelText('API key')).toHaveProperty('value', 'sk-new')
})

it('names one', async () => {
  const { user, pick, press, askedFor } = await setup()
  await pick('Actions of Key 1', /Name it/)
  await user.type(screen.getByLabelText('Name of the key'), 'Mine')
  await press('Save name')
  expect(askedFor('renameKey')).toEqual([{ providerId: 'openai', keyId: '1', name: 'Mine' }])
})

it('asks once before it removes one', async () => {
  const { pick, press, askedFor } = await setup()
  await pick('Actions of Research team', /Remove/)
  expect(askedFor('removeKey')).toEqual([])
  await press('Remove key')
  expect(askedFor('removeKey')).toEqual([{ providerId: 'openai', keyId: '2' }])
})

it('tests each one for itself', async () => {
  const testProvider = ({ keyId }: { keyId?: string }) => ({
    ...{ at: now, ok: keyId === '1', message: keyId === '1' ? 'Connected' : 'The server refused the API key' },
    ...{ latencyMs: 5, models: [], problem: keyId === '1' ? null : 'key_refused', suggestedBaseUrl: null },
  })
  const { press, askedFor } = await setup({ own: { testProvider } })
  await press('Test Research team')
  expect(await keys().findByText('Key refused.')).toBeDefined()
  expect(askedFor('testProvider')).toEqual([{ id: 'openai', keyId: '2' }])
})

it('says where a key goes without a keychain, and asks before it lies on disk', async () => {
  const { user, press, askedFor } = await setup({ keychain: false })
  await press('Add a key')
  await user.type(keys().getByLabelText('API key'), 'sk-four')
  expect(keys().getByText(/the key is kept only until the app closes/)).toBeDefined()
  await user.click(keys().getByRole('checkbox', { name: 'Keep it on this disk unprotected' }))
  await user.click(keys().getByRole('button', { name: 'Add key' }))
  expect(askedFor('addKey')).toEqual([{ providerId: 'openai', key: 'sk-four', keepPlain: true }])
})
