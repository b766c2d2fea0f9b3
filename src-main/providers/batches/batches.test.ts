import { expect, onTestFinished, test, vi } from 'vitest'
import { offersBatches } from '#shared/half-price'
import type { Outcome } from '#shared/outcome'
import { type BatchApi, BatchApiError } from '#shared/remote-batch'
import { chat, type LlmRequest } from '#shared/request'
import { createAnthropic } from '../anthropic/anthropic'
import { createAnthropicBatches } from '../anthropic/batches'
import { startLoopback, whole } from '../conformance/loopback'
import { createOpenAiChat, createOpenAiResponses } from '../openai/adapter'
import { createOpenAiBatches } from '../openai/batches'

const key = 'sk-secret-1234567890'
const never = new AbortController().signal
const protocols = {
  'openai-chat': {
    batches: createOpenAiBatches,
    single: createOpenAiChat,
    create: '/v1/batches',
    url: '/v1/chat/completions',
  },
  'openai-responses': {
    batches: (endpoint: Parameters<typeof createOpenAiBatches>[0]) => createOpenAiBatches(endpoint, 'responses'),
    single: createOpenAiResponses,
    create: '/v1/batches',
    url: '/v1/responses',
  },
  anthropic: {
    batches: createAnthropicBatches,
    single: createAnthropic,
    create: '/v1/messages/batches',
    url: '/v1/messages',
  },
} as const
type Name = keyof typeof protocols
const names = Object.keys(protocols) as Name[]

async function setup(name: Name) {
  const server = await startLoopback()
  const endpoint = { baseUrl: server.origin, apiKey: key, stream: false }
  const api = protocols[name].batches(endpoint)
  const single = protocols[name].single(endpoint)
  onTestFinished(async () => {
    await api.close()
    await single.close()
    await server.close()
  })
  return { server, api, single }
}

async function rejected(asked: Promise<unknown>): Promise<BatchApiError> {
  const error: unknown = await asked.catch((reason: unknown) => reason)
  if (error instanceof BatchApiError) return error
  throw new Error(`it was not refused: ${String(error)}`)
}

const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'], additionalProperties: false }
const requests: readonly LlmRequest[] = [
  {
    ...chat('Hello', { system: 'Be brief.', maxOutputTokens: 50, temperature: 0.5 }),
    kind: 'chat',
    extra: { top_p: 0.5 },
  } as LlmRequest,
  { kind: 'chat', messages: [{ role: 'user', content: 'n?' }], json: { name: 'answer', schema }, temperature: 1 },
  {
    kind: 'chat',
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] },
    ],
  },
]

test.each(names.flatMap((name) => requests.map((_, n) => [name, n] as const)))(
  '%s: line %i of a batch has the body of a single call',
  async (name, n) => {
    const { server, api, single } = await setup(name)
    const request = requests[n] as LlmRequest
    server.play(whole({ status: 500 }))
    await single.call({ request, model: 'm', idempotencyKey: 'k', signal: never, onFirstByte: () => {} })
    const row = await api.row('some-id', request, 'm')
    if ('kind' in row) throw new Error('it cannot be sent')
    const line = JSON.parse(row.line) as Record<string, unknown>
    expect(row.endpoint).toBe(protocols[name].url)
    expect(line.custom_id).toBe('some-id')
    expect(line.body ?? line.params).toEqual(server.seen[0]?.body)
    if (name !== 'anthropic') expect(line).toMatchObject({ method: 'POST', url: protocols[name].url })
  },
)

test.each(names)(
  '%s: a stream that a verbatim body asks for is left out, as batches give whole answers',
  async (name) => {
    const { api } = await setup(name)
    const path = protocols[name].url
    const row = await api.row('id', { kind: 'verbatim', path, body: { model: 'm', stream: true, top_p: 1 } }, 'm')
    if ('kind' in row) throw new Error('it cannot be sent')
    const line = JSON.parse(row.line) as Record<string, unknown>
    expect(line.body ?? line.params).toEqual({ model: 'm', top_p: 1 })
  },
)

