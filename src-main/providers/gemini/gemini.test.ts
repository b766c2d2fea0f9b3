import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ProviderCall } from '#shared/outcome'
import { chat, LlmRequest } from '#shared/request'
import { type Loopback, startLoopback, stream, whole } from '../conformance/loopback'
import type { Endpoint, ProtocolAdapter } from '../protocol'
import { apiRoot, modelPath } from './client'
import { createGemini } from './gemini'

const model = 'gemini-3-flash'
let server: Loopback
const adapters: ProtocolAdapter[] = []
beforeEach(async () => {
  server = await startLoopback()
})
afterEach(async () => {
  for (const adapter of adapters.splice(0)) await adapter.close()
  await server.close()
  vi.unstubAllEnvs()
})

function adapter(endpoint: Partial<Endpoint> = {}): ProtocolAdapter {
  const made = createGemini({ baseUrl: server.origin, apiKey: 'AIza-own', stream: false, ...endpoint })
  adapters.push(made)
  return made
}
const callOf = (request: LlmRequest, more: Partial<ProviderCall> = {}): ProviderCall => ({
  ...{ request, model, idempotencyKey: 'task-1-1', signal: new AbortController().signal, onFirstByte: () => {} },
  ...more,
})
const candidate = (parts: object[], finishReason = 'STOP') => ({ candidates: [{ content: { parts }, finishReason }] })
const replyWith = (...parts: object[]) => server.play(whole({ body: candidate(parts) }))

test('no variable of the environment reaches a call', async () => {
  vi.stubEnv('GOOGLE_API_KEY', 'AIza-environment')
  vi.stubEnv('GEMINI_API_KEY', 'AIza-environment')
  vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'http://127.0.0.1:9')
  vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true')
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'environment')
  replyWith({ text: 'Hello' })
  for (const apiKey of ['AIza-own', null]) {
    expect((await adapter({ apiKey }).call(callOf(chat('Hi')))).kind).toBe('succeeded')
  }
  const [withKey, without] = server.seen
  const sent = { 'x-goog-api-key': 'AIza-own', 'idempotency-key': 'task-1-1', 'user-agent': 'trilane' }
  expect(withKey).toMatchObject({ url: '/v1beta/models/gemini-3-flash:generateContent', headers: sent })
  for (const name of ['x-goog-api-key', 'authorization']) expect(without?.headers).not.toHaveProperty(name)
  expect(JSON.stringify(server.seen)).not.toContain('environment')
})

test('headers of one’s own go out', async () => {
  replyWith({ text: 'Hello' })
  await adapter({ apiKey: null, headers: { Authorization: 'Bearer gateway' } }).call(callOf(chat('Hi')))
  expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer gateway' })
})

test('a query in the base URL stays with every request', async () => {
  replyWith({ text: 'Hello' })
  await adapter({ baseUrl: `${server.origin}/proxy?gateway=1`, stream: true }).call(callOf(chat('Hi')))
  expect(server.seen[0]?.url).toBe('/proxy/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse&gateway=1')
})

test('an answer is complete with its stop reason, however the connection ends after it', async () => {
  server.play((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = [{}, candidate([{ text: 'Hello' }])].map((event) => `data: ${JSON.stringify(event)}\n\n`)
    response.write(events.join(''), () => response.destroy())
  })
  const outcome = await adapter({ stream: true }).call(callOf(chat('Hi')))
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { text: 'Hello' } })
})

test('of several candidates the first is the answer, in a stream too', async () => {
  const events = [
    { candidates: [{ index: 1, content: { parts: [{ text: 'B' }] } }] },
    { candidates: [{ content: { parts: [{ text: 'A' }] } }], usageMetadata: { promptTokenCount: 3 } },
    {
      candidates: [
        { index: 1, finishReason: 'SAFETY' },
        { index: 0, finishReason: 'STOP' },
      ],
      usageMetadata: { candidatesTokenCount: 2 },
    },
  ]
  server.play(stream(events.map((event) => `data: ${JSON.stringify(event)}\n\n`)))
  expect(await adapter({ stream: true }).call(callOf(chat('Hi')))).toMatchObject({
    ...{ kind: 'succeeded', result: { text: 'A', usage: { tokensIn: 3, tokensOut: 2 } } },
  })
})

test('a redirect is not followed', async () => {
  server.play((response) => response.writeHead(302, { location: 'https://example.com/' }).end())
  const outcome = await adapter().call(callOf(chat('Hi')))
  expect(outcome).toMatchObject({
    kind: 'permanent',
    failure: { message: expect.stringContaining('https://example.com/') },
  })
})

