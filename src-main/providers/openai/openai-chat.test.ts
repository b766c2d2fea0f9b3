import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { ProviderCall } from '#shared/outcome'
import { practiceModels } from '#shared/provider'
import { chat } from '#shared/request'
import { type ProtocolAdapter, ProviderError } from '../protocol'
import { quietProfile, type SimulatorProfileInput } from '../simulator/profile'
import { type Simulator, startSimulator } from '../simulator/server'
import { createOpenAiChat } from './adapter'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  vi.unstubAllEnvs()
})

let keys = 0
const callOf = (prompt: string, overrides: Partial<ProviderCall> = {}): ProviderCall => ({
  request: chat(prompt),
  model: practiceModels.fast,
  idempotencyKey: `key-${++keys}`,
  signal: new AbortController().signal,
  onFirstByte: () => {},
  ...overrides,
})

async function setup(profile: SimulatorProfileInput = {}, apiKey: string | null = null) {
  const simulator = await startSimulator({ ...quietProfile, ...profile })
  cleanups.push(() => simulator.close())
  const provider = adapter(simulator.baseUrl, apiKey)
  return { simulator, provider }
}

function adapter(baseUrl: string, apiKey: string | null = null, headers: Record<string, string> = {}): ProtocolAdapter {
  const provider = createOpenAiChat({ baseUrl, apiKey, headers, stream: false })
  cleanups.push(() => provider.close())
  return provider
}

/** A server that does one thing to every request, and keeps what it was sent. */
async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    seen.push(request)
    handler(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { seen, server, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const answerJson = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const completion = { model: 'm', choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }

const running = (simulator: Simulator) => vi.waitUntil(() => simulator.stats().concurrency.now === 1)

test('a chat answers with its text, its usage and the provider’s id', async () => {
  const { simulator, provider } = await setup()
  const onFirstByte = vi.fn()
  const outcome = await provider.call(callOf('Say hello', { onFirstByte }))
  expect(outcome).toMatchObject({
    kind: 'succeeded',
    result: {
      kind: 'text',
      text: expect.stringContaining('Practice answer, no model was called'),
      cutOff: false,
      finishReason: 'stop',
      model: practiceModels.fast,
      requestId: expect.stringMatching(/^practice-/),
      usage: { tokensIn: 3, tokensOut: expect.any(Number) },
    },
  })
  expect(onFirstByte).toHaveBeenCalledTimes(1)
  expect(simulator.stats()).toMatchObject({ calls: 1, answered: 1 })
})

test('a token limit cuts the answer off, and says so', async () => {
  const { provider } = await setup()
  const outcome = await provider.call(callOf('x', { request: chat('Say hello', { maxOutputTokens: 4 }) }))
  expect(outcome).toMatchObject({
    kind: 'permanent',
    failure: { code: 'cut_off' },
    answer: { cutOff: true, finishReason: 'length', text: expect.stringMatching(/./) },
  })
})

test.each([
  [
    '(practice: limit 6)',
    { kind: 'rate_limited', retryAfterMs: 6_000, failure: { status: 429, code: 'rate_limited' } },
  ],
  ['(practice: fail)', { kind: 'transient', outage: true, failure: { status: 503, code: 'overloaded' } }],
  ['(practice: error 500)', { kind: 'transient', outage: false, failure: { status: 500, code: 'server_error' } }],
  ['(practice: error 404)', { kind: 'permanent', failure: { status: 404, code: 'model' } }],
  ['(practice: drop)', { kind: 'transient', outage: false, failure: { status: null, code: 'connection' } }],
  [
    '(practice: refuse)',
    { kind: 'permanent', failure: { code: 'content_policy', providerCode: 'content_policy_violation' } },
  ],
  [
    '(practice: too long)',
    { kind: 'permanent', failure: { code: 'context_length', providerCode: 'context_length_exceeded' } },
  ],
  ['(practice: no key)', { kind: 'blocked', reason: 'auth', failure: { status: 401, code: 'auth' } }],
  ['(practice: no quota)', { kind: 'blocked', reason: 'quota', failure: { status: 429, code: 'quota' } }],
  ['(practice: empty)', { kind: 'transient', failure: { status: 200, code: 'invalid_answer' } }],
])('%s is one call and one outcome', async (directive, expected) => {
  const { simulator, provider } = await setup()
  const onFirstByte = vi.fn()
  expect(await provider.call(callOf(`Hello ${directive}`, { onFirstByte }))).toMatchObject(expected)
  expect(simulator.stats().calls).toBe(1)
  expect(onFirstByte).toHaveBeenCalledTimes(directive.includes('drop') ? 0 : 1)
})

test('an edit that takes the directive out cures a refusal', async () => {
  const { provider } = await setup()
  expect(await provider.call(callOf('Hello (practice: refuse)'))).toMatchObject({ kind: 'permanent' })
  expect(await provider.call(callOf('Hello'))).toMatchObject({ kind: 'succeeded' })
})

test.each([
  ['timeout', { kind: 'transient', outage: true, retryAfterMs: null, failure: { code: 'timeout', status: null } }],
  ['cancelled', { kind: 'cancelled' }],
  ['shutdown', { kind: 'lost' }],
])('an abort with reason %s closes the socket and says why', async (reason, expected) => {
  const { simulator, provider } = await setup()
  const abort = new AbortController()
  const outcome = provider.call(callOf('Hello (practice: hang)', { signal: abort.signal }))
  await running(simulator)
  abort.abort(reason)
  expect(await outcome).toMatchObject(expected)
  // The hanging call ends only when its socket does.
  await vi.waitUntil(() => simulator.stats().concurrency.now === 0)
  expect(simulator.stats()).toMatchObject({ calls: 1, faults: { hang: 1 } })
})

test('an abort in the middle of the body ends the call as well', async () => {
  const { seen, baseUrl } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":')
  })
  const abort = new AbortController()
  const headers = Promise.withResolvers<void>()
  const outcome = adapter(baseUrl).call(callOf('Hello', { signal: abort.signal, onFirstByte: headers.resolve }))
  await headers.promise
  const closed = once(seen[0]?.socket ?? expect.fail('no request'), 'close')
  abort.abort('timeout')
  expect(await outcome).toMatchObject({ kind: 'transient', failure: { code: 'timeout' } })
  await closed
})