test('what a protocol has no words for is told at once, and is no line', async () => {
  const { api } = await setup('anthropic')
  expect(await api.row('id', { kind: 'embedding', input: 'x' }, 'm')).toMatchObject({
    kind: 'permanent',
    failure: { code: 'bad_request' },
  })
})

const openAiAnswer = (message: object, more: object = {}) => ({
  response: {
    status_code: 200,
    request_id: 'req_7',
    body: {
      model: 'm-1',
      choices: [{ finish_reason: 'stop', message, ...more }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    },
  },
})
const anthropicAnswer = (text: string, more: object = {}) => ({
  type: 'succeeded',
  message: {
    model: 'm-1',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 2 },
    ...more,
  },
})
const ask = requests[0] as LlmRequest
const askJson = requests[1] as LlmRequest
const openAiError = (status: number, error: object) => ({
  response: { status_code: status, request_id: 'req_7', body: { error } },
})
const anthropicError = (type: string, message = 'oh') => ({
  type: 'errored',
  error: { type: 'error', error: { type, message }, request_id: 'req_8' },
})

test.each<[string, Name, object, LlmRequest, unknown]>([
  [
    'an answer',
    'openai-chat',
    openAiAnswer({ content: 'Hi' }),
    ask,
    {
      kind: 'succeeded',
      result: { text: 'Hi', model: 'm-1', requestId: 'req_7', usage: { tokensIn: 3, tokensOut: 2 } },
    },
  ],
  [
    'an answer that is cut off',
    'openai-chat',
    openAiAnswer({ content: 'Hi' }, { finish_reason: 'length' }),
    ask,
    { kind: 'permanent', failure: { code: 'cut_off' }, answer: { text: 'Hi' } },
  ],
  [
    'JSON that does not fit its schema',
    'openai-chat',
    openAiAnswer({ content: '{"n":"x"}' }),
    askJson,
    { kind: 'transient', failure: { code: 'invalid_answer' } },
  ],
  ['JSON that fits its schema', 'openai-chat', openAiAnswer({ content: '{"n":1}' }), askJson, { kind: 'succeeded' }],
  [
    'a request that is refused',
    'openai-chat',
    openAiError(400, { message: 'bad', type: 'invalid_request_error' }),
    ask,
    { kind: 'permanent', failure: { code: 'bad_request', message: 'bad', requestId: 'req_7' } },
  ],
  [
    'a prompt that is too long',
    'openai-chat',
    openAiError(400, { message: 'too long', code: 'context_length_exceeded' }),
    ask,
    { kind: 'permanent', failure: { code: 'context_length' } },
  ],
  [
    'a fault of the server',
    'openai-chat',
    openAiError(500, { message: 'oops', type: 'server_error' }),
    ask,
    { kind: 'transient', failure: { status: 500 } },
  ],
  [
    'a request that took too long',
    'openai-chat',
    { response: null, error: { code: 'request_timeout', message: 'slow' } },
    ask,
    { kind: 'transient', failure: { code: 'timeout', providerCode: 'request_timeout', status: null } },
  ],
  [
    'an answer',
    'anthropic',
    anthropicAnswer('Hi'),
    ask,
    { kind: 'succeeded', result: { text: 'Hi', usage: { tokensIn: 3, tokensOut: 2 } } },
  ],
  [
    'a refusal',
    'anthropic',
    anthropicAnswer('No', { stop_reason: 'refusal' }),
    ask,
    { kind: 'permanent', failure: { code: 'content_policy' } },
  ],
  [
    'JSON that does not fit its schema',
    'anthropic',
    anthropicAnswer('{"n":"x"}'),
    askJson,
    { kind: 'transient', failure: { code: 'invalid_answer' } },
  ],
  [
    'a request that is refused',
    'anthropic',
    anthropicError('invalid_request_error', 'messages: bad'),
    ask,
    { kind: 'permanent', failure: { code: 'bad_request', status: 400, message: 'messages: bad', requestId: 'req_8' } },
  ],
  ['a fault of the server', 'anthropic', anthropicError('api_error'), ask, { kind: 'transient' }],
  [
    'an overload',
    'anthropic',
    anthropicError('overloaded_error'),
    ask,
    { kind: 'transient', failure: { code: 'overloaded' } },
  ],
  ['an error of a kind that is new', 'anthropic', anthropicError('brand_new_error'), ask, { kind: 'transient' }],
])('%s of %s comes to what it would as a single call', async (_what, name, answer, request, outcome) => {
  const { api } = await setup(name)
  expect(await api.judge({ custom_id: 'id', ...answer }, { request, model: 'm' })).toMatchObject({
    kind: 'answered',
    outcome,
  })
})

