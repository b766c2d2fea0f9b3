import { expect } from 'vitest'
import { createGemini } from '../../gemini/gemini'
import { type Case, type Family, suiteKey } from '../family'

/** Provider wire facts: [gem-docs], [gem-sdk], [gem-cli], [gem-forum]. */
const model = 'gemini-3-flash'
const modelVersion = 'gemini-3-flash-001'
const responseId = 'mLjkaP7_Ls2Y1e8P1cGn6Ao'

const candidate = (fields: object = {}, text = 'Hello!') => ({
  content: { role: 'model', parts: [{ text }] },
  finishReason: 'STOP',
  index: 0,
  ...fields,
})
const usageMetadata = { promptTokenCount: 1012, candidatesTokenCount: 5, thoughtsTokenCount: 40, totalTokenCount: 1057 }
const answer = (fields: object) => ({ candidates: [candidate()], usageMetadata, modelVersion, responseId, ...fields })
const error = (code: number, status: string, message: string, details: object[] = []) => ({
  error: { code, message, status, ...(details.length === 0 ? {} : { details }) },
})
const rpc = (type: string) => `type.googleapis.com/google.rpc.${type}`
const quota = (quotaId: string, retryDelay: string, quotaValue = '10') => [
  {
    '@type': rpc('QuotaFailure'),
    violations: [
      {
        quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
        ...{ quotaId, quotaValue, quotaDimensions: { location: 'global', model } },
      },
    ],
  },
  { '@type': rpc('RetryInfo'), retryDelay },
]

const event = (data: object) => `data: ${JSON.stringify({ modelVersion, responseId, ...data })}\r\n\r\n`
const piece = (text: string) =>
  event({
    candidates: [candidate({ finishReason: undefined }, text)],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 1 },
  })
const thought = (text: string) =>
  event({ candidates: [{ content: { role: 'model', parts: [{ text, thought: true }] } }] })
const end = (finishReason: string) =>
  event({
    candidates: [
      { content: { role: 'model', parts: [{ text: '', thoughtSignature: 'CiQB' }] }, finishReason, index: 0 },
    ],
    usageMetadata: { ...usageMetadata, promptTokenCount: 12, cachedContentTokenCount: 4 },
  })
const body = {
  systemInstruction: { parts: [{ text: 'Be brief' }] },
  contents: [{ role: 'user', parts: [{ text: 'Say hello' }] }],
  generationConfig: { maxOutputTokens: 50, temperature: 0 },
}
const filteredBy = (finishReason: string): Case => ({
  name: `stopped by ${finishReason}`,
  reply: { body: answer({ candidates: [candidate({ finishReason })] }) },
  expected: {
    ...{ kind: 'permanent', failure: { code: 'content_policy', providerCode: finishReason } },
    answer: { text: 'Hello!', usage: { tokensIn: 1012, tokensOut: 45 } },
  },
})