test('an abort in the middle of an error’s body is an abort and no error', async () => {
  const { seen, baseUrl } = await serve((_, response) => {
    response.writeHead(500, { 'content-type': 'application/json' }).write('{"error":')
  })
  const abort = new AbortController()
  const outcome = adapter(baseUrl).call(callOf('Hello', { signal: abort.signal }))
  await vi.waitUntil(() => seen.length === 1)
  abort.abort('cancelled')
  expect(await outcome).toEqual({ kind: 'cancelled' })
})

test('a call that is aborted before it starts is not sent', async () => {
  const { simulator, provider } = await setup()
  expect(await provider.call(callOf('Hello', { signal: AbortSignal.abort('cancelled') }))).toEqual({
    kind: 'cancelled',
  })
  expect(simulator.stats().calls).toBe(0)
})

test('a repeated key gets the first answer back, and another body under it is refused', async () => {
  const { simulator, provider } = await setup()
  const first = await provider.call(callOf('Hello', { idempotencyKey: 'same' }))
  const second = await provider.call(callOf('Hello', { idempotencyKey: 'same' }))
  expect(second).toMatchObject({ kind: 'succeeded', result: { text: 'result' in first ? first.result.text : '' } })
  expect(simulator.stats()).toMatchObject({ calls: 2, answered: 1, replayed: 1, callsByKey: { same: 2 } })
  const third = await provider.call(callOf('Goodbye', { idempotencyKey: 'same' }))
  expect(third).toMatchObject({ kind: 'permanent', failure: { status: 422, code: 'bad_request' } })
})

test('a connection that dropped after the answer was made costs no second answer', async () => {
  const { simulator, provider } = await setup({ faults: { drop: 1 } })
  // The seed decides whether a drop comes before or after the answer; one of these is after.
  for (let n = 0; simulator.stats().replayed === 0; n++) {
    if (n === 20) expect.fail('no drop came after its answer')
    const call = callOf(`Hello ${n}`)
    expect(await provider.call(call)).toMatchObject({ kind: 'transient', failure: { code: 'connection' } })
    await provider.call(call)
  }
  expect(simulator.stats().answered).toBe(0)
})

