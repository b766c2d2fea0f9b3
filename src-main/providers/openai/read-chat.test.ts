import { expect, test } from 'vitest'
import { chat as chatOf, type JsonAnswer } from '#shared/request'
import { readAnswer } from './read-answer'
import type { WireRequest } from './wire-request'

const context = { secrets: [], now: 0 }
const chat: WireRequest = { path: '/chat/completions', stream: false, body: { model: 'm', messages: [] } }
const read = (body: unknown, wire = chat, json?: JsonAnswer) =>
  readAnswer(
    {
      status: 200,
      headers: new Headers({ 'x-request-id': 'r1' }),
      text: typeof body === 'string' ? body : JSON.stringify(body),
    },
    { request: { ...chatOf('Hi'), ...(json ? { json } : {}) } as ReturnType<typeof chatOf>, wire },
    context,
  )
const choice = (message: object, finish_reason: string | null = 'stop') => ({
  model: 'm-2026',
  choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
})

test('a plain answer', () => {
  expect(read(choice({ content: 'Hello' }))).toEqual({
    kind: 'succeeded',
    result: {
      kind: 'text',
      text: 'Hello',
      cutOff: false,
      finishReason: 'stop',
      model: 'm-2026',
      requestId: 'r1',
      usage: { tokensIn: 12, tokensOut: 3 },
    },
  })
})

test('blank lines before the JSON, as DeepSeek sends them to keep the connection', () => {
  expect(read(`\n\n\n${JSON.stringify(choice({ content: 'Hi' }))}`)).toMatchObject({ kind: 'succeeded' })
})

test('a list of parts, as Mistral sends it', () => {
  const parts = [
    { type: 'thinking', thinking: [] },
    { type: 'text', text: 'A' },
    { type: 'text', text: 'B' },
  ]
  expect(read(choice({ content: parts }))).toMatchObject({ result: { text: 'AB' } })
})

test('an answer without usage or model is an answer all the same', () => {
  const { choices } = choice({ content: 'Hi' })
  expect(read({ choices })).toMatchObject({ result: { model: 'm', usage: { tokensIn: null, tokensOut: null } } })
})

test.each(['length', 'max_tokens', 'model_length'])(
  'text that ends with %s is kept and marked as cut off',
  (reason) => {
    expect(read(choice({ content: 'Half' }, reason))).toMatchObject({
      kind: 'permanent',
      failure: { code: 'cut_off', providerCode: reason },
      answer: { text: 'Half', cutOff: true, usage: { tokensIn: 12, tokensOut: 3 } },
    })
  },
)

test.each<[string, unknown, object]>([
  [
    'length without text',
    choice({ content: '' }, 'length'),
    { kind: 'permanent', failure: { code: 'cut_off', message: expect.stringContaining('thoughts') } },
  ],
  [
    'a content filter',
    choice({ content: 'Ha' }, 'content_filter'),
    { kind: 'permanent', failure: { code: 'content_policy' } },
  ],
  [
    'a refusal',
    choice({ refusal: 'I cannot help.' }),
    { kind: 'permanent', failure: { code: 'content_policy', message: 'I cannot help.' } },
  ],
  [
    'tool calls that nobody offered',
    choice({ tool_calls: [{ id: '1' }] }, 'tool_calls'),
    { kind: 'permanent', failure: { code: 'invalid_answer' } },
  ],
  ['no choices', { choices: [] }, { kind: 'transient', outage: false, failure: { code: 'invalid_answer' } }],
  ['an empty text', choice({ content: '' }), { kind: 'transient', failure: { code: 'invalid_answer' } }],
  ['a broken-off answer', choice({ content: 'x' }, 'error'), { kind: 'transient', failure: { code: 'server_error' } }],
  ['a request that vLLM gave up', choice({ content: 'x' }, 'abort'), { kind: 'transient', answer: { text: 'x' } }],
  ['DeepSeek out of resources', choice({ content: 'x' }, 'insufficient_system_resource'), { kind: 'transient' }],
  [
    'an error at the top',
    { error: { code: 502, message: 'Upstream' } },
    { kind: 'transient', outage: true, failure: { message: 'Upstream' } },
  ],
  [
    'an error in words',
    { error: 'model runner has stopped' },
    { kind: 'transient', failure: { message: 'model runner has stopped' } },
  ],
  [
    'an error in the choice',
    { choices: [{ ...choice({}).choices[0], error: { code: 429, message: 'Slow' } }] },
    { kind: 'rate_limited' },
  ],
  [
    'half a JSON',
    '{"choices": [',
    { kind: 'transient', outage: false, failure: { code: 'server_error', status: 200 } },
  ],
  ['no body', '', { kind: 'transient', failure: { code: 'server_error' } }],
  ['another shape', { answer: 42 }, { kind: 'transient', failure: { code: 'server_error' } }],
  [
    'a web page',
    '<!doctype html><title>Log in</title>',
    { kind: 'transient', outage: true, failure: { code: 'connection' } },
  ],
])('HTTP 200 with %s is no success', (_, body, expected) => {
  expect(read(body)).toMatchObject(expected)
})

