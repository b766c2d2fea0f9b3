import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ProviderCall } from '#shared/outcome'
import { chat, LlmRequest } from '#shared/request'
import { type Loopback, startLoopback, stream, whole } from '../conformance/loopback'
import type { Endpoint, ProtocolAdapter } from '../protocol'
import { createAnthropic } from './anthropic'
import { messagesRoot } from './client'

const model = 'claude-sonnet-4-5'
let server: Loopback
const adapters: ProtocolAdapter[] = []
beforeEach(async () => {
  server = await startLoopback()
})
afterEach(async () => {
  for (const adapter of adapters.splice(0)) await adapter.close()
  await server.close()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function adapter(endpoint: Partial<Endpoint> = {}): ProtocolAdapter {
  const made = createAnthropic({ baseUrl: server.origin, apiKey: 'sk-ant-own', stream: false, ...endpoint })
  adapters.push(made)
  return made
}
const callOf = (request: LlmRequest, more: Partial<ProviderCall> = {}): ProviderCall => ({
  ...{ request, model, idempotencyKey: 'task-1-1', signal: new AbortController().signal, onFirstByte: () => {} },
  ...more,
})
const message = (fields: object = {}) => ({
  ...{ type: 'message', model, content: [{ type: 'text', text: 'Hello!' }], stop_reason: 'end_turn' },
  usage: { input_tokens: 1, output_tokens: 1 },
  ...fields,
})
const replyWith = (fields: object = {}) => server.play(whole({ body: message(fields) }))

test('no variable of the environment reaches a call, and nothing is printed', async () => {
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  )
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-environment')
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'token-environment')
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:9')
  vi.stubEnv('ANTHROPIC_LOG', 'debug')
  vi.stubEnv('ANTHROPIC_PROFILE', 'environment')
  vi.stubEnv(
    'ANTHROPIC_CUSTOM_HEADERS',
    'X-Environment: yes\nX-Api-Key: sk-ant-environment\nAuthorization: environment',
  )
  replyWith()
  for (const apiKey of ['sk-ant-own', null]) {
    const outcome = await adapter({ apiKey }).call(callOf(chat('Hi'), { model: 'claude-2.1' })) // deprecated: the SDK warns of it
    expect(outcome.kind).toBe('succeeded')
  }
  const [withKey, without] = server.seen.map(({ headers }) => headers)
  expect(withKey).toMatchObject({ 'x-api-key': 'sk-ant-own', 'idempotency-key': 'task-1-1', 'user-agent': 'trilane' })
  for (const name of ['x-api-key', 'authorization']) expect(without).not.toHaveProperty(name)
  expect(withKey).not.toHaveProperty('authorization')
  expect(JSON.stringify(server.seen)).not.toContain('nvironment')
  for (const spy of printed) expect(spy).not.toHaveBeenCalled()
})

test('for a server that wants no key none is looked for', async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', undefined)
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', undefined)
  vi.stubEnv('ANTHROPIC_PROFILE', 'environment') // the SDK would read it from a file, and fail where there is none
  replyWith()
  expect((await adapter({ apiKey: null }).call(callOf(chat('Hi')))).kind).toBe('succeeded')
})

test('headers of one’s own go out, a bearer token in place of the key too', async () => {
  replyWith()
  const headers = { Authorization: 'Bearer gateway', 'anthropic-beta': 'context-1m-2025-08-07' }
  await adapter({ apiKey: null, headers }).call(callOf(chat('Hi')))
  const sent = { authorization: 'Bearer gateway', 'anthropic-beta': 'context-1m-2025-08-07' }
  expect(server.seen[0]?.headers).toMatchObject(sent)
})

test('a long answer that is not streamed is asked for all the same: the SDK alone would refuse', async () => {
  replyWith()
  const outcome = await adapter().call(callOf(chat('Hi', { maxOutputTokens: 64_000 })))
  expect(outcome.kind).toBe('succeeded')
  expect(server.seen[0]?.body).toMatchObject({ max_tokens: 64_000 })
})

test('a connection that does not come up in time keeps its code, which the SDK would drop', async () => {
  const cause = Object.assign(new Error('Connect Timeout Error (timeout: 10000ms)'), {
    code: 'UND_ERR_CONNECT_TIMEOUT',
  })
  const fetch = vi.fn().mockRejectedValue(new TypeError('fetch failed', { cause }))
  const outcome = await adapter({ fetch }).call(callOf(chat('Hi')))
  expect(outcome).toMatchObject({
    kind: 'transient',
    outage: true,
    failure: { providerCode: 'UND_ERR_CONNECT_TIMEOUT' },
  })
  expect(fetch).toHaveBeenCalledTimes(1)
})

test('a query in the base URL stays with every request', async () => {
  replyWith()
  await adapter({ baseUrl: `${server.origin}/proxy/v1?gateway=1` }).call(callOf(chat('Hi')))
  expect(server.seen[0]?.url).toBe('/proxy/v1/messages?gateway=1')
})

