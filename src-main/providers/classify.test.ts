import { expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { classifyHttpError, classifyNetworkError, type HttpAnswer } from './classify'

const context = { secrets: ['topsecret-key-1'], now: Date.parse('2026-11-23T12:00:00Z') }

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: new Headers(headers), text: typeof body === 'string' ? body : JSON.stringify(body) }
}

/** The outcome in one line: kind, code, and what matters of the rest. */
function short(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'rate_limited':
      return `rate_limited ${outcome.retryAfterMs ?? 'unhinted'}`
    case 'blocked':
      return `blocked ${outcome.reason}`
    case 'transient':
      return `transient ${outcome.failure.code}${outcome.outage ? ' outage' : ''}${outcome.retryAfterMs === null ? '' : ` ${outcome.retryAfterMs}`}`
    case 'permanent':
      return `permanent ${outcome.failure.code}`
    default:
      return outcome.kind
  }
}

const openAi = (message: string, code: string | null, type = 'invalid_request_error') => ({
  error: { message, type, param: null, code },
})
const anthropic = (type: string, message: string, details?: object) => ({
  type: 'error',
  error: { type, message, ...(details ? { details } : {}) },
  request_id: 'req_1',
})
const gemini = (code: number, status: string, message: string, details: object[] = []) => ({
  error: { code, message, status, details },
})
const openRouter = (code: number, message: string, metadata: object = {}) => ({ error: { code, message, metadata } })
const html = (title: string) => `<!DOCTYPE html><html><head><title>${title}</title></head><body>…</body></html>`
const tpm = (used: string) =>
  `Rate limit reached for gpt-5 in organization org-1 on tokens per min (TPM): Limit 30000, ${used}. Please try again in 18.642s.`