test('a null error beside an answer is none', () => {
  expect(read({ ...choice({ content: 'Hi' }), error: null })).toMatchObject({ kind: 'succeeded' })
})

test('tool calls are the result of a request that offers tools', () => {
  const wire: WireRequest = { ...chat, body: { ...chat.body, tools: [{ type: 'function' }] } }
  const outcome = read(choice({ tool_calls: [{ id: '1' }] }, 'tool_calls'), wire)
  expect(outcome).toMatchObject({ result: { text: '[{"id":"1"}]', finishReason: 'tool_calls' } })
})

test('embeddings come in the order of their inputs', () => {
  const data = [
    { index: 1, embedding: [0, 1] },
    { index: 0, embedding: [1, 0] },
  ]
  const one: WireRequest = { path: '/embeddings', stream: false, body: { model: 'e', input: 'a' } }
  const two: WireRequest = { path: '/embeddings', stream: false, body: { model: 'e', input: ['a', 'b'] } }
  expect(read({ data }, one)).toMatchObject({ result: { kind: 'embedding', text: '[1,0]', model: 'e' } })
  expect(read({ data }, two)).toMatchObject({ result: { text: '[[1,0],[0,1]]' } })
})

test.each<[string, unknown, unknown]>([
  ['without any', [], 'a'],
  ['with an empty one', [{ index: 0, embedding: [] }], 'a'],
  ['with fewer than inputs', [{ index: 0, embedding: [1] }], ['a', 'b']],
])('an answer %s of its vectors is no success', (_, data, input) => {
  const wire = { path: '/embeddings', stream: false, body: { model: 'e', input } } as WireRequest
  expect(read({ data }, wire)).toMatchObject({ kind: 'transient', failure: { code: 'invalid_answer' } })
})

test('the tokens of one text are one input', () => {
  const wire: WireRequest = { path: '/embeddings', stream: false, body: { model: 'e', input: [17, 4] } }
  expect(read({ data: [{ embedding: [1] }] }, wire)).toMatchObject({ kind: 'succeeded', result: { text: '[[1]]' } })
})

test('thoughts that only the total counts are output as well', () => {
  const told = (usage: object) => read({ ...choice({ content: 'Hi' }), usage })
  const gemini = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 95 }
  expect(told(gemini)).toMatchObject({ result: { usage: { tokensIn: 12, tokensOut: 83 } } })
  const odd = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 10 }
  expect(told(odd)).toMatchObject({ result: { usage: { tokensIn: 12, tokensOut: 3 } } })
})

test('cached tokens, as each provider tells them', () => {
  const told = (usage: object) => {
    const outcome = read({ ...choice({ content: 'Hi' }), usage })
    return outcome.kind === 'succeeded' ? outcome.result.usage : outcome
  }
  const openAi = { prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 0 } }
  const sums = { prompt_tokens: 12, completion_tokens: 3 }
  expect(told({ ...sums, ...openAi })).toEqual({ tokensIn: 12, tokensOut: 3, cachedIn: 8, cacheWrite: 0 })
  const deepSeek = { prompt_cache_hit_tokens: 10, prompt_cache_miss_tokens: 2 }
  expect(told({ ...sums, ...deepSeek })).toEqual({ tokensIn: 12, tokensOut: 3, cachedIn: 10 })
  expect(told({ ...sums, prompt_tokens_details: null })).toEqual({ tokensIn: 12, tokensOut: 3 })
})

const priced: JsonAnswer = {
  name: 'answer',
  schema: { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] },
}
test.each<[string, JsonAnswer, string]>([
  ['{"price": 3}', priced, '{"price": 3}'],
  ['```json\n{"price": 3}\n```', priced, '{"price": 3}'],
  ['[1, 2]', 'any', '[1, 2]'],
  ...[
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-06/schema#',
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ].map((dialect): [string, JsonAnswer, string] => {
    const schema = { $schema: dialect, $id: 'x', type: 'object', properties: { a: { const: 1 } }, required: ['a'] }
    return ['{"a": 1}', { name: 'a', schema }, '{"a": 1}']
  }),
  // A list of schemas, as drafts before 2020-12 have it.
  ['[1, "b"]', { name: 'a', schema: { items: [{ type: 'number' }, { type: 'string' }] } }, '[1, "b"]'],
])('%s is the JSON that was asked for', (content, json, text) => {
  expect(read(choice({ content }), chat, json)).toMatchObject({ kind: 'succeeded', result: { text } })
})

test.each<[string, JsonAnswer, RegExp]>([
  ['{"price": "3"}', priced, /does not fit the schema: \/price must be number/],
  ['[1, 2]', { name: 'a', schema: { items: [{ type: 'number' }, { type: 'string' }] } }, /must be string/],
  ['{}', priced, /must have required property 'price'/],
  ['Sure! {"price": 3}', priced, /is no JSON/],
  ['{"price":', 'any', /is no JSON/],
])('%s is not, and is kept with what it cost', (content, json, message) => {
  expect(read(choice({ content }), chat, json)).toMatchObject({
    kind: 'transient',
    outage: false,
    failure: { code: 'invalid_answer', message: expect.stringMatching(message) },
    answer: { text: content, usage: { tokensIn: 12, tokensOut: 3 } },
  })
})
