import type { IncomingMessage } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { defaultOptions, type ProviderOptions, practiceModels } from '#shared/provider'
import { chat } from '#shared/request'
import { CommandError } from '#shared/result'
import { type Adapters, createAdapters } from './adapters'
import type { ProviderSettings } from './endpoint'
import { startSimulator } from './simulator/server'
import { answering, closedPort, tempCa, tempCertificate, tempServer } from './temp-network'

type Settings = Partial<Omit<ProviderSettings, 'options'>> & { readonly options?: Partial<ProviderOptions> }

/** Adapters of one provider, `p`, whose settings and keys the test may change. */
function setup(settings: Settings, keys: Record<string, string | Error> = {}) {
  const state = { settings: settings as Settings | undefined, keys }
  const adapters = createAdapters({
    provider: () =>
      state.settings && {
        ...{ protocol: 'openai-chat', preset: 'custom', name: 'Mine', baseUrl: null, defaultModel: 'm' },
        ...state.settings,
        options: { ...defaultOptions, ...state.settings.options },
      },
    keys: () => Object.keys(state.keys),
    async key(_, keyId) {
      const key = state.keys[keyId]
      if (key instanceof Error) throw key
      return key ?? null
    },
    practiceUrl: async () => 'http://127.0.0.1:9',
  })
  onTestFinished(() => adapters.close())
  return { adapters, state }
}

async function call(adapters: Adapters, keyId?: string, provider = 'p'): Promise<Outcome> {
  const adapter = await adapters.adapter(provider, keyId)
  const { signal } = new AbortController()
  return adapter.call({ request: chat('hi'), model: 'm', idempotencyKey: 'i', signal, onFirstByte: () => {} })
}

const completion = {
  ...{ id: 'x', object: 'chat.completion', created: 1, model: 'm' },
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }],
}
async function provider(certificate?: { key: string; cert: string }) {
  const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = []
  const port = await tempServer((incoming, response) => {
    seen.push(incoming)
    answering(200, completion)(incoming, response)
  }, certificate)
  return { seen, port, baseUrl: `http://127.0.0.1:${port}/v1` }
}
const blocked = (words: string | RegExp) => ({
  ...{ kind: 'blocked', reason: 'auth' },
  failure: expect.objectContaining({ code: 'auth', message: expect.stringMatching(words) }),
})

describe('keys', () => {
  test('each has an adapter of its own, and the oldest goes where none is named', async () => {
    const { seen, baseUrl } = await provider()
    const { adapters } = setup({ baseUrl }, { 2: 'key-two', 5: 'key-five' })
    expect(adapters.keysOf('p')).toEqual(['2', '5'])
    for (const keyId of ['5', '2', undefined]) expect(await call(adapters, keyId)).toMatchObject({ kind: 'succeeded' })
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer key-five',
      'Bearer key-two',
      'Bearer key-two',
    ])
    expect(await adapters.adapter('p', '5')).toBe(await adapters.adapter('p', '5'))
  })

  test('a provider without any is called without one', async () => {
    const { seen, baseUrl } = await provider()
    const { adapters } = setup({ baseUrl })
    expect(adapters.keysOf('p')).toEqual(['1'])
    expect(await call(adapters, '1')).toMatchObject({ kind: 'succeeded' })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
  })

  test('a provider that needs one is not called without', async () => {
    const { seen, baseUrl } = await provider()
    const { adapters } = setup({ baseUrl, preset: 'groq', name: 'Groq' })
    expect(await call(adapters)).toEqual(blocked('Groq needs an API key'))
    expect(seen).toEqual([])
  })

  test('one that cannot be had is asked for again by the next call', async () => {
    const { baseUrl } = await provider()
    const { adapters, state } = setup({ baseUrl }, { 1: new CommandError('provider', 'The keychain is locked.') })
    expect(await call(adapters)).toEqual(blocked('keychain is locked'))
    state.keys = { 1: 'key-one' }
    expect(await call(adapters)).toMatchObject({ kind: 'succeeded' })
  })
})

