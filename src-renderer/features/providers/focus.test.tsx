import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { defaultOptions, keptSecret, type ProviderView } from '#shared/provider'
import { clock } from '../../clock'
import { limited } from '../../preview/limits'
import { busy } from '../../preview/overviews'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { providersLab as setup } from './lab'

beforeEach(() => {
  resetStore()
  clock.set(now)
})
const openai = busy.providers.find(({ id }) => id === 'openai') as ProviderView
const focused = () => document.activeElement
const button = (name: string | RegExp) => screen.getByRole('button', { name })

it('goes to the form of a new provider, to what does not fit in it, and back when it is cancelled', async () => {
  const { user, press } = setup()
  await press('Add provider')
  expect(focused()).toBe(screen.getByRole('combobox', { name: 'Kind' }))
  await press('Cancel')
  await waitFor(() => expect(focused()).toBe(button('Add provider')))
  await press('Add provider')
  await user.clear(screen.getByLabelText('Base URL'))
  await press('Save')
  await waitFor(() => expect(focused()).toBe(screen.getByLabelText('Base URL')))
})

it('goes to the row of a provider that was added', async () => {
  const added: ProviderView = { ...openai, id: 'new', name: 'New one', isDefault: false }
  const own = {
    saveProvider: () => {
      act(() => useStore.getState().mergeOverview({ providers: [...busy.providers, added] }))
      return added
    },
  }
  const { press } = setup({ own })
  await press('Add provider')
  await press('Save')
  await waitFor(() => expect(focused()).toBe(button('New one')))
})

it('stays where it was when a key is replaced, and when a save switches its own button off', async () => {
  const { user, press, open } = setup({
    own: { replaceKey: () => openai, saveProvider: () => ({ ...openai, name: 'OpenAI2' }) },
  })
  await open('OpenAI')
  await press('Replace Key 1')
  await user.type(screen.getByLabelText('API key'), 'sk-new')
  await press('Replace key')
  await waitFor(() => expect(focused()).toBe(button('Replace Key 1')))
  await user.type(screen.getByLabelText('Name'), '2')
  await press('Save')
  await waitFor(() => expect(focused()).toBe(button('Test connection')))
})

it('a test that is asked for while a save is under way waits for it, and what is typed meanwhile stays', async () => {
  const saving = Promise.withResolvers<ProviderView>()
  const { user, press, open, askedFor } = setup({ own: { saveProvider: () => saving.promise } })
  await open('OpenAI')
  await user.type(screen.getByLabelText('Name'), '2')
  await press('Save')
  await user.type(screen.getByLabelText('Name'), '3')
  button('Test connection').focus()
  await user.keyboard('{Enter}')
  expect(askedFor('testProvider')).toEqual([])
  saving.resolve({ ...openai, name: 'OpenAI2' })
  await waitFor(() => expect(askedFor('testProvider')).toEqual([{ id: 'openai' }]))
  expect(askedFor('saveProvider')).toHaveLength(1)
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'OpenAI23')
})

it('a provider whose save is asked for twice is added once', async () => {
  const saving = Promise.withResolvers<ProviderView>()
  const { user, press, askedFor } = setup({ own: { saveProvider: () => saving.promise } })
  await press('Add provider')
  await press('Save')
  await user.type(screen.getByLabelText('Name'), '{Enter}')
  await act(async () => saving.resolve(openai))
  expect(askedFor('saveProvider')).toHaveLength(1)
})

it('goes to the name of a header that is added, and to the button when it goes', async () => {
  const { press } = setup()
  await press('Add provider')
  await press(/^Advanced/)
  await press('Add a header')
  expect(focused()).toBe(screen.getByLabelText('Name of header 1'))
  await press('Add a header')
  expect(focused()).toBe(screen.getByLabelText('Name of header 2'))
  await press('Remove header 1')
  expect(focused()).toBe(button('Add a header'))
})

it('a CA file can be picked, and a header’s value stays that is kept and not shown', async () => {
  const options = { ...defaultOptions, headers: { 'x-team': keptSecret } }
  const providers = busy.providers.map((each) => (each.id === 'openai' ? { ...each, options } : each))
  const { press, open, askedFor } = setup({ overview: { ...busy, providers } })
  await open('OpenAI')
  await press(/^Advanced/)
  expect(screen.getByLabelText('Value of header 1')).toMatchObject({ value: '', placeholder: 'kept, not shown' })
  await press(/^Choose the CA file/)
  expect(screen.getByLabelText('CA file')).toHaveProperty('value', '/home/me/ca.pem')
  await press('Save')
  expect(askedFor('saveProvider')).toMatchObject([{ options: { ...options, caFile: '/home/me/ca.pem' } }])
})

it('secrets that an older version left in clear are told, and can be saved into the keychain', async () => {
  const options = { ...defaultOptions, headers: { 'x-team': keptSecret } }
  const providers = busy.providers.map((each) =>
    each.id === 'openai' ? { ...each, options, secretsKept: 'plain' as const } : each,
  )
  const { press, open, askedFor } = setup({ overview: { ...busy, providers } })
  await open('OpenAI')
  await press(/^Advanced/)
  expect(screen.getByText(/data file in clear, and go into the system keychain once you save/)).toBeDefined()
  await press('Save')
  expect(askedFor('saveProvider')).toHaveLength(1)
})

it('the notice of repeated calls can be dismissed', async () => {
  const { press, open, askedFor } = setup({ overview: limited })
  await open('LiteLLM')
  await press('Dismiss')
  expect(askedFor('dismissMultiplied')).toEqual([{ id: limited.providers.find(({ name }) => name === 'LiteLLM')?.id }])
})