test('an embedding answers with its vector, and is never streamed', async () => {
  server.play(whole({ body: { embedding: { values: [0.25, -1] }, usageMetadata: { promptTokenCount: 2 } } }))
  const outcome = await adapter({ stream: true }).call(callOf({ kind: 'embedding', input: 'Hi' }))
  expect(outcome).toEqual({
    kind: 'succeeded',
    result: {
      ...{ kind: 'embedding', text: '[0.25,-1]', cutOff: false, finishReason: null, model, requestId: null },
      usage: { tokensIn: 2, tokensOut: null },
    },
  })
  expect(server.seen[0]?.url).toBe('/v1beta/models/gemini-3-flash:embedContent')
  server.play(whole({ body: { embedding: {} } }))
  const none = await adapter().call(callOf({ kind: 'embedding', input: 'Hi' }))
  expect(none).toMatchObject({ kind: 'transient', failure: { code: 'server_error' } })
})

test('an answer is checked against the schema', async () => {
  const request = LlmRequest.parse({ ...chat('Hi'), json: { schema: { type: 'object', required: ['age'] } } })
  replyWith({ text: '{"age":' }, { text: ' 3}' })
  expect(await adapter().call(callOf(request))).toMatchObject({ kind: 'succeeded', result: { text: '{"age": 3}' } })
  replyWith({ text: '{}' })
  expect(await adapter().call(callOf(request))).toMatchObject({
    kind: 'transient',
    failure: { code: 'invalid_answer' },
  })
})

test('a verbatim request goes to the path that it names, whatever the settings say of streams', async () => {
  replyWith({ text: 'Hi' })
  const body = { contents: [{ parts: [{ text: 'Hello' }] }], cachedContent: 'c/1' }
  const verbatim: LlmRequest = { kind: 'verbatim', path: '/v1beta/generateContent', body }
  expect(await adapter({ stream: true }).call(callOf(verbatim))).toMatchObject({ result: { text: 'Hi' } })
  expect(server.seen).toMatchObject([{ url: expect.stringMatching(/:generateContent$/), body }])
})

const offering = LlmRequest.parse({
  ...{ kind: 'verbatim', path: '/v1beta/generateContent' },
  body: { contents: [], tools: [{ functionDeclarations: [{ name: 'look' }] }] },
})
const functionCall = { name: 'look', args: { at: 1 } }

test('where tools were offered their calls are the answer, streamed too', async () => {
  const parts = [{ text: 'Hm', thought: true }, { text: 'I look.' }, { functionCall }]
  const expected = { kind: 'succeeded', result: { text: JSON.stringify(parts.slice(1)) } }
  replyWith(...parts)
  expect(await adapter().call(callOf(offering))).toMatchObject(expected)
  server.play(stream(parts.map((part) => `data: ${JSON.stringify(candidate([part]))}\n\n`)))
  expect(await adapter({ stream: true }).call(callOf(offering))).toMatchObject(expected)
})

test('a call of offered tools that came out wrong is worth another try', async () => {
  server.play(whole({ body: candidate([], 'MALFORMED_FUNCTION_CALL') }))
  const expected = { kind: 'transient', failure: { code: 'server_error', providerCode: 'MALFORMED_FUNCTION_CALL' } }
  expect(await adapter().call(callOf(offering))).toMatchObject(expected)
})

test('models are listed from all pages', async () => {
  server.play((response, { url }) => {
    const page = url.includes('pageToken=next%2F1')
      ? { models: [{ name: 'models/b' }] }
      : { models: [{ name: 'models/a' }], nextPageToken: 'next/1' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
  })
  expect(await adapter().listModels(AbortSignal.timeout(5_000))).toEqual(['a', 'b'])
})

test.each([
  ['https://generativelanguage.googleapis.com', 'https://generativelanguage.googleapis.com/v1beta'],
  ['https://generativelanguage.googleapis.com/v1beta/', 'https://generativelanguage.googleapis.com/v1beta'],
  ['https://generativelanguage.googleapis.com/v1', 'https://generativelanguage.googleapis.com/v1'],
  ['https://generativelanguage.googleapis.com/v1beta/models', 'https://generativelanguage.googleapis.com/v1beta'],
  ['https://gateway.example/google', 'https://gateway.example/google/v1beta'],
])('%s has its root at %s', (typed, root) => {
  expect(apiRoot(typed)).toBe(root)
})

test.each([
  ['gemini-3-flash', '/models/gemini-3-flash'],
  ['models/gemini-3-flash', '/models/gemini-3-flash'],
  ['tunedModels/mine', '/tunedModels/mine'],
  ['a?b#c', '/models/a%3Fb%23c'],
])('the model %s is at %s', (name, path) => {
  expect(modelPath(name)).toBe(path)
})