test('a wrong key is refused, the right one is let in', async () => {
  const { simulator, provider } = await setup({ apiKey: 'right-key-1' }, 'wrong-key-1')
  expect(await provider.call(callOf('Hello'))).toMatchObject({ kind: 'blocked', reason: 'auth' })
  expect(await adapter(simulator.baseUrl, 'right-key-1').call(callOf('Hello'))).toMatchObject({ kind: 'succeeded' })
})

test('a key that no header can carry is never sent and never quoted', async () => {
  const { simulator } = await setup()
  const provider = adapter(simulator.baseUrl, 'sk-first\nsk-second')
  const outcome = await provider.call(callOf('Hello'))
  expect(outcome).toMatchObject({ kind: 'blocked', reason: 'auth' })
  expect(JSON.stringify(outcome)).not.toContain('second')
  const badHeader = adapter(simulator.baseUrl, null, { 'x-own': 'sk-first\nsk-second' })
  const other = await badHeader.call(callOf('Hello'))
  expect(other).toMatchObject({ kind: 'blocked', reason: 'auth', failure: { providerCode: 'ERR_INVALID_CHAR' } })
  expect(JSON.stringify(other)).not.toContain('second')
})

test('verbatim bodies and embeddings reach the endpoint that they name', async () => {
  const { simulator, provider } = await setup()
  const body = { messages: [{ role: 'user', content: 'Hello' }], stream: true, stream_options: {} }
  const verbatim = callOf('', { request: { kind: 'verbatim', path: '/v1/chat/completions', body } })
  expect(await provider.call(verbatim)).toMatchObject({ kind: 'succeeded', result: { kind: 'text' } })
  const embedding = callOf('', { request: { kind: 'embedding', input: 'Hello' }, model: practiceModels.embedding })
  const outcome = await provider.call(embedding)
  const vector: unknown = JSON.parse(outcome.kind === 'succeeded' ? outcome.result.text : 'null')
  expect(outcome).toMatchObject({ result: { kind: 'embedding' } })
  expect(Array.isArray(vector) && Math.hypot(...vector)).toBeCloseTo(1)
  const { byModel } = simulator.stats().concurrency
  expect(Object.keys(byModel)).toEqual([practiceModels.fast, practiceModels.embedding])
})

test('what goes out: one POST, the key, the idempotency key, and nothing of the OPENAI_ variables', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-environment')
  vi.stubEnv('OPENAI_ORG_ID', 'org-environment')
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1')
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'X-Environment: leaked')
  const { seen, baseUrl } = await serve((_, response) => answerJson(response, completion))
  const call = callOf('Hello')
  await adapter(baseUrl, 'sk-own', { 'x-own': '1' }).call(call)
  await adapter(baseUrl).call(call)
  const [keyed, keyless] = seen
  expect(keyed?.url).toBe('/v1/chat/completions')
  expect(keyed?.headers).toMatchObject({
    authorization: 'Bearer sk-own',
    'idempotency-key': call.idempotencyKey,
    'x-own': '1',
  })
  expect(keyless?.headers.authorization).toBeUndefined()
  expect(seen).toHaveLength(2)
  expect(JSON.stringify(seen.map(({ headers }) => headers))).not.toMatch(/environment|leaked/i)
})

test.each([429, 500, 503, 408, 409])(
  'a %d is never retried here, even when the server says that it should be',
  async (status) => {
    const { seen, baseUrl } = await serve((_, response) =>
      response.writeHead(status, { 'x-should-retry': 'true' }).end('{}'),
    )
    await adapter(baseUrl).call(callOf('Hello'))
    expect(seen).toHaveLength(1)
  },
)

test('a redirect is told and not followed', async () => {
  const { seen, baseUrl } = await serve((_, response) =>
    response.writeHead(307, { location: 'http://elsewhere/v1' }).end(),
  )
  const outcome = await adapter(baseUrl).call(callOf('Hello'))
  expect(outcome).toMatchObject({
    kind: 'permanent',
    failure: { message: expect.stringContaining('http://elsewhere/v1') },
  })
  expect(seen).toHaveLength(1)
})

test('a provider whose error is no `error` object keeps its words', async () => {
  const { baseUrl } = await serve((_, response) =>
    response
      .writeHead(429, { 'content-type': 'application/json' })
      .end('{"object":"error","message":"Zu viel","code":"1300"}'),
  )
  const outcome = await adapter(baseUrl).call(callOf('Hello'))
  expect(outcome).toMatchObject({ kind: 'rate_limited', failure: { message: 'Zu viel', providerCode: '1300' } })
})