describe('settings', () => {
  test('Azure’s key and version, the organization and headers of one’s own are sent with every call', async () => {
    const { seen, port } = await provider()
    const options = {
      apiVersion: '2026-10-01',
      organization: 'org-1',
      project: 'proj-1',
      headers: { 'X-Team': 'blue' },
    }
    const { adapters } = setup(
      { baseUrl: `http://127.0.0.1:${port}/openai/v1`, preset: 'azure', options },
      { 1: 'key-one' },
    )
    expect(await call(adapters)).toMatchObject({ kind: 'succeeded' })
    expect(seen[0]?.url).toBe('/openai/v1/chat/completions?api-version=2026-10-01')
    expect(seen[0]?.headers).toMatchObject({
      ...{ 'api-key': 'key-one', 'openai-organization': 'org-1', 'openai-project': 'proj-1', 'x-team': 'blue' },
    })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
  })

  test('a CA file is trusted once it is set, and what was made before is forgotten', async () => {
    const ca = await tempCa()
    const { port } = await provider(await tempCertificate({ host: '127.0.0.1', ca }))
    const { adapters, state } = setup({ baseUrl: `https://127.0.0.1:${port}/v1`, options: { caFile: '/nowhere' } })
    expect(await call(adapters)).toEqual(blocked('is not there'))
    state.settings = { ...state.settings, options: {} }
    expect(await call(adapters)).toMatchObject({ kind: 'blocked', failure: { code: 'connection' } })
    state.settings = { ...state.settings, options: { caFile: ca.file } }
    adapters.forget('p')
    expect(await call(adapters)).toMatchObject({ kind: 'succeeded' })
  })

  test('a proxy that cannot be reached keeps the tasks queued', async () => {
    const proxy = `http://127.0.0.1:${await closedPort()}`
    const { adapters } = setup({ baseUrl: 'https://provider.test/v1', options: { proxy } })
    const failure = expect.objectContaining({ code: 'connection', providerCode: 'ERR_PROXY_UNREACHABLE' })
    expect(await call(adapters)).toMatchObject({ kind: 'transient', outage: true, failure })
  })
})

test('a protocol that is not spoken yet, or a provider that was removed, waits for a person', async () => {
  const { adapters, state } = setup({ baseUrl: 'http://127.0.0.1:9', protocol: 'gemini', name: 'Google' }, { 1: 'k' })
  const { protocols } = await import('./protocols')
  if (protocols.gemini === null) expect(await call(adapters)).toEqual(blocked('does not speak the protocol of Google'))
  state.settings = undefined
  adapters.forget('p')
  expect(await call(adapters)).toEqual(blocked('was removed'))
})

test('practice is called at its own port and without a key, whatever the system’s proxy', async () => {
  const simulator = await startSimulator({ latencyScale: 0.001 })
  onTestFinished(() => simulator.close())
  const adapters = createAdapters({
    ...{
      provider: () => undefined,
      keys: () => ['7'],
      key: async () => 'never sent',
      practiceUrl: async () => simulator.baseUrl,
    },
    resolveProxy: async () => 'http://127.0.0.1:9',
  })
  onTestFinished(() => adapters.close())
  expect(adapters.keysOf('practice')).toEqual(['1'])
  const adapter = await adapters.adapter('practice')
  const { signal } = new AbortController()
  const wanted = { request: chat('hi'), model: practiceModels.fast, idempotencyKey: 'i', signal, onFirstByte: () => {} }
  expect(await adapter.call(wanted)).toMatchObject({ kind: 'succeeded' })
})

test('closing ends calls that still run', async () => {
  const port = await tempServer(answering(null))
  const { adapters } = setup({ baseUrl: `http://127.0.0.1:${port}/v1` })
  const calling = call(adapters)
  await adapters.adapter('p')
  await adapters.close()
  expect(await calling).toMatchObject({ kind: 'transient' })
})
