import { expect } from 'vitest'
import { createAnthropic } from '../../anthropic/anthropic'
import { type Case, type Family, suiteKey } from '../family'

/** Provider wire facts: [ant-sdk], [ant-docs], [ant-rl], [ant-err], [cc-67341], [cc-html]. */
const model = 'claude-sonnet-4-5-20250929'
const requestId = 'req_011CSHoEeqs5C35K2UUqR7Fy'

const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`
const usage = (output: number, cached = { creation: 0, read: 0 }) => ({
  input_tokens: 12,
  cache_creation_input_tokens: cached.creation,
  cache_read_input_tokens: cached.read,
  output_tokens: output,
  service_tier: 'standard',
})
const message = (fields: object) => ({
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model,
  content: [{ type: 'text', text: 'Hello!' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: usage(5),
  ...fields,
})
const error = (type: string, text: string, more: object = {}) => ({
  type: 'error',
  error: { type, message: text, ...more },
  request_id: requestId,
})
const head = [
  event('message_start', {
    message: message({ content: [], stop_reason: null, usage: usage(1, { creation: 0, read: 900 }) }),
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
]
const delta = (text: string) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
const finished = (delta: object, output: number) => [
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null, ...delta },
    usage: { input_tokens: null, cache_read_input_tokens: null, output_tokens: output },
  }),
  event('message_stop', {}),
]
const refusal = {
  stop_reason: 'refusal',
  stop_details: { type: 'refusal', category: 'bio', explanation: 'This request may enable harm in biology.' },
}
const body = {
  model,
  max_tokens: 50,
  system: 'Be brief',
  messages: [{ role: 'user', content: 'Say hello' }],
  temperature: 0,
}
const headers = { 'request-id': requestId }

const refusals: Case[] = [
  {
    name: '429 with its time to wait',
    reply: {
      status: 429,
      headers: { ...headers, 'retry-after': '42' },
      body: error(
        'rate_limit_error',
        'This request would exceed your organization’s rate limit of 30,000 input tokens per minute.',
      ),
    },
    expected: { kind: 'rate_limited', retryAfterMs: 42_000, failure: { code: 'rate_limited', requestId } },
  },
  {
    name: '429 for the monthly spend limit',
    reply: {
      status: 429,
      body: error('rate_limit_error', 'Your organization has reached its monthly usage limit.', {
        details: { error_code: 'enforced_spend_limit_reached' },
      }),
    },
    expected: { kind: 'blocked', reason: 'quota' },
  },
  {
    name: '400 for the spend limit that the account set itself',
    reply: {
      status: 400,
      body: error(
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      ),
    },
    expected: { kind: 'blocked', reason: 'quota' },
  },
  {
    name: '413 for a body that is too large',
    reply: { status: 413, body: error('request_too_large', 'Request exceeds the maximum allowed number of bytes.') },
    expected: { kind: 'permanent', failure: { code: 'bad_request' } },
  },
  {
    name: '400 for a temperature',
    reply: { status: 400, body: error('invalid_request_error', '`temperature` is not supported on this model.') },
    expected: { kind: 'permanent', failure: { code: 'bad_request', providerCode: 'invalid_request_error' } },
  },
  {
    name: '403 for missing rights',
    reply: {
      status: 403,
      body: error('permission_error', 'Your API key does not have permission to use the specified resource.'),
    },
    expected: { kind: 'blocked', reason: 'auth' },
  },
  {
    name: '504 after too long',
    reply: { status: 504, body: error('timeout_error', 'The request timed out.') },
    expected: { kind: 'transient', outage: true },
  },
  {
    name: '524 of the edge, as JSON',
    reply: {
      status: 524,
      body: {
        ...{ type: 'https://developers.cloudflare.com/', title: 'Error 524: A timeout occurred', status: 524 },
        ...{ error_code: 524, error_category: 'origin', cloudflare_error: true, retryable: true, retry_after: 120 },
      },
    },
    expected: { kind: 'transient', outage: true, retryAfterMs: 120_000 },
  },
]

export const anthropic: Family = {
  name: 'Anthropic Messages',
  make: createAnthropic,
  basePath: '',
  limitFamily: 'anthropic',
  model,
  auth: { 'x-api-key': suiteKey, 'anthropic-version': '2023-06-01' },
  asked: { url: '/v1/messages', body },
  askedStreamed: { url: '/v1/messages', body: { ...body, stream: true } },
  success: {
    reply: {
      headers,
      body: message({
        content: [
          { type: 'thinking', thinking: 'A greeting.', signature: 'EqQB' },
          { type: 'text', text: 'Hello' },
          { type: 'text', text: '!' },
        ],
        usage: usage(5, { creation: 100, read: 900 }),
      }),
    },
    result: {
      ...{ kind: 'text', text: 'Hello!', cutOff: false, finishReason: 'end_turn', model, requestId },
      usage: { tokensIn: 1012, tokensOut: 5, cachedIn: 900, cacheWrite: 100 },
    },
  },
  stream: {
    headers,
    head,
    pieces: [delta('Grüß '), delta('Gott'), delta(' 👋')],
    texts: ['Grüß ', 'Gott', ' 👋'],
    quiet: [
      event('ping', {}),
      ': keep-alive\n\n',
      event('content_block_start', { index: 1, content_block: { type: 'thinking', thinking: '', signature: '' } }),
      event('content_block_delta', { index: 1, delta: { type: 'thinking_delta', thinking: 'Hm.' } }),
      event('content_block_delta', { index: 1, delta: { type: 'signature_delta', signature: 'EqQB' } }),
      event('content_block_stop', { index: 1 }),
      event('some_event_of_tomorrow', { index: 1 }),
    ],
    end: finished({}, 9),
    result: {
      ...{ kind: 'text', text: 'Grüß Gott 👋', cutOff: false, finishReason: 'end_turn', model, requestId },
      usage: { tokensIn: 912, tokensOut: 9, cachedIn: 900, cacheWrite: 0 },
    },
    error: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
    errorIs: { kind: 'transient', outage: true, failure: { code: 'overloaded', providerCode: 'overloaded_error' } },
  },
  errors: {
    keyRefused: {
      reply: { status: 401, headers, body: error('authentication_error', 'invalid x-api-key') },
      expected: { kind: 'blocked', reason: 'auth', failure: { status: 401, requestId } },
    },
    noSuchModel: {
      reply: { status: 404, headers, body: error('not_found_error', `model: ${model}`) },
      expected: { kind: 'permanent', failure: { code: 'model', status: 404 } },
    },
    contextLength: {
      reply: {
        status: 400,
        body: error('invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'),
      },
      expected: { kind: 'permanent', failure: { code: 'context_length', status: 400 } },
    },
    payment: {
      reply: {
        status: 402,
        body: error('billing_error', 'Your credit balance is too low to access the Anthropic API.'),
      },
      expected: { kind: 'blocked', reason: 'quota', failure: { status: 402 } },
    },
    overloaded: {
      reply: { status: 529, body: error('overloaded_error', 'Overloaded') },
      expected: { kind: 'transient', outage: true, failure: { code: 'overloaded', status: 529 } },
    },
    serverFault: {
      reply: { status: 500, body: error('api_error', 'Internal server error') },
      expected: { kind: 'transient', outage: false, failure: { code: 'server_error', status: 500 } },
    },
  },
  refusals,
  unsuccessful: [
    {
      name: 'an error',
      reply: { body: error('api_error', 'Internal server error') },
      expected: { kind: 'transient', failure: { code: 'server_error', status: 200 } },
    },
    {
      name: 'cut off at its token limit',
      reply: { body: message({ stop_reason: 'max_tokens' }) },
      expected: {
        ...{ kind: 'permanent', failure: { code: 'cut_off', providerCode: 'max_tokens' } },
        answer: { text: 'Hello!', cutOff: true, usage: { tokensIn: 12, tokensOut: 5 } },
      },
    },
    {
      name: 'cut off at the end of the context window',
      reply: { body: message({ stop_reason: 'model_context_window_exceeded' }) },
      expected: { kind: 'permanent', failure: { code: 'cut_off' }, answer: { text: 'Hello!' } },
    },
    {
      name: 'cut off before its first word',
      reply: {
        body: message({ stop_reason: 'max_tokens', content: [{ type: 'thinking', thinking: 'Hm', signature: '' }] }),
      },
      expected: { kind: 'permanent', failure: { code: 'cut_off', message: expect.stringContaining('thoughts') } },
    },
    {
      name: 'refused, with its category',
      reply: { body: message({ ...refusal, content: [] }) },
      expected: {
        ...{
          kind: 'permanent',
          failure: { code: 'content_policy', providerCode: 'bio', message: refusal.stop_details.explanation },
        },
        answer: { usage: { tokensIn: 12, tokensOut: 5 } },
      },
    },
    {
      name: 'refused in the middle, without a category',
      reply: { body: message({ stop_reason: 'refusal', stop_details: null }) },
      expected: {
        kind: 'permanent',
        failure: { code: 'content_policy', providerCode: 'refusal' },
        answer: { text: 'Hello!' },
      },
    },
    {
      name: 'empty',
      reply: { body: message({ content: [] }) },
      expected: { kind: 'transient', failure: { code: 'invalid_answer' }, answer: { usage: { tokensOut: 5 } } },
    },
    {
      name: 'a tool call that nobody offered',
      reply: {
        body: message({ stop_reason: 'tool_use', content: [{ type: 'tool_use', id: 't', name: 'look', input: {} }] }),
      },
      expected: { kind: 'permanent', failure: { code: 'invalid_answer', message: expect.stringContaining('tool') } },
    },
    {
      name: 'a pause amid tools',
      reply: { body: message({ stop_reason: 'pause_turn' }) },
      expected: { kind: 'permanent', failure: { code: 'invalid_answer', message: expect.stringContaining('paused') } },
    },
    {
      name: 'some other JSON',
      reply: { body: { id: 'x', object: 'chat.completion' } },
      expected: { kind: 'transient', failure: { code: 'server_error' } },
    },
  ],
  unsuccessfulStreams: [
    {
      name: 'with a piece that is no JSON',
      events: [...head, delta('Hello').replace('"delta"', 'delta'), ...finished({}, 5)],
      expected: { kind: 'transient', outage: false, failure: { code: 'server_error' } },
    },
    {
      name: 'with a stop reason and without its last event',
      events: [...head, delta('Hello'), ...finished({}, 5).slice(0, -1)],
      expected: { kind: 'transient', outage: false, failure: { code: 'connection' } },
    },
    {
      name: 'cut off at its token limit',
      events: [...head, delta('Once upon'), ...finished({ stop_reason: 'max_tokens' }, 50)],
      expected: {
        kind: 'permanent',
        failure: { code: 'cut_off' },
        answer: { text: 'Once upon', usage: { tokensOut: 50 } },
      },
    },
    {
      name: 'refused in the middle',
      events: [...head, delta('Take'), ...finished(refusal, 3)],
      expected: {
        kind: 'permanent',
        failure: { code: 'content_policy', providerCode: 'bio' },
        answer: { text: 'Take' },
      },
    },
    {
      name: 'empty',
      events: [...head, ...finished({}, 1)],
      expected: { kind: 'transient', failure: { code: 'invalid_answer' } },
    },
    {
      name: 'a rate limit as its first event',
      events: [event('error', { error: { type: 'rate_limit_error', message: 'Too many requests' } })],
      expected: { kind: 'rate_limited' },
    },
  ],
  limits: {
    headers: {
      date: 'Thu, 26 Nov 2026 01:00:00 GMT',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-11-26T01:00:02Z',
      'anthropic-ratelimit-input-tokens-limit': '30000',
      'anthropic-ratelimit-input-tokens-remaining': '29000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-26T01:00:03Z',
      'anthropic-ratelimit-output-tokens-limit': '8000',
      'anthropic-ratelimit-output-tokens-remaining': '7000',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-26T01:00:08Z',
    },
    readings: [
      { of: 'requests', limit: 50, remaining: 49, resetMs: 2_000 },
      { of: 'input_tokens', limit: 30_000, remaining: 29_000, resetMs: 3_000 },
      { of: 'output_tokens', limit: 8_000, remaining: 7_000, resetMs: 8_000 },
    ],
  },
  models: {
    url: '/v1/models?limit=1000',
    reply: {
      body: {
        data: [
          { type: 'model', id: 'claude-opus-4-5', display_name: 'Claude Opus 4.5', lifecycle: 'active' },
          { type: 'model', id: model, display_name: 'Claude Sonnet 4.5', max_input_tokens: 200_000 },
          { type: 'model', id: 'claude-2.1', display_name: 'Claude 2.1', lifecycle: 'retired' },
        ],
        ...{ has_more: false, first_id: 'claude-opus-4-5', last_id: 'claude-2.1' },
      },
    },
    ids: ['claude-opus-4-5', model],
  },
}
