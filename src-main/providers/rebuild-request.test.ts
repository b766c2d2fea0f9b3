import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultOptions, type Protocol } from '#shared/provider'
import { chat } from '#shared/request'
import { hidden } from '#shared/wire'
import { type Loopback, startLoopback, whole } from './conformance/loopback'
import { endpointOf } from './endpoint'
import { protocols } from './protocols'
import { rebuildRequest } from './rebuild-request'

let server: Loopback
beforeAll(async () => {
  server = await startLoopback()
  server.play(whole({ status: 400, body: { error: { message: 'no' } } }))
})
afterAll(() => server.close())

const key = 'sk-live-topsecret-0123456789'
const own = 'own-header-secret'
/** Shown is what goes elsewhere, so the practice provider need not be there. */
const noPractice = async () => {
  throw new Error('nobody may ask for it')
}
const call = {
  request: chat('Say “hello”', { system: 'Be brief', maxOutputTokens: 50, temperature: 0 }),
  model: 'some-model',
  idempotencyKey: 'installation-7-1',
}
const providerOf = (protocol: Protocol) => ({
  ...{ id: 'p', protocol, preset: 'custom', name: 'P', defaultModel: 'm', baseUrl: `${server.origin}/v1` },
  options: { ...defaultOptions, stream: true, headers: { 'X-Team': own } },
})

test.each(['openai-chat', 'openai-responses', 'anthropic', 'gemini'] as const)(
  'what is shown of a call of %s is what is sent, with the key and own headers hidden',
  async (protocol) => {
    const provider = providerOf(protocol)
    const { dispatcher, ...endpoint } = endpointOf(provider, provider.baseUrl, key)
    const adapter = protocols[protocol]?.({ ...endpoint, dispatcher })
    await adapter?.call({ ...call, signal: new AbortController().signal, onFirstByte: () => {} })
    await adapter?.close()
    await dispatcher.destroy()
    const sent = server.seen.at(-1)

    const before = server.connections()
    const { request } = await rebuildRequest({ provider, hasKey: true, practiceUrl: noPractice }, call)
    expect(server.connections()).toBe(before) // it goes nowhere
    expect(request?.method).toBe(sent?.method)
    expect(request?.url).toBe(`${server.origin}${sent?.url}`)
    expect(JSON.parse(request?.body ?? '')).toEqual(sent?.body)
    const shown = Object.fromEntries(request?.headers ?? [])
    for (const [name, value] of Object.entries(shown)) {
      const real = String(sent?.headers[name]).replace(key, hidden).replace(own, hidden)
      expect(value, name).toBe(real)
    }
    expect(shown['idempotency-key']).toBe('installation-7-1')
    expect(shown['x-team']).toBe(hidden)
    expect(Object.values(shown).filter((value) => value.includes(hidden))).toHaveLength(2)
    expect(JSON.stringify(request)).not.toMatch(/topsecret|own-header-secret|trilane-hidden/)
  },
)

test('a provider that has no key is shown without one', async () => {
  const provider = { ...providerOf('openai-chat'), options: defaultOptions }
  const { request } = await rebuildRequest({ provider, hasKey: false, practiceUrl: noPractice }, call)
  expect(request?.headers.map(([name]) => name)).not.toContain('authorization')
  expect(JSON.stringify(request)).not.toContain(hidden)
})

test('what lets its bearer in is hidden in the address too', async () => {
  const provider = { ...providerOf('openai-chat'), baseUrl: 'https://gate.example/v1?api_key=topsecret&region=eu' }
  const { request } = await rebuildRequest({ provider, hasKey: false, practiceUrl: noPractice }, call)
  expect(request?.url).toBe(`https://gate.example/v1/chat/completions?api_key=${hidden}&region=eu`)
})

test('the practice provider is asked at its own address', async () => {
  const practice = {
    ...{ id: 'practice', protocol: 'openai-chat' as const, preset: 'practice', baseUrl: null, options: defaultOptions },
  }
  const { request } = await rebuildRequest(
    { provider: practice, hasKey: false, practiceUrl: async () => 'http://127.0.0.1:9/v1' },
    call,
  )
  expect(request?.url).toBe('http://127.0.0.1:9/v1/chat/completions')
})

test('a practice provider that does not start is no reason to fail', async () => {
  const practice = {
    ...{ id: 'practice', protocol: 'openai-chat' as const, preset: 'practice', baseUrl: null, options: defaultOptions },
  }
  expect(await rebuildRequest({ provider: practice, hasKey: false, practiceUrl: noPractice }, call)).toEqual({
    ...{ request: null, problem: 'The practice provider did not start: nobody may ask for it' },
  })
})

test('says why there is nothing to show', async () => {
  const place = { hasKey: false, practiceUrl: noPractice }
  expect(await rebuildRequest({ ...place, provider: undefined }, call)).toMatchObject({
    request: null,
    problem: expect.stringContaining('was removed'),
  })
  const embedding = { ...call, request: { kind: 'embedding', input: 'x' } as const }
  expect(await rebuildRequest({ ...place, provider: providerOf('anthropic') }, embedding)).toMatchObject({
    request: null,
    problem: expect.stringContaining('no embeddings'),
  })
})
