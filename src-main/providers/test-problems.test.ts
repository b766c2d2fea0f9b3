import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { presetOf } from '#shared/presets'
import { defaultOptions, type Protocol, type ProviderOptions } from '#shared/provider'
import { endpointOf } from './endpoint'
import { answering, closedPort, tempCa, tempCertificate, tempProxy, tempServer } from './temp-network'
import { testConnection } from './test-connection'

type Wishes = {
  readonly preset?: string
  readonly protocol?: Protocol
  readonly key?: string | null
  readonly options?: Partial<ProviderOptions>
  readonly model?: string
  readonly timeoutMs?: number
}

/** As the app does it: from a provider's settings to its test. */
async function tested(
  baseUrl: string,
  { preset = 'custom', key = null, model = '', timeoutMs, ...wishes }: Wishes = {},
) {
  const options = { ...defaultOptions, ...wishes.options }
  const protocol = wishes.protocol ?? presetOf(preset).protocol
  const endpoint = async () => endpointOf({ protocol, preset, options }, baseUrl, key)
  const subject = endpoint().then((made) => ({ ...made, preset, model, hasKey: key !== null }))
  return testConnection(subject, timeoutMs)
}
const at = (port: number, path = '/v1') => `http://127.0.0.1:${port}${path}`
const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id })) })
const page = answering(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })

/** Serves only these paths, each with its listener. */
const paths =
  (served: Record<string, RequestListener>): RequestListener =>
  (incoming, response) => {
    const path = new URL(incoming.url ?? '/', 'http://here').pathname
    const listener = served[path] ?? answering(404, { error: { message: `no ${path}` } })
    listener(incoming, response)
  }