test('a call that is cancelled amid an error’s body is cancelled', async () => {
  const abort = new AbortController()
  const onFirstByte = () => abort.abort('cancelled')
  server.play((response) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.write('{"type":')
  })
  const outcome = await adapter().call(callOf(chat('Hi'), { signal: abort.signal, onFirstByte }))
  expect(outcome).toEqual({ kind: 'cancelled' })
})

test('a redirect is not followed', async () => {
  server.play((response) => response.writeHead(302, { location: 'https://example.com/' }).end())
  const outcome = await adapter().call(callOf(chat('Hi')))
  expect(outcome).toMatchObject({
    kind: 'permanent',
    failure: { message: expect.stringContaining('https://example.com/') },
  })
})

test('an embedding is refused in words, and not sent', async () => {
  const outcome = await adapter().call(callOf({ kind: 'embedding', input: 'Hi' }))
  expect(outcome).toMatchObject({
    kind: 'permanent',
    failure: { code: 'bad_request', message: expect.stringMatching(/embeddings/) },
  })
  expect(server.seen).toEqual([])
})

test('an answer is checked against the schema as it was given, and a code fence around it is no fault', async () => {
  const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] }
  const request = LlmRequest.parse({ ...chat('Hi'), json: { schema } })
  const ask = (text: string) => {
    replyWith({ content: [{ type: 'text', text }] })
    return adapter().call(callOf(request))
  }
  expect(await ask('```json\n{"age": 3}\n```')).toMatchObject({ kind: 'succeeded', result: { text: '{"age": 3}' } })
  expect(await ask('{"age": -3}')).toMatchObject({
    ...{ kind: 'transient', failure: { code: 'invalid_answer', message: expect.stringMatching(/minimum|>= 0/) } },
    answer: { text: '{"age": -3}' },
  })
})

const tools = [{ name: 'look', input_schema: { type: 'object' } }]
const offering = (body: object = {}): LlmRequest =>
  LlmRequest.parse({
    ...{ kind: 'verbatim', path: '/v1/messages' },
    body: { max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], tools, ...body },
  })
const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: { x: 1 } } }

test('where tools were offered their calls are the answer, with what was said beside them', async () => {
  const content = [{ type: 'thinking', thinking: 'Hm', signature: 's' }, { type: 'text', text: 'I look.' }, call]
  replyWith({ content, stop_reason: 'tool_use' })
  const outcome = await adapter().call(callOf(offering()))
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { text: JSON.stringify(content.slice(1)) } })
})

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

test('a verbatim body may ask for a stream itself, and a tool call is put together from it', async () => {
  const input = (partial_json: string) =>
    event('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json } })
  server.play(
    stream([
      event('message_start', { message: message({ content: [], stop_reason: null }) }),
      event('content_block_start', { index: 0, content_block: { ...call, input: {} } }),
      ...[input(''), input('{"at": {"x"'), input(': 1}}'), event('content_block_stop', { index: 0 })],
      event('message_delta', { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 20 } }),
      event('message_stop', {}),
    ]),
  )
  const outcome = await adapter().call(callOf(offering({ stream: true })))
  expect(outcome).toMatchObject({
    ...{ kind: 'succeeded', result: { text: JSON.stringify([call]), usage: { tokensOut: 20 } } },
  })
})

test('a server that announces neither message nor blocks is understood, and bare types without event names', async () => {
  const bare = (data: object) => `data: ${JSON.stringify(data)}\n\n`
  const delta = (text: string) => bare({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
  server.play(stream([delta('Hel'), delta('lo'), bare({ type: 'message_stop' })]))
  const outcome = await adapter({ stream: true }).call(callOf(chat('Hi')))
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { text: 'Hello', model, usage: { tokensIn: null } } })
})

test('models are listed from all pages', async () => {
  server.play((response, { url }) => {
    const page = url.includes('after_id=a%2F1')
      ? { data: [{ id: 'b' }], has_more: false, last_id: 'b' }
      : { data: [{ id: 'a/1' }], has_more: true, last_id: 'a/1' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
  })
  expect(await adapter().listModels(AbortSignal.timeout(5_000))).toEqual(['a/1', 'b'])
})

test('pages without an end are not asked for for ever', async () => {
  let page = 0
  server.play((response) => {
    const id = `m${++page}`
    response.writeHead(200).end(JSON.stringify({ data: [{ id }], has_more: true, last_id: id }))
  })
  expect(await adapter().listModels(AbortSignal.timeout(5_000))).toHaveLength(50)
})

test.each([
  ['https://api.anthropic.com', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/v1', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
  ['https://api.deepseek.com/anthropic', 'https://api.deepseek.com/anthropic'],
  ['https://gateway.example/v1/account/anthropic/', 'https://gateway.example/v1/account/anthropic'],
])('%s has its root at %s', (typed, root) => {
  expect(messagesRoot(typed)).toBe(root)
})
