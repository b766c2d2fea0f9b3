import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { type ClassifyContext, classifyHttpError, type HttpAnswer, hasErrorInside, readError, rowOf } from './classify'
import { errorRows } from './error-rows'
import { anthropicExamples } from './examples/anthropic'
import { anyExamples } from './examples/any'
import { edgeExamples } from './examples/edge'
import { type Example, now, openAi, openRouter } from './examples/example'
import { geminiExamples } from './examples/gemini'
import { deepSeekExamples, fireworksExamples, groqExamples, mistralExamples, togetherExamples } from './examples/hosts'
import { localExamples } from './examples/local'
import { azureExamples, openAiExamples } from './examples/openai'
import { openRouterExamples } from './examples/openrouter'
import { contextNumbers } from './fitting'
import { networkRows } from './network-rows'
import { longestPeriodMs, longestWaitMs } from './wait-hint'

const context: ClassifyContext = { secrets: ['topsecret-key-1'], now }
const examples: readonly Example[] = [
  ...[...edgeExamples, ...anthropicExamples, ...geminiExamples, ...openRouterExamples, ...groqExamples],
  ...[...mistralExamples, ...deepSeekExamples, ...togetherExamples, ...fireworksExamples, ...localExamples],
  ...[...openAiExamples, ...azureExamples, ...anyExamples],
]

/** The outcome in one line: kind, code, and what matters of the rest. */
function short(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'rate_limited':
      return `rate_limited ${outcome.scope} ${outcome.limit} ${outcome.retryAfterMs ?? 'unhinted'}`
    case 'blocked':
      return `blocked ${outcome.reason} ${outcome.scope}${outcome.retryAfterMs === undefined ? '' : ` until ${outcome.retryAfterMs}`}`
    case 'transient':
      return `transient ${outcome.failure.code}${outcome.outage ? ' outage' : ''}${outcome.retryAfterMs === null ? '' : ` ${outcome.retryAfterMs}`}`
    case 'permanent':
      return `permanent ${outcome.failure.code}`
    default:
      return outcome.kind
  }
}

function given([, status, wire, , headers, family]: Example): [HttpAnswer, ClassifyContext] {
  const answer = { status, headers: new Headers({ ...wire.headers, ...headers }), text: wire.text }
  return [answer, family ? { ...context, family } : context]
}
const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({
  ...{ status, headers: new Headers(headers), text },
})

test.each(examples.map((example) => [`${example[0]}: HTTP ${example[1]} is ${example[3]}`, example] as const))(
  '%s',
  (_, example) => {
    const [row, status, wire, expected] = example
    const outcome = classifyHttpError(...given(example))
    expect(rowOf(readError(...given(example))).name).toBe(row)
    expect(short(outcome)).toBe(expected)
    if (!('failure' in outcome)) throw new Error('an error is a failure')
    expect(outcome.failure).toMatchObject({ status, requestId: wire.requestId })
    expect(outcome.failure.message.startsWith(wire.message)).toBe(true)
  },
)

test('every row has a name of its own and a wire example that it decides', () => {
  const names = errorRows.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const hit = new Set(examples.map((example) => rowOf(readError(...given(example))).name))
  expect(names.filter((name) => !hit.has(name))).toEqual([])
})

test('tells at least 120 conditions of HTTP answers apart, and more of the network', () => {
  expect(errorRows.length).toBeGreaterThanOrEqual(120)
  expect(networkRows.length).toBeGreaterThanOrEqual(30)
})

test('without the family of the server, no example is judged more harshly: none becomes a dead letter that was none', () => {
  const harsher = examples.filter((example) => {
    const [wire] = given(example)
    return classifyHttpError(wire, context).kind === 'permanent' && !example[3].startsWith('permanent')
  })
  expect(harsher).toEqual([])
})

test('keeps the provider’s words, code and request id, with every key masked', () => {
  const wire = openAi(
    'Incorrect API key provided: sk-proj-abcd********wxyz. You sent topsecret-key-1.',
    'invalid_api_key',
  )
  expect(classifyHttpError(answer(401, wire.text, { 'x-request-id': 'req_7' }), context)).toEqual({
    ...{ kind: 'blocked', reason: 'auth', scope: 'key' },
    failure: {
      ...{ code: 'auth', status: 401, providerCode: 'invalid_api_key', requestId: 'req_7' },
      message: 'Incorrect API key provided: [key]. You sent [key].',
    },
  })
})