/** A provider of each protocol that wants the key `right`, in its own header, and lists its models. */
const locked: { readonly [P in Protocol]: RequestListener } = (() => {
  const wants =
    (header: string, value: string, path: string, refusal: [number, unknown], models: unknown): RequestListener =>
    (incoming, response) => {
      const isRight = incoming.headers[header] === value
      const answer = isRight ? answering(200, models) : answering(...refusal)
      paths({ [path]: answer })(incoming, response)
    }
  const openAi = wants(
    ...(['authorization', 'Bearer right', '/v1/models'] as const),
    [401, { error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' } }],
    list('gpt-5-mini'),
  )
  return {
    'openai-chat': openAi,
    'openai-responses': openAi,
    anthropic: wants(
      ...(['x-api-key', 'right', '/v1/models'] as const),
      [401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' }, request_id: 'r' }],
      { data: [{ type: 'model', id: 'claude-haiku-4-5' }], has_more: false },
    ),
    gemini: wants(
      ...(['x-goog-api-key', 'right', '/v1beta/models'] as const),
      [
        400,
        {
          error: {
            ...{ code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' },
            details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
          },
        },
      ],
      {
        models: [
          { name: 'models/gemini-2.5-flash', supportedGenerationMethods: ['generateContent', 'countTokens'] },
          { name: 'models/aqa', supportedGenerationMethods: ['generateAnswer'] },
        ],
      },
    ),
  }
})()
const firstModel = {
  'openai-chat': 'gpt-5-mini',
  'openai-responses': 'gpt-5-mini',
  anthropic: 'claude-haiku-4-5',
  gemini: 'gemini-2.5-flash',
} as const
const protocols = Object.keys(locked) as Protocol[]

describe.each(protocols)('%s', (protocol) => {
  const setup = async (wishes: Wishes = {}) => {
    const port = await tempServer(locked[protocol])
    return tested(at(port, ''), { protocol, ...wishes })
  }

  test('lists its models with the key where the protocol wants it', async () => {
    expect(await setup({ key: 'right' })).toMatchObject({
      ...{ ok: true, problem: null, models: [firstModel[protocol]], message: 'Connected: 1 model' },
    })
  })

  test('tells a key that is missing from one that is refused', async () => {
    expect(await setup()).toMatchObject({ ok: false, problem: 'key_missing' })
    const refused = await setup({ key: 'wrong-key-9' })
    expect(refused).toMatchObject({ ok: false, problem: 'key_refused' })
    expect(refused.message).toMatch(/^The server refused the API key: .*key/)
  })

  test('says when the default model is not in the list', async () => {
    expect(await setup({ key: 'right', model: 'gpt-9' })).toMatchObject({
      ...{ ok: true, problem: 'model_unknown' },
      message: expect.stringContaining('gpt-9 is not among them'),
    })
    expect(await setup({ key: 'right', model: firstModel[protocol] })).toMatchObject({ problem: null })
  })

  test('suggests the address at which it does answer', async () => {
    const port = await tempServer(locked[protocol])
    const test = await tested(at(port, '/wrong/v7'), { protocol, key: 'right' })
    expect(test).toMatchObject({ ok: false, problem: 'base_url' })
    const again = await tested(test.suggestedBaseUrl ?? 'none', { protocol, key: 'right' })
    expect(again).toMatchObject({ ok: true })
  })

  test('tells another server from one of its own', async () => {
    const port = await tempServer(answering(200, { hello: 1 }))
    const { problem, suggestedBaseUrl } = await tested(at(port, ''), { protocol })
    expect([problem, suggestedBaseUrl]).toEqual(['base_url', null])
  })
})

describe('presets', () => {
  test('Azure gets its key in its own header, and its version in the address', async () => {
    const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = []
    const port = await tempServer((incoming, response) => {
      seen.push(incoming)
      answering(200, list('gpt-5'))(incoming, response)
    })
    const options = { apiVersion: '2026-10-01', headers: { 'X-Team': 'blue' } }
    const test = await tested(at(port, '/openai/v1'), {
      preset: 'azure',
      key: 'right',
      options,
      model: 'my-deployment',
    })
    expect(test).toMatchObject({ ok: true, problem: null }) // deployments are not listed
    expect(seen[0]?.url).toBe('/openai/v1/models?api-version=2026-10-01')
    expect(seen[0]?.headers).toMatchObject({ 'api-key': 'right', 'x-team': 'blue' })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
  })

  test('OpenRouter lists its models to anyone, so its key is asked about itself', async () => {
    const key: RequestListener = (incoming, response) =>
      incoming.headers.authorization === 'Bearer right'
        ? answering(200, { data: { label: 'mine' } })(incoming, response)
        : answering(401, { error: { code: 401, message: 'No auth credentials found' } })(incoming, response)
    const port = await tempServer(paths({ '/api/v1/models': answering(200, list('a/b')), '/api/v1/key': key }))
    const by = (given: string | null) => tested(at(port, '/api/v1'), { preset: 'openrouter', key: given })
    expect(await by('right')).toMatchObject({ ok: true, models: ['a/b'] })
    expect(await by('wrong')).toMatchObject({ ok: false, problem: 'key_refused' })
    expect(await by(null)).toMatchObject({ ok: false, problem: 'key_missing' })
  })

  test('Together lists its models without a frame, Ollama names one without its tag', async () => {
    const together = await tempServer(answering(200, [{ id: 'm/one' }, { id: 'm/two' }]))
    expect(await tested(at(together), { preset: 'together', key: 'k' })).toMatchObject({ models: ['m/one', 'm/two'] })
    const ollama = await tempServer(answering(200, list('qwen3:latest')))
    expect(await tested(at(ollama), { preset: 'ollama', model: 'qwen3' })).toMatchObject({ problem: null })
  })
})

describe('what keeps an answer from coming', () => {
  test('a host name that is not found', async () => {
    const test = await tested('https://provider.invalid/v1', { options: { proxy: 'none' } })
    expect(test).toMatchObject({
      ok: false,
      problem: 'dns',
      message: expect.stringContaining('provider.invalid is not found'),
    })
  })

  test('a connection that is refused', async () => {
    const test = await tested(at(await closedPort()))
    expect(test).toMatchObject({ ok: false, problem: 'refused', message: expect.stringContaining('Start the server') })
  })

  test('a server that stays silent', async () => {
    const port = await tempServer(answering(null))
    expect(await tested(at(port), { timeoutMs: 50 })).toMatchObject({ ok: false, problem: 'timeout' })
  })

  test('a certificate that has expired', async () => {
    const ca = await tempCa()
    const port = await tempServer(answering(200), await tempCertificate({ host: '127.0.0.1', ca, expired: true }))
    const test = await tested(`https://127.0.0.1:${port}/v1`, { options: { caFile: ca.file } })
    expect(test).toMatchObject({ ok: false, problem: 'tls_expired', message: expect.stringContaining('has expired') })
  })

  test('a certificate that is self-signed', async () => {
    const port = await tempServer(answering(200), await tempCertificate({ host: '127.0.0.1' }))
    const test = await tested(`https://127.0.0.1:${port}/v1`)
    expect(test).toMatchObject({ ok: false, problem: 'tls_untrusted' })
    expect(test.message).toMatch(/self-signed.*add its CA file/)
  })

  test('a certificate of a company’s own CA, until its file is set', async () => {
    const ca = await tempCa()
    const port = await tempServer(answering(200, list('m')), await tempCertificate({ host: '127.0.0.1', ca }))
    const url = `https://127.0.0.1:${port}/v1`
    const test = await tested(url)
    expect(test).toMatchObject({ ok: false, problem: 'tls_untrusted' })
    expect(test.message).toMatch(/add its CA file/)
    expect(await tested(url, { options: { caFile: ca.file } })).toMatchObject({ ok: true })
  })

  test('a certificate of another host', async () => {
    const ca = await tempCa()
    const port = await tempServer(answering(200), await tempCertificate({ host: 'other.test', ca }))
    const test = await tested(`https://127.0.0.1:${port}/v1`, { options: { caFile: ca.file } })
    expect(test).toMatchObject({
      ok: false,
      problem: 'tls_name',
      message: expect.stringContaining('not for 127.0.0.1'),
    })
  })

  test('https where plain http is spoken', async () => {
    const port = await tempServer(answering(200))
    const test = await tested(`https://127.0.0.1:${port}/v1`)
    expect(test).toMatchObject({ ok: false, problem: 'tls', message: expect.stringContaining('http://') })
  })

  test('a CA file that is not there', async () => {
    const test = await tested(at(await closedPort()), { options: { caFile: '/nowhere/ca.pem' } })
    expect(test).toMatchObject({ ok: false, problem: 'ca_file', message: expect.stringContaining('is not there') })
  })

  test('a proxy that is not there, one that wants a password, and one that does not pass on', async () => {
    const by = async (proxy: string) => tested('https://provider.test/v1', { options: { proxy } })
    const gone = await by(`http://127.0.0.1:${await closedPort()}`)
    expect(gone).toMatchObject({ problem: 'proxy', message: expect.stringContaining('The proxy http://127.0.0.1:') })
    const to = await tempServer(answering(200))
    expect(await by((await tempProxy({ to, refuse: 407 })).url)).toMatchObject({ problem: 'proxy_auth' })
    expect(await by((await tempProxy({ to, refuse: 503 })).url)).toMatchObject({ problem: 'proxy' })
  })

  test('a key with a line break in it', async () => {
    const test = await tested(at(await closedPort()), { key: 'two\nlines' })
    expect(test).toMatchObject({ problem: 'key_refused', message: expect.stringContaining('Enter it again') })
  })
})

describe('what answers and is no list of models', () => {
  test('a web page, as a network with a sign-in shows it', async () => {
    const port = await tempServer(page)
    expect(await tested(at(port))).toMatchObject({ ok: false, problem: 'web_page' })
  })

  test('a redirect to a sign-in', async () => {
    const port = await tempServer(answering(302, '', { location: 'http://login.test/portal' }))
    const test = await tested(at(port))
    expect(test).toMatchObject({ problem: 'web_page', message: expect.stringContaining('login.test') })
  })

  test('a redirect to where the API is', async () => {
    const port = await tempServer(answering(308, '', { location: 'https://api.test/v1/models' }))
    expect(await tested(at(port))).toMatchObject({ problem: 'redirect', suggestedBaseUrl: 'https://api.test/v1' })
  })

  test.each([
    ['with /v1', '/gateway/v2', '/gateway/v1/models', '/gateway'],
    ['with /v1 once', '/v1/v1', '/v1/models', ''],
    ['where gateways have it', '/v1', '/api/v1/models', '/api/v1'],
    ['behind a web page', '/chat', '/v1/models', '/v1'],
  ])('a wrong base URL, and the one that answers %s', async (_, typed, served, right) => {
    const served200 = answering(200, list('m'))
    const port = await tempServer(paths({ [served]: served200, '/chat/v1/models': page }))
    expect(await tested(at(port, typed))).toMatchObject({ problem: 'base_url', suggestedBaseUrl: at(port, right) })
  })

  test.each([503, 429, 529])('a server that is busy (%i)', async (status) => {
    const port = await tempServer(answering(status, { error: { message: 'try later' } }))
    expect(await tested(at(port))).toMatchObject({ problem: 'busy', message: expect.stringContaining('try later') })
  })

  test('a key is never repeated', async () => {
    const echo = (incoming: IncomingMessage, response: ServerResponse) =>
      answering(401, { error: { message: `not ${incoming.headers.authorization}` } })(incoming, response)
    const { message } = await tested(at(await tempServer(echo)), { key: 'topsecret-9' })
    expect(message).not.toContain('topsecret-9')
  })
})