test.each<[name: string, HttpAnswer, expected: string]>([
  // OpenAI
  [
    'window, wait in the words',
    answer(429, openAi(tpm('Used 14567, Requested 24754'), 'rate_limit_exceeded', 'tokens')),
    'rate_limited 18642',
  ],
  [
    'request that never fits',
    answer(429, openAi('Request too large for gpt-5: Limit 30000, Requested 342389.', 'rate_limit_exceeded', 'tokens')),
    'permanent bad_request',
  ],
  [
    '429 that is money',
    answer(
      429,
      openAi(
        'You exceeded your current quota, please check your plan and billing details.',
        'insufficient_quota',
        'insufficient_quota',
      ),
      { 'retry-after': '5' },
    ),
    'blocked quota',
  ],
  [
    'newer quota code under its type',
    answer(429, openAi('Spend limit.', 'project_spend_limit_exceeded', 'insufficient_quota')),
    'blocked quota',
  ],
  [
    'slow down as 503',
    answer(503, openAi('Slow down.', 'slow_down', 'service_unavailable_error')),
    'rate_limited unhinted',
  ],
  [
    'overloaded',
    answer(503, openAi('Overloaded.', 'server_is_overloaded', 'service_unavailable_error'), { 'retry-after': '7' }),
    'transient overloaded outage 7000',
  ],
  ['bad key', answer(401, openAi('Incorrect API key provided: sk-abcd*****wxyz.', 'invalid_api_key')), 'blocked auth'],
  [
    'no access to a model behind 403',
    answer(403, openAi('Project `p` does not have access to model `gpt-9`', 'model_not_found')),
    'permanent model',
  ],
  ['no such model', answer(404, openAi('The model `gpt-9` does not exist', 'model_not_found')), 'permanent model'],
  ['wrong path', answer(404, openAi('Invalid URL (POST /v1/v1/chat/completions)', null)), 'permanent bad_request'],
  [
    'prompt too long',
    answer(400, openAi("This model's maximum context length is 8192 tokens.", 'context_length_exceeded')),
    'permanent context_length',
  ],
  [
    'prompt too long, by words',
    answer(400, openAi('Your input exceeds the context window of this model.', null)),
    'permanent context_length',
  ],
  [
    'content policy',
    answer(400, openAi('Your request was rejected.', 'content_policy_violation')),
    'permanent content_policy',
  ],
  [
    'flagged prompt',
    answer(
      400,
      openAi('Invalid prompt: your prompt was flagged as potentially violating our usage policy.', 'invalid_prompt'),
    ),
    'permanent content_policy',
  ],
  [
    'unsupported parameter',
    answer(400, openAi("Unsupported parameter: 'max_completion_tokens'", 'unsupported_parameter')),
    'permanent bad_request',
  ],
  [
    'server fault',
    answer(500, openAi('The server had an error', 'server_error', 'server_error')),
    'transient server_error',
  ],
  ['conflict', answer(409, openAi('Conflict', null)), 'transient server_error'],
  ['timed out at the server', answer(408, ''), 'transient server_error'],
  // Azure
  [
    'Azure window',
    answer(429, openAi('Requests have exceeded call rate limit. Please retry after 6 seconds.', '429'), {
      'retry-after-ms': '5500.5',
    }),
    'rate_limited 6000',
  ],
  [
    'Azure content filter',
    answer(400, {
      error: {
        message: 'Filtered.',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    }),
    'permanent content_policy',
  ],
  [
    'Azure deployment',
    answer(404, openAi('The API deployment for this resource does not exist.', 'DeploymentNotFound')),
    'permanent model',
  ],
  // Anthropic
  [
    'Anthropic window',
    answer(429, anthropic('rate_limit_error', 'This would exceed your rate limit'), { 'retry-after': '33' }),
    'rate_limited 33000',
  ],
  [
    'Anthropic spend cap',
    answer(429, anthropic('rate_limit_error', 'Limit', { error_code: 'enforced_spend_limit_reached' })),
    'blocked quota',
  ],
  [
    'Anthropic own spend limit',
    answer(
      400,
      anthropic(
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      ),
    ),
    'blocked quota',
  ],
  ['Anthropic overload', answer(529, anthropic('overloaded_error', 'Overloaded')), 'transient overloaded outage'],
  [
    'Anthropic prompt too long',
    answer(400, anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')),
    'permanent context_length',
  ],
  [
    'Anthropic body too large',
    answer(413, anthropic('request_too_large', 'Request exceeds the maximum size')),
    'permanent bad_request',
  ],
  ['Anthropic model', answer(404, anthropic('not_found_error', 'model: claude-9')), 'permanent model'],
  // Gemini, native and in an array on the compatible endpoint
  [
    'Gemini window that speaks of billing',
    answer(429, [
      gemini(
        429,
        'RESOURCE_EXHAUSTED',
        'You exceeded your current quota, please check your plan and billing details.',
        [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }],
      ),
    ]),
    'rate_limited 34070',
  ],
  [
    'Gemini words only',
    answer(429, gemini(429, 'RESOURCE_EXHAUSTED', 'Quota. Please retry in 10h17m5.72s.')),
    'rate_limited 37025720',
  ],
  [
    'Gemini no tier',
    answer(429, gemini(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for metric x, limit: 0, model: y')),
    'permanent bad_request',
  ],
  [
    'Gemini capacity',
    answer(429, gemini(429, 'RESOURCE_EXHAUSTED', 'No capacity', [{ reason: 'MODEL_CAPACITY_EXHAUSTED' }])),
    'transient overloaded outage',
  ],
  [
    'Gemini bad key in a 400',
    answer(400, [gemini(400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }])]),
    'blocked auth',
  ],
  [
    'Gemini region',
    answer(400, gemini(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.')),
    'blocked auth',
  ],
  ['Gemini billing off', answer(400, gemini(400, 'FAILED_PRECONDITION', 'Please enable billing.')), 'blocked quota'],
  [
    'Gemini too long',
    answer(
      400,
      gemini(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ),
    ),
    'permanent context_length',
  ],
  [
    'Gemini overload',
    answer(503, gemini(503, 'UNAVAILABLE', 'The model is overloaded.')),
    'transient overloaded outage',
  ],
  ['Gemini deadline', answer(504, gemini(504, 'DEADLINE_EXCEEDED', 'Deadline')), 'transient server_error outage'],
  // OpenRouter
  ['OpenRouter no credit', answer(402, openRouter(402, 'Insufficient credits')), 'blocked quota'],
  [
    'OpenRouter 402 that passes',
    answer(402, openRouter(402, 'In flight', { error_type: 'in_flight_budget_exhausted' }), { 'retry-after': '2' }),
    'rate_limited 2000',
  ],
  [
    'OpenRouter never fits',
    answer(402, openRouter(402, 'Too heavy', { error_type: 'weight_exceeds_budget' })),
    'permanent bad_request',
  ],
  [
    'OpenRouter moderation',
    answer(
      403,
      openRouter(403, 'Your chosen model requires moderation and your input was flagged', { reasons: ['x'] }),
    ),
    'permanent content_policy',
  ],
  [
    'OpenRouter budget behind 403',
    answer(403, openRouter(403, 'Key limit', { limit_source: 'key', resets_at: '2026-12-01' })),
    'blocked quota',
  ],
  [
    'OpenRouter provider down',
    answer(502, openRouter(502, 'Provider returned error')),
    'transient server_error outage',
  ],
  [
    'OpenRouter repeats its headers',
    answer(
      429,
      openRouter(429, 'Rate limit', {
        headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(context.now + 90_000) },
      }),
    ),
    'rate_limited 90000',
  ],
  // others
  [
    'Groq daily requests',
    answer(
      429,
      openAi(
        'Rate limit reached on requests per day (RPD). Please try again in 2m59.56s.',
        'rate_limit_exceeded',
        'requests',
      ),
    ),
    'rate_limited 179560',
  ],
  [
    'Groq too large',
    answer(
      413,
      openAi(
        'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9120',
        'rate_limit_exceeded',
        'tokens',
      ),
    ),
    'permanent bad_request',
  ],
  ['Groq flex capacity', answer(498, openAi('Capacity', 'capacity_exceeded')), 'transient overloaded outage'],
  [
    'Mistral window, flat',
    answer(429, {
      object: 'error',
      message: 'Rate limited',
      type: 'rate_limited',
      param: null,
      code: '1300',
      raw_status_code: 429,
    }),
    'rate_limited unhinted',
  ],
  [
    'Mistral full',
    answer(429, { object: 'error', message: 'Service tier capacity exceeded', type: 'x', param: null, code: '3505' }),
    'transient overloaded outage',
  ],
  [
    'DeepSeek balance',
    answer(402, openAi('Insufficient Balance', 'invalid_request_error', 'unknown_error')),
    'blocked quota',
  ],
  ['Fireworks suspended', answer(412, openAi('Account is suspended', null)), 'blocked quota'],
  [
    'FastAPI validation',
    answer(422, { detail: [{ loc: ['body', 'model'], msg: 'field required' }] }),
    'permanent bad_request',
  ],
  ['Ollama missing model', answer(404, { error: "model 'llama9' not found, try pulling it first" }), 'permanent model'],
  [
    'Ollama queue full',
    answer(503, { error: 'server busy, please try again.  maximum pending requests exceeded' }),
    'rate_limited unhinted',
  ],
  [
    'llama.cpp loading',
    answer(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
    'rate_limited unhinted',
  ],
  [
    'llama.cpp too long',
    answer(400, {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
        n_ctx: 4096,
      },
    }),
    'permanent context_length',
  ],
  [
    'vLLM too long',
    answer(400, {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    }),
    'permanent context_length',
  ],
  // the edge
  [
    'Cloudflare JSON',
    answer(522, {
      title: 'Error 522',
      status: 522,
      error_code: 522,
      cloudflare_error: true,
      retryable: true,
      retry_after: 120,
    }),
    'transient server_error outage 120000',
  ],
  ['Cloudflare HTML', answer(502, html('Bad gateway')), 'transient server_error outage'],
  ['the edge blocks', answer(403, html('Just a moment...')), 'blocked auth'],
  ['plain 403', answer(403, ''), 'blocked auth'],
  ['redirect', answer(301, '', { location: 'https://example.org/v1' }), 'permanent bad_request'],
  ['unknown 4xx', answer(418, 'teapot'), 'permanent bad_request'],
  ['unknown 5xx', answer(599, ''), 'transient server_error'],
  // inside HTTP 200
  [
    '200 with the status it should have had',
    answer(200, openRouter(429, 'Rate limited upstream')),
    'rate_limited unhinted',
  ],
  [
    '200 with a server error',
    answer(200, openAi('Server error', 'server_error', 'server_error')),
    'transient server_error',
  ],
  ['200 with a bad request', answer(200, openAi('Bad', null, 'invalid_request_error')), 'permanent bad_request'],
  ['200 with a refused prompt', answer(200, openAi('Refused', 'content_policy_violation')), 'permanent content_policy'],
])('%s', (_, given, expected) => {
  expect(short(classifyHttpError(given, context))).toBe(expected)
})

test('keeps the provider’s words, code and request id, with every key masked', () => {
  const body = openAi(
    'Incorrect API key provided: sk-proj-abcd********wxyz. You sent topsecret-key-1.',
    'invalid_api_key',
  )
  expect(classifyHttpError(answer(401, body, { 'x-request-id': 'req_7' }), context)).toEqual({
    kind: 'blocked',
    reason: 'auth',
    failure: {
      code: 'auth',
      status: 401,
      providerCode: 'invalid_api_key',
      message: 'Incorrect API key provided: [key]. You sent [key].',
      requestId: 'req_7',
    },
  })
})

test('takes Anthropic’s request id, and the status as it came even where the body names another', () => {
  const outcome = classifyHttpError(answer(200, openRouter(502, 'Upstream'), { 'request-id': 'req_8' }), context)
  expect(outcome).toMatchObject({
    failure: { requestId: 'req_8', status: 200, message: 'Upstream', providerCode: null },
  })
})

test('cuts a long message and says something where there is none', () => {
  const long = classifyHttpError(answer(400, 'x'.repeat(50_000)), context)
  expect('failure' in long && long.failure.message.length).toBe(2_000)
  expect(classifyHttpError(answer(500, ''), context)).toMatchObject({ failure: { message: 'HTTP 500 without a body' } })
  expect(classifyHttpError(answer(502, html('Bad gateway')), context)).toMatchObject({
    failure: { message: 'Bad gateway' },
  })
})

const failed = (code: string, message = code) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })

test.each([
  ['ECONNREFUSED', 'transient connection outage'],
  ['ENOTFOUND', 'transient connection outage'],
  ['EAI_AGAIN', 'transient connection outage'],
  ['ETIMEDOUT', 'transient connection outage'],
  ['UND_ERR_CONNECT_TIMEOUT', 'transient connection outage'],
  ['ENETUNREACH', 'transient connection outage'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'transient connection outage'],
  ['CERT_HAS_EXPIRED', 'transient connection outage'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'transient connection outage'],
  ['ECONNRESET', 'transient connection'],
  ['EPIPE', 'transient connection'],
  ['UND_ERR_SOCKET', 'transient connection'],
  ['UND_ERR_BODY_TIMEOUT', 'transient connection'],
  ['EPROTO', 'transient connection'],
  ['HPE_INVALID_CONSTANT', 'transient connection'],
  ['SOMETHING_NEW', 'transient connection'],
  ['UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'permanent bad_request'],
  ['ERR_INVALID_CHAR', 'permanent bad_request'],
])('%s without an answer is %s', (code, expected) => {
  const outcome = classifyNetworkError(failed(code), context)
  expect(short(outcome)).toBe(expected)
  expect(outcome).toMatchObject({ failure: { status: null, providerCode: code } })
})

test('finds the code in an AggregateError of both address families', () => {
  const error = new TypeError('fetch failed', {
    cause: new AggregateError([
      Object.assign(new Error('connect ENETUNREACH ::1'), { code: 'ENETUNREACH' }),
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
    ]),
  })
  expect(classifyNetworkError(error, context)).toMatchObject({ failure: { providerCode: 'ECONNREFUSED' } })
})

test('never quotes a header that cannot be sent', () => {
  const error = new TypeError('Headers.append: "Bearer sk-line1\nline2" is an invalid header value.')
  const outcome = classifyNetworkError(error, context)
  expect(short(outcome)).toBe('permanent bad_request')
  expect(JSON.stringify(outcome)).not.toContain('line1')
})

test('takes anything that was thrown', () => {
  for (const thrown of [undefined, null, 'text', 7, {}, new Error('')]) {
    expect(short(classifyNetworkError(thrown, context))).toBe('transient connection')
  }
})