test('nobody listening is an outage, not a fault of the prompt', async () => {
  const { baseUrl, server } = await serve(() => {})
  server.close()
  await once(server, 'close')
  const outcome = await adapter(baseUrl).call(callOf('Hello'))
  expect(outcome).toMatchObject({
    kind: 'transient',
    outage: true,
    failure: { code: 'connection', providerCode: 'ECONNREFUSED' },
  })
})

test('a body that breaks off is a broken connection', async () => {
  const { baseUrl } = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
    response.write('{"choices":', () => response.destroy())
  })
  const outcome = await adapter(baseUrl).call(callOf('Hello'))
  expect(outcome).toMatchObject({ kind: 'transient', outage: false, failure: { code: 'connection' } })
})

test('a client that keeps five calls in flight is never counted above five, aborted and broken ones included', async () => {
  const { simulator, provider } = await setup({ faults: { drop: 0.1, unavailable: 0.1 } })
  const prompts = Array.from({ length: 150 }, (_, n) => (n % 10 === 0 ? `Hello ${n} (practice: hang)` : `Hello ${n}`))
  const slot = async () => {
    for (let prompt = prompts.pop(); prompt !== undefined; prompt = prompts.pop()) {
      const abort = new AbortController()
      const call = provider.call(callOf(prompt, { signal: abort.signal }))
      if (prompt.includes('hang')) {
        await vi.waitUntil(() => simulator.stats().recent.some(({ content }) => content === prompt), { interval: 2 })
        abort.abort('timeout')
      }
      await call
    }
  }
  await Promise.all([slot(), slot(), slot(), slot(), slot()])
  // Whether five are ever in flight at once is up to the machine; that they are never six is not.
  expect(simulator.stats().calls).toBe(150)
  expect(simulator.stats().concurrency.max).toBeLessThanOrEqual(5)
})

test('lists the models, and says why when it cannot', async () => {
  const { provider } = await setup()
  expect(await provider.listModels(AbortSignal.timeout(5_000))).toEqual(Object.values(practiceModels))
  const { baseUrl } = await serve((_, response) => answerJson(response, { hello: 'world' }))
  await expect(adapter(baseUrl).listModels(AbortSignal.timeout(5_000))).rejects.toBeInstanceOf(ProviderError)
})

test('a streamed answer comes in pieces that make up its text', async () => {
  const { simulator } = await setup()
  const provider = createOpenAiChat({ baseUrl: simulator.baseUrl, apiKey: null, stream: true })
  cleanups.push(() => provider.close())
  const onText = vi.fn()
  const outcome = await provider.call(callOf('Say hello', { onText }))
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { usage: { tokensIn: 3 } } })
  const pieces = onText.mock.calls.map(([piece]) => piece)
  expect(pieces.join('')).toBe(outcome.kind === 'succeeded' && outcome.result.text)
})

test('an Azure deployment: its key, its version, its path', async () => {
  const { seen, baseUrl } = await serve((_, response) => answerJson(response, completion))
  const provider = createOpenAiChat({
    ...{ baseUrl: `${baseUrl}/openai/deployments/mine?api-version=2026-10-21`, apiKey: 'azure-key-1' },
    ...{ stream: false, limitFamily: 'azure' },
  })
  cleanups.push(() => provider.close())
  expect(await provider.call(callOf('Hello'))).toMatchObject({ kind: 'succeeded' })
  expect(seen[0]?.url).toBe('/openai/deployments/mine/chat/completions?api-version=2026-10-21')
  expect(seen[0]?.headers).toMatchObject({ 'api-key': 'azure-key-1' })
  expect(seen[0]?.headers.authorization).toBeUndefined()
})

test('a request that cannot be sent is told, and not sent', async () => {
  const { simulator, provider } = await setup()
  const request = { kind: 'verbatim', path: '/v1/messages', body: {} } as const
  const onFirstByte = vi.fn()
  expect(await provider.call(callOf('', { request, onFirstByte }))).toMatchObject({
    kind: 'permanent',
    failure: { code: 'bad_request', status: null, message: expect.stringContaining('Anthropic') },
  })
  expect(simulator.stats().calls).toBe(0)
  expect(onFirstByte).not.toHaveBeenCalled()
})