test.each<[Name, object, string]>([
  ['openai-chat', { response: null, error: { code: 'batch_expired', message: 'x' } }, 'expired'],
  ['openai-chat', { response: null, error: { code: 'batch_cancelled', message: 'x' } }, 'cancelled'],
  ['anthropic', { type: 'expired' }, 'expired'],
  ['anthropic', { type: 'canceled' }, 'cancelled'],
])('%s: a row that had no turn is no answer', async (name, answer, kind) => {
  const { api } = await setup(name)
  expect(await api.judge({ custom_id: 'id', ...answer }, { request: ask, model: 'm' })).toEqual({ kind })
})

test.each<[Name, unknown]>([
  ['openai-chat', { custom_id: 'id', response: 'what?' }],
  ['openai-chat', { custom_id: 'id', response: { status_code: '200', body: {} } }],
  ['anthropic', 'what?'],
  ['anthropic', { type: 'succeeded', message: 'what?' }],
])('%s: an answer in a shape that nobody knows is a failure of its row', async (name, answer) => {
  const { api } = await setup(name)
  expect(await api.judge(answer, { request: ask, model: 'm' })).toMatchObject({
    kind: 'answered',
    outcome: { kind: 'transient', failure: { code: 'server_error', message: expect.stringContaining('shape') } },
  })
})

test.each<[Name, object]>([
  ['openai-chat', { custom_id: 'id', response: 'what?' }],
  ['anthropic', { custom_id: 'id', result: 'what?' }],
])('%s: a line that cannot be read is given to its row, and not left out', async (name, line) => {
  const { server, api } = await setup(name)
  server.play((response, seen) => {
    if (seen.url?.startsWith('/v1/batches/'))
      return whole({ body: { id: 'b', status: 'completed', output_file_id: 'file-1' } })(response, seen)
    response.end(`${JSON.stringify(line)}\n`)
  })
  const found: string[] = []
  for await (const { customId } of api.results('b', never)) found.push(customId)
  expect(found).toEqual(['id'])
})

test('a file for OpenAI is uploaded for a batch, with its name and an end, and then made one under our name', async () => {
  const { server, api } = await setup('openai-chat')
  server.play((response, seen) => {
    whole({ body: seen.url === '/v1/files' ? { id: 'file-1' } : { id: 'batch_1', status: 'validating' } })(
      response,
      seen,
    )
  })
  expect(await api.submit({ name: 'our-name', endpoint: '/v1/embeddings', lines: ['{"a":1}', '{"b":2}'] }, never)).toBe(
    'batch_1',
  )
  const [file, batch] = server.seen
  expect(file).toMatchObject({
    method: 'POST',
    url: '/v1/files',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/),
    },
  })
  expect(batch).toMatchObject({
    method: 'POST',
    url: '/v1/batches',
    body: {
      ...{
        input_file_id: 'file-1',
        endpoint: '/v1/embeddings',
        completion_window: '24h',
        metadata: { trilane: 'our-name' },
      },
      output_expires_after: { anchor: 'created_at', seconds: 2_592_000 },
    },
  })
})

test.each<[Name, number | 'none', boolean]>([
  ['openai-chat', 400, true],
  ['openai-chat', 503, false],
  ['openai-chat', 'none', false],
  ['anthropic', 413, true],
  ['anthropic', 529, false],
  ['anthropic', 'none', false],
])('%s: after %s to the creation of a batch it is known whether there may be one', async (name, status, certain) => {
  const { server, api } = await setup(name)
  server.play((response, seen) => {
    if (seen.url !== protocols[name].create) return whole({ body: { id: 'file-1' } })(response, seen)
    if (status === 'none') return void response.destroy()
    whole({ status, body: { error: { message: 'no' } } })(response, seen)
  })
  const error = await rejected(api.submit({ name: 'n', endpoint: '/v1/chat/completions', lines: ['{}'] }, never))
  expect(error).toMatchObject({ certain, status: status === 'none' ? null : status })
  expect(server.seen.filter(({ url }) => url === protocols[name].create)).toHaveLength(1)
})