test('keeps the status as it came even where the body names another', () => {
  const outcome = classifyHttpError(answer(200, openRouter(502, 'Upstream').text, { 'request-id': 'req_8' }), context)
  expect(outcome).toMatchObject({
    failure: { requestId: 'req_8', status: 200, message: 'Upstream', providerCode: null },
  })
})

test('cuts a long message and says something where there is none', () => {
  const long = classifyHttpError(answer(400, 'x'.repeat(50_000)), context)
  expect('failure' in long && long.failure.message.length).toBe(2_000)
  expect(classifyHttpError(answer(500, ''), context)).toMatchObject({ failure: { message: 'HTTP 500 without a body' } })
})

test.each([
  ['OpenAI: larger than the limit', 'It asks for 342389 at once and the limit is 30000. Shorten the prompt'],
  ['Groq: larger than the limit', 'It asks for 9120 at once and the limit is 6000. Shorten the prompt'],
  ['Azure: above the deployment’s tokens per minute', 'lower its maximum output tokens, or raise the deployment’s'],
  ['Gemini: model not in this tier', 'choose another model, or turn on billing'],
  ['OpenRouter: above the whole budget', 'lower its maximum output tokens, or raise the budget'],
  ['Anthropic: prompt too long', '210000 tokens, the model takes 200000.'],
  ['Anthropic: prompt and max_tokens too long', '206406 tokens, the model takes 200000.'],
  ['llama.cpp: prompt too long', '5000 tokens, the model takes 4096.'],
])('%s says what to lower, with the numbers', (row, words) => {
  const example = examples.find(([name]) => name === row)
  if (!example) throw new Error(`no example of ${row}`)
  const outcome = classifyHttpError(...given(example))
  expect('failure' in outcome && outcome.failure.message).toContain(words)
})

test('the numbers survive in a message that is too long', () => {
  const wire = openAi(`prompt is too long: 210000 tokens > 200000 maximum ${'x'.repeat(9_000)}`, null)
  const outcome = classifyHttpError(answer(400, wire.text), context)
  const message = 'failure' in outcome ? outcome.failure.message : ''
  expect(message.length).toBeLessThanOrEqual(2_000)
  expect(message.endsWith('210000 tokens, the model takes 200000.')).toBe(true)
})

test.each([
  ['OpenAI: prompt too long', 9_001, 8_192],
  ['OpenAI: text too long', null, null],
  ['Anthropic: prompt too long', 210_000, 200_000],
  ['Anthropic: prompt and max_tokens too long', 206_406, 200_000],
  ['Gemini: prompt too long', 1_200_000, 1_048_576],
  ['Mistral: prompt too long', 40_000, 32_768],
  ['Together: prompt too long', 9_512, 8_193],
  ['Fireworks: prompt too long', 40_000, 32_768],
  ['llama.cpp: prompt too long', 5_000, 4_096],
  ['LM Studio: prompt too long', 5_000, 4_096],
  ['vLLM: longer than the model', 5_000, 4_096],
  ['vLLM: prompt and answer too long', 4_500, 4_096],
  ['Ollama: prompt too long', null, null],
])('%s: the stored message still gives its numbers', (row, asked, window) => {
  const example = examples.find(([name]) => name === row)
  if (!example) throw new Error(`no example of ${row}`)
  const outcome = classifyHttpError(...given(example))
  expect(contextNumbers('failure' in outcome ? outcome.failure.message : '')).toEqual({ asked, window })
})

test.each([
  [
    "This endpoint's maximum context length is 131072 tokens. However, you requested about 150,000 tokens",
    150_000,
    131_072,
  ],
  ['request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it', 5_000, 4_096],
  ['The input token count exceeds the maximum number of tokens allowed 1048576.', null, 1_048_576],
  ["this model's maximum context length is 8192 tokens, and the messages came to 9001. Shorten them.", 9_001, 8_192],
  ["This model's maximum prompt length is 131072 but the request contains 150000 tokens.", 150_000, 131_072],
  ['Your input exceeds the context window of this model.', null, null],
  ['', null, null],
])('reads the numbers of “%s”', (message, asked, window) => {
  expect(contextNumbers(message)).toEqual({ asked, window })
})

test('sees an error inside HTTP 200, in an array too, and none where there is none', () => {
  expect(hasErrorInside({ error: { message: 'x' } })).toBe(true)
  expect(hasErrorInside([{ error: { message: 'x' } }])).toBe(true)
  expect(hasErrorInside({ error: 'x' })).toBe(true)
  for (const json of [{ error: null }, { error: '' }, { choices: [] }, [], null, 'error', 7]) {
    expect(hasErrorInside(json)).toBe(false)
  }
})

