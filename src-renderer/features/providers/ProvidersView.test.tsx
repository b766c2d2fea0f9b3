import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { KnownLimits } from '#shared/limits'
import { defaultOptions, type ProviderView } from '#shared/provider'
import type { GateId } from '#shared/task'
import { clock } from '../../clock'
import { formatTime } from '../../format'
import { controlled } from '../../preview/control-overviews'
import { inUse, limited } from '../../preview/limits'
import { busy, empty, keyRejected } from '../../preview/overviews'
import { now } from '../../preview/tasks'
import { resetStore } from '../../state/store'
import { providersLab as setup } from './lab'
import { usageOf } from './limit-use'

const inList = () => within(screen.getByRole('region', { name: 'Providers' }))
/** The line of a provider in the list, as text. */
const lineOf = (name: string) => screen.getByRole('button', { name }).closest('li')?.textContent ?? ''
const openai = (): ProviderView => {
  const found = busy.providers.find(({ id }) => id === 'openai')
  if (!found) throw new Error('the fixture has OpenAI')
  return found
}

const openaiKeys = limited.providers.find(({ id }) => id === 'openai') as ProviderView

beforeEach(() => {
  resetStore()
  clock.set(now)
})

describe('the list', () => {
  it('tells of each provider its key’s end and how it does', () => {
    setup()
    expect(inList().getAllByText('…x9Qa').length).toBeGreaterThan(0)
    expect(inList().getByText('paused 0:23')).toBeDefined()
    expect(inList().getByText('test failed')).toBeDefined()
    expect(inList().getByText('built in, no key, calls no model')).toBeDefined()
  })

  it.each([
    ['OpenAI', ['3 keys', 'one key rejected', 'Research team: 401: Incorrect API key']],
    ['Anthropic', [`no quota until ${formatTime(now + 9 * 3_600_000)}`]],
    ['Ollama', ['2 of 2 running']],
    ['Research cluster behind the gateway', ['certificate not trusted', 'signed by nobody']],
    ['Mistral', ['no such model', '404: Invalid model: mistral-medium-9']],
    ['Groq', ['trying one task']],
    ['LiteLLM', ['test failed', 'repeats calls: 3 for one', 'Turn its retries off']],
  ])('says of %s what is worth knowing', (name, words) => {
    setup({ overview: limited })
    for (const each of words) expect(lineOf(name)).toContain(each)
  })

  it('is headed by what its rows show', () => {
    setup()
    expect(inList().getByText('What it said last')).toBeDefined()
    expect(inList().queryByText('Requests/min')).toBeNull()
  })

  it('is headed by limits where one of them is known', () => {
    setup({ overview: inUse })
    expect(inList().getByText('Requests/min')).toBeDefined()
    expect(inList().queryByText('What it said last')).toBeNull()
  })

  it('tells a pace that holds the next call up calmly, with the limit and its source', () => {
    const gates = limited.gates.filter(({ id }) => id === 41)
    setup({ overview: { ...limited, gates, uses: [] } })
    expect(lineOf('OpenAI')).toContain('next call in 0:04')
    expect(lineOf('OpenAI')).toContain('600 a minute, told by the provider')
    expect(within(screen.getByRole('list', { name: 'Providers' })).queryByText('Needs you')).toBeNull()
  })

  it('shows how much of its requests and tokens a minute is used, also to a screen reader', () => {
    const gates = limited.gates.filter(({ id }) => id === 41 || id === 47)
    setup({ overview: { ...limited, gates } })
    expect(lineOf('OpenAI')).toContain('598 of 600')
    expect(lineOf('OpenAI')).toContain('142k of 200k tokens a minute used (gpt-6-luna, Key 1, told by the provider)')
    expect(lineOf('Mistral')).toContain('96 of about 118 requests a minute used')
    expect(lineOf('Mistral')).toContain('no limit of tokens known')
    expect(lineOf('Ollama')).not.toContain('used')
  })

  it('goes by the model and key that are nearest to a limit, and says when nothing more may go', () => {
    const [first] = limited.gates
    if (!first) expect.fail()
    const limits = KnownLimits.parse({ requests: first.limits.requests, inputTokens: first.limits.tokens })
    const other = { ...first, id: 60 as GateId, keyId: '4', limits }
    const uses = [
      { gateId: 41, requests: 12, tokens: 10, inputTokens: 8, outputTokens: 2 },
      { gateId: 60, requests: 600, tokens: 150_000, inputTokens: 120_000, outputTokens: 30_000 },
    ]
    const found = usageOf({ gates: [first, other], uses }, openaiKeys)
    expect(found).toMatchObject({
      requests: { share: 1, words: '600 of 600', full: true },
      tokens: { share: 0.6, words: '120k of 200k', full: false },
    })
    expect(found?.tokens?.spoken).toContain(
      'input tokens a minute used (gpt-6-luna, A key with quite a long name to it',
    )
    const large = { ...limits, inputTokens: { ...limits.inputTokens, value: 4_000_000 } } as typeof limits
    expect(usageOf({ gates: [{ ...other, limits: large }], uses }, openaiKeys)?.tokens?.words).toBe('120k of 4.0M')
    expect(usageOf({ gates: [first] }, openaiKeys)).toBeNull()
    const daily = {
      ...first,
      limits: KnownLimits.parse({ requests: { ...first.limits.requests, windowMs: 86_400_000 } }),
    }
    expect(usageOf({ gates: [daily], uses }, openaiKeys)).toBeNull() // a day's limit says nothing of a minute
  })

  it('pauses a provider and resumes it, and says that a person did', async () => {
    const { press, askedFor } = setup({ overview: controlled })
    expect(inList().getByText('paused by you')).toBeDefined()
    await press('Resume Ollama')
    await press('Pause Mistral')
    expect(askedFor('setPaused')).toEqual([
      { scopes: [{ kind: 'provider', providerId: 'ollama' }], paused: false },
      { scopes: [{ kind: 'provider', providerId: 'mistral' }], paused: true },
    ])
  })

  it('offers to open a gate that waits for a person, with the provider’s words', async () => {
    const { press, askedFor } = setup({ overview: keyRejected })
    expect(screen.getByText('key rejected')).toBeDefined()
    expect(screen.getByText('401: Incorrect API key provided.')).toBeDefined()
    await press('Try again')
    expect(askedFor('openGate')).toHaveLength(1)
  })

  it('shows of Practice that there is nothing to set', async () => {
    const { open } = setup({ overview: empty })
    await open('Practice')
    expect(screen.getByText(/calls no model and costs nothing/)).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull()
  })

  it('offers a server that was found on this machine, with how many calls it takes', async () => {
    const { user, press, askedFor } = setup({ overview: empty })
    expect(await screen.findByText(/It takes one call at a time\./)).toBeDefined()
    await user.click(await screen.findByRole('button', { name: 'Use Ollama' }))
    expect(screen.getByLabelText('Base URL')).toHaveProperty('value', 'http://127.0.0.1:11434/v1')
    expect(screen.getByLabelText('Model')).toHaveProperty('value', 'qwen3:8b')
    await press('Save')
    expect(askedFor('saveProvider')).toEqual([
      { name: 'Ollama', preset: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', defaultModel: 'qwen3:8b' },
    ])
  })
})

describe('a new provider', () => {
  it('is made from a preset, with its address filled in by what is asked for', async () => {
    const { user, press, choose, askedFor } = setup()
    await press('Add provider')
    await choose('Kind', 'Azure OpenAI')
    await press('Save')
    expect(screen.getByText('Replace what stands in braces by your own.')).toBeDefined()
    await user.type(screen.getByLabelText('Resource'), 'my-team')
    expect(screen.getByLabelText('Base URL')).toHaveProperty('value', 'https://my-team.openai.azure.com/openai/v1')
    await user.type(screen.getByLabelText('Model'), 'our-deployment')
    await user.type(screen.getByLabelText('API key'), 'sk-1')
    await press('Save')
    expect(askedFor('saveProvider')).toEqual([
      {
        ...{ name: 'Azure OpenAI', preset: 'azure', defaultModel: 'our-deployment', key: 'sk-1' },
        baseUrl: 'https://my-team.openai.azure.com/openai/v1',
      },
    ])
  })

  it('groups its presets, and suggests their models', async () => {
    const { user, press, choose } = setup()
    await press('Add provider')
    await user.click(screen.getByRole('combobox', { name: 'Kind' }))
    const groups = within(await screen.findByRole('listbox')).getAllByRole('group')
    expect(groups.map((group) => group.firstElementChild?.textContent)).toEqual(['Cloud', 'On this computer', 'Other'])
    expect(within(groups[1] as HTMLElement).getByRole('option', { name: 'LM Studio' })).toBeDefined()
    await user.keyboard('{Escape}')
    await choose('Kind', 'Anthropic')
    expect(screen.getByLabelText('Model')).toHaveProperty('value', expect.stringContaining('claude'))
    expect(screen.getByRole('combobox', { name: 'Protocol' }).textContent).toContain('Anthropic messages')
  })

  it('at another address than its preset’s is another server, and speaks what is chosen', async () => {
    const { user, press, choose, askedFor } = setup()
    await press('Add provider')
    await user.clear(screen.getByLabelText('Base URL'))
    await user.type(screen.getByLabelText('Base URL'), 'https://llm.example/v1')
    expect(screen.getByRole('combobox', { name: 'Kind' }).textContent).toContain('Another server')
    await choose('Protocol', 'Anthropic messages')
    await press('Save')
    expect(askedFor('saveProvider')).toMatchObject([{ baseUrl: 'https://llm.example/v1', protocol: 'anthropic' }])
    expect(askedFor('saveProvider')[0]).not.toHaveProperty('preset')
  })

  it('has its options behind a fold, and sends all of them once one is changed', async () => {
    const { user, press, choose, askedFor } = setup()
    await press('Add provider')
    expect(screen.queryByLabelText('CA file')).toBeNull()
    await press(/^Advanced/)
    await press('Add a header')
    await user.type(screen.getByLabelText('Name of header 1'), 'x-team')
    await user.type(screen.getByLabelText('Value of header 1'), 'blue')
    await choose('Proxy', 'This address')
    await user.type(screen.getByLabelText('Proxy address'), 'proxy.example')
    await user.type(screen.getByLabelText('CA file'), '/etc/ca.pem')
    await user.type(screen.getByLabelText('Calls at once'), '8')
    await press('Save')
    expect(screen.getByText(/Start it with http:\/\/, https:\/\/ or socks5/)).toBeDefined()
    expect(askedFor('saveProvider')).toEqual([])
    await user.clear(screen.getByLabelText('Proxy address'))
    await user.type(screen.getByLabelText('Proxy address'), 'http://proxy.example:3128')
    await press('Save')
    const options = {
      ...{ ...defaultOptions, stream: true, headers: { 'x-team': 'blue' }, proxy: 'http://proxy.example:3128' },
      ...{ caFile: '/etc/ca.pem', parallel: 8 },
    }
    expect(askedFor('saveProvider')).toMatchObject([{ preset: 'openai', options }])
  })

  it('tells what does not fit, and sends nothing', async () => {
    const { user, press, choose, askedFor } = setup()
    await press('Add provider')
    await choose('Kind', 'Another server')
    await user.type(screen.getByLabelText('Base URL'), 'api.example.com')
    await press('Save')
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
    const { user, press } = setup({ own })
    await press('Add provider')
    await user.type(screen.getByLabelText('API key'), 'sk-new')
    await press('Save')
    expect((await screen.findByRole('alert')).textContent).toMatch(/Not saved: The disk is full\./)
    expect(screen.getByLabelText('API key')).toHaveProperty('value', 'sk-new')
  })
})

describe('the form of a provider', () => {
  it('sends only what was changed, and no key', async () => {
    const { user, open, press, askedFor } = setup({ own: { saveProvider: () => ({ ...openai(), name: 'Work' }) } })
    await open('OpenAI')
    await user.clear(screen.getByLabelText('Name'))
    await user.type(screen.getByLabelText('Name'), 'Work')
    await press('Save')
    expect(askedFor('saveProvider')).toEqual([
      { id: 'openai', name: 'Work', baseUrl: 'https://api.openai.example/v1', defaultModel: 'gpt-4o-mini' },
    ])
  })

  it('saves before it tests, and names what is wrong', async () => {
    const test = {
      ...{
        at: now,
        ok: false,
        message: 'The certificate is self-signed. Add your CA file',
        latencyMs: null,
        models: [],
      },
      ...{ problem: 'tls_untrusted', suggestedBaseUrl: null },
    }
    const { user, open, press, askedFor } = setup({ own: { saveProvider: openai, testProvider: () => test } })
    await open('OpenAI')
    await user.type(screen.getByLabelText('Name'), ' at work')
    await press('Test connection')
    expect(await screen.findByText('Certificate not trusted.')).toBeDefined()
    expect(screen.getByText(/Add your CA file\. Tested at/)).toBeDefined()
    expect(askedFor('saveProvider')).toHaveLength(1)
    expect(askedFor('testProvider')).toEqual([{ id: 'openai' }])
  })

  it('offers the address that the server was found at, and tests that', async () => {
    const { open, press, askedFor } = setup({ overview: limited })
    await open('LiteLLM')
    await press('Use http://localhost:4000/v1')
    await waitFor(() => expect(askedFor('testProvider')).toHaveLength(1))
    expect(askedFor('saveProvider')).toMatchObject([{ id: 'litellm', baseUrl: 'http://localhost:4000/v1' }])
  })

  it('asks once before it removes', async () => {
    const { open, press, askedFor } = setup()
    await open('Mistral')
    await press('Remove')
    expect(askedFor('removeProvider')).toEqual([])
    await press('Remove')
    expect(askedFor('removeProvider')).toEqual([{ id: 'mistral' }])
  })

  it('makes a provider the default', async () => {
    const { open, press, askedFor } = setup()
    await open('Mistral')
    await press('Make default')
    expect(askedFor('setDefaultProvider')).toEqual([{ id: 'mistral' }])
  })
})