test('a batch is found by its name on a later page', async () => {
  const { server, api } = await setup('openai-chat')
  const batch = (id: string, trilane: string) => ({ id, status: 'in_progress', metadata: { trilane } })
  server.play((response, seen) => {
    const second = seen.url.includes('after=b2')
    const data = second ? [batch('b3', 'ours')] : [{ ...batch('b1', 'x'), metadata: null }, batch('b2', 'theirs')]
    whole({ body: { data, has_more: !second } })(response, seen)
  })
  const found = (name: string) => api.find({ name, rows: 1, since: 0, except: [] }, never)
  expect(await found('ours')).toEqual({ id: 'b3', certain: true })
  expect(await found('nobody')).toBeNull()
})

test.each(names)('%s: a file of answers that breaks off is told, after the rows that came', async (name) => {
  const { server, api } = await setup(name)
  const line =
    name === 'anthropic'
      ? { custom_id: 'a', result: { type: 'expired' } }
      : { custom_id: 'a', response: null, error: { code: 'x' } }
  server.play((response, seen) => {
    if (!/content|results/.test(seen.url)) {
      return whole({ body: { id: 'b', status: 'completed', output_file_id: 'f' } })(response, seen)
    }
    response.writeHead(200, { 'content-length': '100000' })
    response.write(`${JSON.stringify(line)}\n`, () => setImmediate(() => response.destroy()))
  })
  const rows: string[] = []
  const reading = async (from: BatchApi) => {
    for await (const { customId } of from.results('b', never)) rows.push(customId)
  }
  const error = await rejected(reading(api))
  expect(error.outcome).toMatchObject({ kind: 'transient', failure: { code: 'connection' } })
  expect(rows).toEqual(['a'])
})

test.each(names)('%s: a refused key is told as such, and is not in the words', async (name) => {
  const { server, api } = await setup(name)
  server.play(
    whole({
      status: 401,
      body: { error: { type: 'authentication_error', code: 'invalid_api_key', message: `Bad key ${key}` } },
    }),
  )
  const { outcome } = await rejected(api.status('b', never))
  expect(outcome).toMatchObject({ kind: 'blocked', reason: 'auth' } satisfies Partial<Outcome>)
  expect(JSON.stringify(outcome)).not.toContain(key)
})

test('the end of the process ends a question, and says what it is', async () => {
  const { server, api } = await setup('anthropic')
  const stopping = new AbortController()
  const asked = vi.fn()
  server.play(() => {
    asked()
    stopping.abort('shutdown')
  })
  expect((await rejected(api.status('b', stopping.signal))).outcome).toEqual({ kind: 'lost' })
  expect(asked).toHaveBeenCalledOnce()
})

test.each([
  ['openai', 'openai-chat', 'https://api.openai.com/v1', true],
  ['custom', 'openai-chat', 'https://eu.api.openai.com/v1', true],
  ['openai-responses', 'openai-responses', 'https://proxy.example/v1', true],
  ['anthropic', 'anthropic', 'https://api.anthropic.com', true],
  ['groq', 'openai-chat', 'https://api.groq.com/openai/v1', false],
  ['custom', 'anthropic', 'http://127.0.0.1:8080', false],
  ['custom', 'openai-chat', 'https://api.openai.com.example.org', false],
  ['azure', 'openai-chat', 'https://x.openai.azure.com/openai/v1', false],
  ['gemini', 'gemini', 'https://generativelanguage.googleapis.com/v1beta', false],
  ['practice', 'openai-chat', null, false],
] as const)('%s at %s %s has a batch API: %s', (preset, protocol, baseUrl, offers) => {
  expect(offersBatches({ preset, protocol, baseUrl })).toBe(offers)
})