test('of a Responses object only its error is judged, not what it repeats of the request', () => {
  const text = JSON.stringify({
    ...{ object: 'response', status: 'failed', error: { code: 'server_error', message: 'Sorry' } },
    metadata: { code: 'insufficient_quota' },
  })
  expect(short(classifyHttpError(answer(200, text), context))).toBe('transient server_error')
})

test('a provider’s own body within OpenRouter’s is read once, however deep it nests', () => {
  let raw = JSON.stringify({ error: { message: 'deepest', code: 'insufficient_quota' } })
  for (let depth = 0; depth < 6; depth++) raw = JSON.stringify({ error: { message: `at ${depth}`, metadata: { raw } } })
  expect(classifyHttpError(answer(400, raw), context)).toMatchObject({ failure: { message: 'at 5: at 4' } })
})

test('waits at most a day for a window and 32 days for what returns by the month', () => {
  const far = String(400 * 86_400)
  const limited = (message: string) =>
    classifyHttpError(answer(429, JSON.stringify({ error: message }), { 'retry-after': far }), context)
  expect(limited('slow')).toMatchObject({ limit: 'period', retryAfterMs: longestPeriodMs })
  const edge = answer(429, '<html><title>429</title></html>', { 'retry-after': far })
  expect(classifyHttpError(edge, context)).toMatchObject({ limit: 'window', retryAfterMs: longestWaitMs })
})

// What arrives from outside may be anything: codes and words of the table among it, so that its rows are reached.
const headerValue = fc.oneof(
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  fc.constantFrom('0', '-1', '1e9', '99999999999999', 'NaN', '2026-13-45T99:99:99Z', 'yes'),
)
const headers = fc.dictionary(
  fc.constantFrom('retry-after', 'retry-after-ms', 'date', 'x-request-id', 'cf-ray', 'x-ratelimit-remaining-requests'),
  headerValue,
)
const word = fc.oneof(
  fc.constantFrom(...examples.map(([, , wire]) => wire.message)),
  fc.constantFrom('rate_limit_error', 'RESOURCE_EXHAUSTED', 'context_length_exceeded', 'limit: 0', 'topsecret-key-1'),
  fc.string(),
)
const body = fc.oneof(
  fc.string(),
  fc.constantFrom(...examples.map(([, , wire]) => wire.text)),
  fc.jsonValue().map((json) => JSON.stringify(json)),
  fc
    .dictionary(
      fc.constantFrom(
        'error',
        'message',
        'code',
        'type',
        'status',
        'metadata',
        'raw',
        'headers',
        'detail',
        'resets_at',
      ),
      fc.oneof(
        word,
        fc.integer(),
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('message', 'code', 'type', 'raw'), word),
      ),
    )
    .map((json) => JSON.stringify({ error: json, ...json })),
)

test('never throws, whatever came; waits are whole and within their bounds; keys never survive', () => {
  const secret = 'topsecret-key-1'
  const family = fc.constantFrom(undefined, 'deepseek' as const, 'openrouter' as const, 'azure' as const)
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), headers, body, word, family, (status, sent, text, words, whose) => {
      const leaking = [text, JSON.stringify({ error: { message: `${words} ${secret} ${words}`, code: secret } })]
      for (const each of leaking) {
        const outcome = classifyHttpError(answer(status, each, { location: `https://x.example/${secret}`, ...sent }), {
          ...context,
          ...(whose && { family: whose }),
        })
        if (!('failure' in outcome)) throw new Error('an error is a failure')
        expect(JSON.stringify(outcome)).not.toContain(secret)
        expect(outcome.failure.message.length).toBeLessThanOrEqual(2_000)
        const waitMs = 'retryAfterMs' in outcome ? outcome.retryAfterMs : null
        if (waitMs === null || waitMs === undefined) continue
        expect(Number.isInteger(waitMs) && waitMs >= 1 && waitMs <= longestPeriodMs).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('judges a body made to be slow to search in no time that anybody would see', () => {
  const hostile = ['input token count ', 'limit 1 ', 'no endpoints ', 'access denied ', 'prepay', '<script', '<', '1,']
  for (const text of hostile) {
    const long = text.repeat(40_000)
    expect(classifyHttpError(answer(429, long), context).kind).toBe('rate_limited')
    expect(classifyHttpError(answer(500, `<html>${long}`), context).kind).toBe('transient')
  }
})
