import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { Overview } from '#shared/overview'
import type { ProviderView } from '#shared/provider'
import { clock } from '../../clock'
import { controlled } from '../../preview/control-overviews'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy, empty, keyRejected } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { ProvidersView } from './ProvidersView'

type Setup = {
  readonly overview?: Overview
  readonly keychain?: boolean
  readonly own?: { [C in keyof Handlers]?: (request: never) => unknown }
}

function setup({ overview = busy, keychain = true, own = {} }: Setup = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  const store = useStore.getState()
  store.mergeOverview(overview)
  store.settingsLoaded({ theme: 'dark', version: '0.1.0', dataDir: '/data', platform: 'linux', keychain })
  render(<ProvidersView />)
  const askedFor = (command: string) =>
    fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { askedFor, user: userEvent.setup() }
}
const providerRow = (name: string) => screen.getByRole('button', { name, expanded: false })
const press = (name: string) => screen.getByRole('button', { name })
const openai = (): ProviderView => {
  const found = busy.providers.find(({ id }) => id === 'openai')
  if (!found) throw new Error('the fixture has OpenAI')
  return found
}

beforeEach(() => {
  resetStore()
  clock.set(now)
})

describe('the list', () => {
  it('tells of each provider its key’s end and how it does', () => {
    setup()
    const rows = within(screen.getByRole('region', { name: 'Providers' }))
    expect(rows.getAllByText('sk-…x9Qa').length).toBeGreaterThan(0)
    expect(rows.getByText('paused 0:23')).toBeDefined()
    expect(rows.getByText('test failed')).toBeDefined()
    expect(rows.getByText('built in, no key, calls no model')).toBeDefined()
  })

  it('pauses a provider and resumes it, and says that a person did', async () => {
    const { user, askedFor } = setup({ overview: controlled })
    expect(within(screen.getByRole('region', { name: 'Providers' })).getByText('paused by you')).toBeDefined()
    await user.click(press('Resume Ollama'))
    await user.click(press('Pause Mistral'))
    expect(askedFor('setPaused')).toEqual([
      { scopes: [{ kind: 'provider', providerId: 'ollama' }], paused: false },
      { scopes: [{ kind: 'provider', providerId: 'mistral' }], paused: true },
    ])
  })

  it('offers to open a gate that waits for a person, with the provider’s words', async () => {
    const { user, askedFor } = setup({ overview: keyRejected })
    expect(screen.getByText('key rejected')).toBeDefined()
    expect(screen.getByText('401: Incorrect API key provided.')).toBeDefined()
    await user.click(press('Try again'))
    expect(askedFor('openGate')).toHaveLength(1)
  })

  it('shows of Practice that there is nothing to set', async () => {
    const { user } = setup({ overview: empty })
    await user.click(providerRow('Practice'))
    expect(screen.getByText(/calls no model and costs nothing/)).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull()
  })

  it('offers a server that was found on this machine', async () => {
    const { user, askedFor } = setup({ overview: empty })
    await user.click(await screen.findByRole('button', { name: 'Use Ollama' }))
    expect(screen.getByLabelText('Base URL')).toHaveProperty('value', 'http://127.0.0.1:11434/v1')
    expect(screen.getByLabelText('Model')).toHaveProperty('value', 'qwen3:8b')
    await user.click(press('Save'))
    expect(askedFor('saveProvider')).toEqual([
      { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', defaultModel: 'qwen3:8b' },
    ])
  })
})

describe('the form of a provider', () => {
  it('never holds the key that is set, and does not send it when something else changes', async () => {
    const { user, askedFor } = setup({ own: { saveProvider: () => ({ ...openai(), name: 'Work' }) } })
    await user.click(providerRow('OpenAI'))
    const key = screen.getByLabelText('API key')
    expect(key).toMatchObject({ value: '', type: 'password', placeholder: 'set, ends in x9Qa' })
    await user.clear(screen.getByLabelText('Name'))
    await user.type(screen.getByLabelText('Name'), 'Work')
    await user.click(press('Save'))
    expect(askedFor('saveProvider')).toEqual([
      { id: 'openai', name: 'Work', baseUrl: 'https://api.openai.example/v1', defaultModel: 'gpt-4o-mini' },
    ])
  })

  it('sends a key that was replaced, and forgets it itself', async () => {
    const { user, askedFor } = setup({ own: { saveProvider: openai } })
    await user.click(providerRow('OpenAI'))
    await user.click(press('Replace'))
    await user.keyboard('sk-new ')
    await user.click(press('Save'))
    expect(askedFor('saveProvider')).toMatchObject([{ key: 'sk-new' }])
    await waitFor(() => expect(screen.getByLabelText('API key')).toHaveProperty('value', ''))
  })

  it('sends null for a key that is to be forgotten', async () => {
    const { user, askedFor } = setup({ own: { saveProvider: openai } })
    await user.click(providerRow('OpenAI'))
    await user.click(press('Forget'))
    await user.click(press('Save'))
    expect(askedFor('saveProvider')).toMatchObject([{ key: null }])
  })

  it('says where the key goes without a keychain, and asks before it lies on disk', async () => {
    const { user, askedFor } = setup({ keychain: false, own: { saveProvider: openai } })
    await user.click(providerRow('OpenAI'))
    await user.type(screen.getByLabelText('API key'), 'sk-new')
    expect(screen.getByText(/the key is kept only until the app closes/)).toBeDefined()
    await user.click(screen.getByRole('checkbox', { name: 'Keep it on this disk unprotected' }))
    await user.click(press('Save'))
    expect(askedFor('saveProvider')).toMatchObject([{ key: 'sk-new', keepPlain: true }])
  })

  it('tells what does not fit, and sends nothing', async () => {
    const { user, askedFor } = setup()
    await user.click(press('Add provider'))
    await user.click(screen.getByRole('radio', { name: 'Other' }))
    await user.type(screen.getByLabelText('Base URL'), 'api.example.com')
    await user.click(press('Save'))
    expect(screen.getByText(/Give it a name/)).toBeDefined()
    expect(screen.getByText(/Start it with http/)).toBeDefined()
    expect(askedFor('saveProvider')).toEqual([])
  })

  it('keeps what was typed when it is refused', async () => {
    const own = {
      saveProvider: () => {
        throw new Error('The disk is full.')
      },
    }
    const { user } = setup({ own })
    await user.click(press('Add provider'))
    await user.type(screen.getByLabelText('API key'), 'sk-new')
    await user.click(press('Save'))
    expect((await screen.findByRole('alert')).textContent).toMatch(/Not saved: The disk is full\./)
    expect(screen.getByLabelText('API key')).toHaveProperty('value', 'sk-new')
  })

  it('saves before it tests, and shows what the server said', async () => {
    const test = { at: now, ok: false, message: 'The server refused the API key', latencyMs: null, models: [] }
    const { user, askedFor } = setup({ own: { saveProvider: openai, testProvider: () => test } })
    await user.click(providerRow('OpenAI'))
    await user.type(screen.getByLabelText('API key'), 'sk-new')
    await user.click(press('Test connection'))
    expect(await screen.findByText(/The server refused the API key/)).toBeDefined()
    expect(askedFor('saveProvider')).toHaveLength(1)
    expect(askedFor('testProvider')).toEqual([{ id: 'openai' }])
  })

  it('asks once before it removes', async () => {
    const { user, askedFor } = setup()
    await user.click(providerRow('Mistral'))
    await user.click(press('Remove'))
    expect(askedFor('removeProvider')).toEqual([])
    await user.click(press('Remove'))
    expect(askedFor('removeProvider')).toEqual([{ id: 'mistral' }])
  })

  it('makes a provider the default', async () => {
    const { user, askedFor } = setup()
    await user.click(providerRow('Mistral'))
    await user.click(press('Make default'))
    expect(askedFor('setDefaultProvider')).toEqual([{ id: 'mistral' }])
  })
})