const refusals: Case[] = [
  {
    name: '429 of a minute, with its time to wait',
    reply: {
      status: 429,
      body: error(
        ...([429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.'] as const),
        quota('GenerateRequestsPerMinutePerProjectPerModel-FreeTier', '34.074824224s'),
      ),
    },
    expected: { kind: 'rate_limited', retryAfterMs: 34_075, failure: { providerCode: 'RESOURCE_EXHAUSTED' } },
  },
  {
    name: '429 of a minute, in words alone',
    reply: {
      status: 429,
      body: error(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota. Please retry in 34.07s.'),
    },
    expected: { kind: 'rate_limited', retryAfterMs: 34_070 },
  },
  {
    name: '429 for a model that is not in this tier',
    reply: {
      status: 429,
      body: error(
        ...([429, 'RESOURCE_EXHAUSTED'] as const),
        `Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: ${model}`,
        quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '22s', '0'),
      ),
    },
    expected: { kind: 'permanent', failure: { code: 'bad_request' } },
  },
  {
    name: '403 for missing rights',
    reply: { status: 403, body: error(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.') },
    expected: { kind: 'blocked', reason: 'auth' },
  },
  {
    name: '400 outside of the countries served',
    reply: {
      status: 400,
      body: error(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    },
    expected: { kind: 'blocked', reason: 'auth' },
  },
  {
    name: '400 for a field that it does not know',
    reply: {
      status: 400,
      body: error(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Unknown name "foo": Cannot find field.'),
    },
    expected: { kind: 'permanent', failure: { code: 'bad_request', providerCode: 'INVALID_ARGUMENT' } },
  },
  {
    name: '504 after too long',
    reply: { status: 504, body: error(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.') },
    expected: { kind: 'transient', outage: true },
  },
]

export const gemini: Family = {
  name: 'Gemini',
  make: createGemini,
  basePath: '/v1beta',
  limitFamily: 'gemini',
  model,
  auth: { 'x-goog-api-key': suiteKey },
  asked: { url: `/v1beta/models/${model}:generateContent`, body },
  askedStreamed: { url: `/v1beta/models/${model}:streamGenerateContent?alt=sse`, body },
  success: {
    reply: {
      body: answer({
        candidates: [
          candidate({
            content: {
              role: 'model',
              parts: [{ text: 'A greeting.', thought: true }, { text: 'Hello' }, { text: '!' }],
            },
          }),
        ],
        usageMetadata: { ...usageMetadata, cachedContentTokenCount: 900 },
      }),
    },
    result: {
      ...{ kind: 'text', text: 'Hello!', cutOff: false, finishReason: 'STOP', model: modelVersion },
      ...{ requestId: responseId, usage: { tokensIn: 1012, tokensOut: 45, cachedIn: 900 } },
    },
  },
  stream: {
    head: [thought('A greeting.')],
    pieces: [piece('Grüß '), piece('Gott'), piece(' 👋')],
    texts: ['Grüß ', 'Gott', ' 👋'],
    quiet: [thought('Which one?'), ': keep-alive\n\n'],
    end: [end('STOP')],
    result: {
      ...{ kind: 'text', text: 'Grüß Gott 👋', cutOff: false, finishReason: 'STOP', model: modelVersion },
      ...{ requestId: responseId, usage: { tokensIn: 12, tokensOut: 45, cachedIn: 4 } },
    },
    error: `data: ${JSON.stringify(error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'))}\r\n\r\n`,
    errorIs: { kind: 'transient', outage: true, failure: { code: 'overloaded', providerCode: 'UNAVAILABLE' } },
  },
  errors: {
    keyRefused: {
      reply: {
        status: 400,
        body: error(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
          { '@type': rpc('ErrorInfo'), reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
        ]),
      },
      expected: { kind: 'blocked', reason: 'auth', failure: { status: 400 } },
    },
    noSuchModel: {
      reply: {
        status: 404,
        body: error(
          ...([404, 'NOT_FOUND'] as const),
          `models/${model} is not found for API version v1beta, or is not supported for generateContent.`,
        ),
      },
      expected: { kind: 'permanent', failure: { code: 'model', status: 404 } },
    },
    contextLength: {
      reply: {
        status: 400,
        body: error(
          ...([400, 'INVALID_ARGUMENT'] as const),
          'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        ),
      },
      expected: { kind: 'permanent', failure: { code: 'context_length', status: 400 } },
    },
    payment: {
      reply: {
        status: 402,
        body: error(
          402,
          'RESOURCE_EXHAUSTED',
          'Your prepayment credits are depleted. Please go to AI Studio to manage billing.',
        ),
      },
      expected: { kind: 'blocked', reason: 'quota', failure: { status: 402 } },
    },
    overloaded: {
      reply: { status: 503, body: error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.') },
      expected: { kind: 'transient', outage: true, failure: { code: 'overloaded', status: 503 } },
    },
    serverFault: {
      reply: { status: 500, body: error(500, 'INTERNAL', 'An internal error has occurred.') },
      expected: { kind: 'transient', outage: false, failure: { code: 'server_error', status: 500 } },
    },
  },
  refusals,
  unsuccessful: [
    {
      name: 'cut off at its token limit',
      reply: { body: answer({ candidates: [candidate({ finishReason: 'MAX_TOKENS' })] }) },
      expected: {
        ...{ kind: 'permanent', failure: { code: 'cut_off', providerCode: 'MAX_TOKENS', requestId: responseId } },
        answer: { text: 'Hello!', cutOff: true, usage: { tokensIn: 1012, tokensOut: 45 } },
      },
    },
    {
      name: 'cut off before its first word',
      reply: { body: answer({ candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS' }] }) },
      expected: { kind: 'permanent', failure: { code: 'cut_off', message: expect.stringContaining('thoughts') } },
    },
    ...['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'].map(filteredBy),
    {
      name: 'stopped without any content',
      reply: { body: answer({ candidates: [{ finishReason: 'SAFETY', index: 0 }] }) },
      expected: { kind: 'permanent', failure: { code: 'content_policy', providerCode: 'SAFETY' } },
    },
    {
      name: 'a prompt that was blocked',
      reply: {
        body: {
          promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
          usageMetadata: { promptTokenCount: 9 },
          modelVersion,
        },
      },
      expected: {
        ...{ kind: 'permanent', failure: { code: 'content_policy', providerCode: 'PROHIBITED_CONTENT' } },
        answer: { usage: { tokensIn: 9 } },
      },
    },
    {
      name: 'a model that broke off for no known reason',
      reply: { body: answer({ candidates: [candidate({ finishReason: 'OTHER' })] }) },
      expected: { kind: 'transient', outage: false, failure: { code: 'server_error', providerCode: 'OTHER' } },
    },
    {
      name: 'no candidates and no reason',
      reply: { body: { usageMetadata: { promptTokenCount: 9 }, modelVersion } },
      expected: { kind: 'transient', failure: { code: 'invalid_answer' } },
    },
    {
      name: 'empty',
      reply: { body: answer({ candidates: [candidate({}, '')] }) },
      expected: { kind: 'transient', failure: { code: 'invalid_answer' }, answer: { usage: { tokensOut: 45 } } },
    },
    {
      name: 'a tool call that nobody offered',
      reply: {
        body: answer({
          candidates: [candidate({ content: { parts: [{ functionCall: { name: 'look', args: {} } }] } })],
        }),
      },
      expected: { kind: 'permanent', failure: { code: 'invalid_answer', message: expect.stringContaining('tool') } },
    },
    {
      name: 'a tool call that came out wrong',
      reply: { body: answer({ candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] }) },
      expected: { kind: 'permanent', failure: { code: 'invalid_answer' } },
    },
    {
      name: 'an error',
      reply: { body: error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.') },
      expected: { kind: 'transient', outage: true, failure: { code: 'overloaded', status: 200 } },
    },
  ],
  unsuccessfulStreams: [
    {
      name: 'with a piece that is no JSON',
      events: [piece('Hello'), piece(' you').replace('"candidates"', 'candidates'), end('STOP')],
      expected: { kind: 'transient', outage: false, failure: { code: 'server_error' } },
    },
    {
      name: 'cut off at its token limit',
      events: [piece('Once upon'), end('MAX_TOKENS')],
      expected: {
        kind: 'permanent',
        failure: { code: 'cut_off' },
        answer: { text: 'Once upon', usage: { tokensOut: 45 } },
      },
    },
    {
      name: 'stopped in the middle',
      events: [piece('Take'), end('SAFETY')],
      expected: {
        kind: 'permanent',
        failure: { code: 'content_policy', providerCode: 'SAFETY' },
        answer: { text: 'Take' },
      },
    },
    {
      name: 'a prompt that was blocked',
      events: [event({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 9 } })],
      expected: { kind: 'permanent', failure: { code: 'content_policy', providerCode: 'SAFETY' } },
    },
    {
      name: 'empty',
      events: [end('STOP')],
      expected: { kind: 'transient', failure: { code: 'invalid_answer' } },
    },
    {
      name: 'a quota as its first event',
      events: [`data: ${JSON.stringify(error(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.'))}\n\n`],
      expected: { kind: 'rate_limited' },
    },
  ],
  limits: null,
  models: {
    url: '/v1beta/models?pageSize=1000',
    reply: {
      body: {
        models: [
          {
            name: `models/${model}`,
            supportedGenerationMethods: ['generateContent', 'countTokens'],
            inputTokenLimit: 1_048_576,
          },
          { name: 'models/gemini-embedding-001', supportedGenerationMethods: ['embedContent'] },
          { name: 'models/imagen-4.0-generate-001', supportedGenerationMethods: ['predict'] },
        ],
      },
    },
    ids: [model, 'gemini-embedding-001'],
  },
}
