import { createOpenAiChat } from '../../openai/adapter'
import { type Case, type Family, suiteKey } from '../family'

/** Provider wire facts, sections 1.2 to 1.4, 2.1, 2.4 and 3.2. */

const requestId = { 'x-request-id': 'req_1' }
const usage = {
  ...{ prompt_tokens: 1_200, completion_tokens: 7, total_tokens: 1_207 },
  prompt_tokens_details: { cached_tokens: 1_024, cache_write_tokens: 128 },
  completion_tokens_details: { reasoning_tokens: 2 },
}
const readUsage = { tokensIn: 1_200, tokensOut: 7, cachedIn: 1_024, cacheWrite: 128 }
const chatBody = (message: object, finish_reason: string | null = 'stop') => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-5.6-luna-2026-08-01' },
  choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: null, ...message }, finish_reason }],
  usage,
})
const data = (json: unknown) => `data: ${JSON.stringify(json)}\n\n`
const chunk = (delta: object, finish_reason: string | null = null) =>
  data({
    ...{ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-5.6-luna-2026-08-01' },
    choices: [{ index: 0, delta, finish_reason }],
    usage: null,
  })
const error = (status: number, fields: object, headers: Record<string, string> = {}): Case['reply'] => ({
  status,
  headers: { ...requestId, ...headers },
  body: { error: { message: 'words', type: 'invalid_request_error', param: null, code: null, ...fields } },
})
const refused = (finish_reason: string) => chatBody({ content: 'Half an ans' }, finish_reason)

const asked = {
  model: 'gpt-5.6-luna',
  messages: [
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Say hello' },
  ],
  max_completion_tokens: 50,
  temperature: 0,
}
const result = {
  kind: 'text',
  text: 'Héllo 世界',
  cutOff: false,
  finishReason: 'stop',
  model: 'gpt-5.6-luna-2026-08-01',
  requestId: 'req_1',
  usage: readUsage,
} as const

const overloaded = {
  kind: 'transient',
  outage: true,
  failure: { code: 'overloaded', message: 'The server is overloaded' },
} as const
const windowed = (retryAfterMs: number | null) => ({ kind: 'rate_limited', retryAfterMs }) as const
const noMoney = { kind: 'blocked', reason: 'quota' } as const

export const openAiChat: Family = {
  name: 'OpenAI chat completions',
  make: createOpenAiChat,
  basePath: '/v1',
  limitFamily: 'openai',
  model: 'gpt-5.6-luna',
  auth: { authorization: `Bearer ${suiteKey}` },
  asked: { url: '/v1/chat/completions', body: asked },
  askedStreamed: {
    url: '/v1/chat/completions',
    body: { ...asked, stream: true, stream_options: { include_usage: true } },
  },
  success: { reply: { headers: requestId, body: chatBody({ content: 'Héllo 世界' }) }, result },
  stream: {
    headers: requestId,
    head: [': OPENROUTER PROCESSING\n\n', chunk({ role: 'assistant', content: '', refusal: null })],
    pieces: [chunk({ content: 'Héllo ' }), chunk({ content: '世' }), chunk({ content: '界' })],
    texts: ['Héllo ', '世', '界'],
    quiet: [': keep-alive\n\n', chunk({ reasoning_content: 'Hm' }), chunk({ content: '' })],
    end: [
      chunk({}, 'stop'),
      data({ object: 'chat.completion.chunk', model: 'm', choices: [], usage }),
      'data: [DONE]\n\n',
    ],
    result,
    error: `event: error\n${data({ error: { message: 'The server is overloaded', type: 'service_unavailable_error', code: 'server_is_overloaded' } })}`,
    errorIs: overloaded,
  },
  errors: {
    keyRefused: {
      reply: error(401, { message: `Incorrect API key provided: ${suiteKey}.`, code: 'invalid_api_key' }),
      expected: {
        kind: 'blocked',
        reason: 'auth',
        failure: { status: 401, providerCode: 'invalid_api_key', requestId: 'req_1' },
      },
    },
    noSuchModel: {
      reply: error(404, { message: 'The model `x` does not exist or you do not have access', code: 'model_not_found' }),
      expected: { kind: 'permanent', failure: { status: 404, code: 'model' } },
    },
    contextLength: {
      reply: error(400, {
        message: 'This model’s maximum context length is 128000 tokens. Your messages resulted in 130512 tokens.',
        code: 'context_length_exceeded',
        param: 'messages',
      }),
      expected: { kind: 'permanent', failure: { status: 400, code: 'context_length' } },
    },
    payment: {
      reply: error(402, { message: 'Insufficient Balance', type: 'unknown_error' }), // DeepSeek
      expected: { ...noMoney, failure: { status: 402, code: 'quota' } },
    },
    overloaded: {
      reply: error(503, {
        message: 'The server is overloaded',
        type: 'service_unavailable_error',
        code: 'server_is_overloaded',
      }),
      expected: overloaded,
    },
    serverFault: {
      reply: error(500, { message: 'The server had an error', type: 'server_error' }),
      expected: { kind: 'transient', failure: { status: 500, code: 'server_error' } },
    },
  },
  refusals: [
    {
      name: '429: tokens a minute, with words and a header for the wait',
      reply: error(
        429,
        {
          message:
            'Rate limit reached for gpt-5.6-luna on tokens per min (TPM): Limit 30000, Used 14567, Requested 24754. Please try again in 18.642s.',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
        { 'retry-after': '19' },
      ),
      expected: windowed(19_000),
    },
    {
      name: '429: requests a minute',
      reply: error(
        429,
        { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached on requests per min (RPM)' },
        { 'retry-after-ms': '1200' },
      ),
      expected: windowed(1_200),
    },
    {
      name: '429: the reset of what is used up, where nothing else is said',
      reply: error(
        429,
        { type: 'requests', code: 'rate_limit_exceeded' },
        {
          'x-ratelimit-remaining-requests': '0',
          'x-ratelimit-reset-requests': '1m2.5s',
          'x-ratelimit-remaining-tokens': '5',
        },
      ),
      expected: windowed(62_500),
    },
    {
      name: '429: growing too fast',
      reply: error(429, { type: 'requests', code: 'slow_down', message: 'Slow down' }),
      expected: windowed(null),
    },
    ...['insufficient_quota', 'credit_balance_exhausted', 'organization_spend_limit_exceeded'].map((code) => ({
      name: `429: ${code}`,
      reply: error(429, { type: 'insufficient_quota', code, message: 'You exceeded your current quota' }),
      expected: noMoney,
    })),
    {
      name: '429: a request that never fits',
      reply: error(429, {
        message: 'Request too large for gpt-5.6-luna on tokens per min (TPM): Limit 30000, Requested 342389.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      expected: { kind: 'permanent', failure: { code: 'bad_request' } },
    },
    {
      name: '429: too many at once, without any code (DeepSeek)',
      reply: error(429, { message: 'Too many requests in flight', type: 'rate_limit_error' }),
      expected: windowed(null),
    },
    {
      name: '429 of Mistral, flat',
      reply: {
        status: 429,
        body: { object: 'error', message: 'Rate limit exceeded', type: 'rate_limited', code: '1300' },
      },
      expected: windowed(null),
    },
    {
      name: '529',
      reply: error(529, { message: 'Overloaded', type: 'overloaded_error' }),
      expected: { kind: 'transient', outage: true, failure: { code: 'overloaded' } },
    },
  ],
  unsuccessful: [
    {
      name: 'an error (OpenRouter)',
      reply: { body: { error: { code: 502, message: 'Upstream' } } },
      expected: { kind: 'transient', outage: true, failure: { message: 'Upstream' } },
    },
    {
      name: 'an error in words (Ollama)',
      reply: { body: { error: 'model runner has stopped' } },
      expected: { kind: 'transient', failure: { message: 'model runner has stopped' } },
    },
    {
      name: 'cut off, with what came of it and what it cost',
      reply: { body: refused('length') },
      expected: {
        kind: 'permanent',
        failure: { code: 'cut_off' },
        answer: { text: 'Half an ans', cutOff: true, usage: readUsage },
      },
    },
    {
      name: 'refused by the model',
      reply: { body: chatBody({ refusal: 'I cannot help.' }) },
      expected: {
        kind: 'permanent',
        failure: { code: 'content_policy', message: 'I cannot help.' },
        answer: { text: 'I cannot help.', usage: readUsage },
      },
    },
    {
      name: 'filtered',
      reply: { body: refused('content_filter') },
      expected: { kind: 'permanent', failure: { code: 'content_policy' }, answer: { text: 'Half an ans' } },
    },
    {
      name: 'empty',
      reply: { body: chatBody({ content: '' }) },
      expected: { kind: 'transient', failure: { code: 'invalid_answer' }, answer: { text: '', usage: readUsage } },
    },
    {
      name: 'broken off (OpenRouter, Mistral)',
      reply: { body: refused('error') },
      expected: { kind: 'transient', failure: { code: 'server_error' } },
    },
    {
      name: 'another shape',
      reply: { body: { hello: 'world' } },
      expected: { kind: 'transient', failure: { code: 'server_error' } },
    },
  ],
  unsuccessfulStreams: [
    {
      name: 'that is cut off',
      events: [chunk({ content: 'Half' }), chunk({}, 'length'), data({ choices: [], usage }), 'data: [DONE]\n\n'],
      expected: {
        kind: 'permanent',
        failure: { code: 'cut_off' },
        answer: { text: 'Half', cutOff: true, usage: readUsage },
      },
    },
    {
      name: 'that refuses',
      events: [chunk({ refusal: 'I can' }), chunk({ refusal: 'not.' }), chunk({}, 'stop'), 'data: [DONE]\n\n'],
      expected: { kind: 'permanent', failure: { code: 'content_policy', message: 'I cannot.' } },
    },
    {
      name: 'that is empty',
      events: [chunk({ content: '' }), chunk({}, 'stop'), 'data: [DONE]\n\n'],
      expected: { kind: 'transient', failure: { code: 'invalid_answer' } },
    },
    {
      name: 'with an error at the top of a chunk (OpenRouter)',
      events: [
        chunk({ content: 'Half' }),
        data({
          error: { code: 429, message: 'Slow' },
          choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
        }),
      ],
      expected: { kind: 'rate_limited' },
    },
    {
      name: 'that stops with a fault (DeepSeek)',
      events: [chunk({ content: 'Half' }), chunk({}, 'insufficient_system_resource'), 'data: [DONE]\n\n'],
      expected: { kind: 'transient', failure: { code: 'server_error' } },
    },
    {
      name: 'with a part that is no JSON',
      events: [chunk({ content: 'Half' }), 'data: {"choi\n\n', chunk({}, 'stop'), 'data: [DONE]\n\n'],
      expected: { kind: 'transient', failure: { code: 'server_error' } },
    },
  ],
  limits: {
    headers: {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-requests': '4999',
      'x-ratelimit-reset-requests': '12ms',
      'x-ratelimit-limit-tokens': '800000',
      'x-ratelimit-remaining-tokens': '799000',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    readings: [
      { of: 'requests', limit: 5_000, remaining: 4_999, resetMs: 12 },
      { of: 'tokens', limit: 800_000, remaining: 799_000, resetMs: 360_000 },
    ],
  },
  models: {
    url: '/v1/models',
    reply: { body: { object: 'list', data: [{ id: 'b', object: 'model' }, { id: 'a' }, { id: 'b' }] } },
    ids: ['b', 'a'],
  },
}
