import { afterAll, expect, test } from 'vitest'
import { ModelOverride } from '#shared/model-info'
import { chat, type LlmRequest } from '#shared/request'
import { createCatalogue, type ModelAt } from './catalogue'
import { createContextCheck, mayNeedCheck } from './context-check'
import { createTokenCounter, guessTokens } from './counting/counter'

const at = (model: string, preset = 'custom', baseUrl = 'https://llm.example.com/v1'): ModelAt => ({
  ...{ providerId: 'p', preset, baseUrl, model },
})
const windowOf = (contextWindow: number | null) => createCatalogue(() => ModelOverride.parse({ contextWindow }))

const real = createTokenCounter()
afterAll(() => real.close())

/** The real thread, and what it was asked. */
function setup(contextWindow: number | null) {
  const asked: (readonly string[])[] = []
  const counter = {
    count(...args: Parameters<typeof real.count>) {
      asked.push(args[0])
      return real.count(...args)
    },
  }
  const catalogue = windowOf(contextWindow)
  return { ...createContextCheck({ counter, catalogue }), asked }
}
const words = (count: number) => 'word '.repeat(count).trimEnd() // one token each
const message = async (outcome: Promise<unknown>) => (await outcome) as { failure: { message: string } } | null

test('a prompt that cannot fit is refused with the numbers, and nothing is sent', async () => {
  const { check } = setup(1_000)
  expect(await check(at('gpt-4o'), chat(words(1_001)))).toEqual({
    kind: 'permanent',
    failure: {
      ...{ code: 'context_length', status: null, providerCode: null, requestId: null },
      message: 'The prompt has 1,001 tokens; gpt-4o takes 1,000. Nothing was sent.',
    },
  })
})

test('to the token: what just fits may go, and what is kept for the answer counts', async () => {
  const { check } = setup(1_000)
  const openai = at('gpt-4o', 'openai', 'https://api.openai.com/v1')
  expect(await check(openai, chat(words(1_000)))).toBeNull()
  expect(await check(openai, chat(words(600), { maxOutputTokens: 400 }))).toBeNull()
  const refused = await message(check(openai, chat(words(601), { maxOutputTokens: 400 })))
  expect(refused?.failure.message).toBe(
    'The prompt has 601 tokens; gpt-4o takes 1,000, of which 400 are kept for the answer. Nothing was sent.',
  )
})

const long: LlmRequest = chat(words(900), { maxOutputTokens: 400 })
const responses: LlmRequest = {
  ...{ kind: 'verbatim', path: '/v1/responses', body: { input: words(900), max_output_tokens: 400 } },
}
const openAiUrl = 'https://api.openai.com/v1'
test.each<[string, ModelAt, LlmRequest, boolean]>([
  ['OpenAI refuses it', at('gpt-4o', 'openai', openAiUrl), long, true],
  ['Azure', at('gpt-4o', 'azure', 'https://acme.openai.azure.com/openai/v1'), long, true],
  ['OpenRouter', at('openai/gpt-4o', 'openrouter', 'https://openrouter.ai/api/v1'), long, true],
  ['vLLM', at('openai/gpt-oss-20b', 'vllm', 'http://127.0.0.1:8000/v1'), long, true],
  ['OpenAI’s Responses end the answer there', at('gpt-4o', 'openai-responses', openAiUrl), long, false],
  ['as they do where they are asked as they are', at('gpt-4o', 'openai', openAiUrl), responses, false],
  ['llama.cpp', at('gpt-oss-20b', 'llama-cpp', 'http://127.0.0.1:9931/v1'), long, false],
  ['Ollama', at('gpt-oss-20b', 'ollama', 'http://127.0.0.1:11434/v1'), long, false],
  ['nobody knows what a server of one’s own does', at('gpt-4o'), long, false],
])('a prompt that fits, with a limit of its answer that does not: %s', async (_who, where, request, refuses) => {
  const outcome = await setup(1_000).check(where, request)
  expect(outcome !== null).toBe(refuses)
})

test.each<[string, LlmRequest]>([
  ['OpenAI', { kind: 'verbatim', path: '/v1/responses', body: { input: words(1_500), truncation: 'auto' } }],
  ['OpenRouter', { ...chat(words(1_500)), extra: { transforms: ['middle-out'] } } as LlmRequest],
])('a prompt that the provider is asked to shorten is not refused: %s', async (_who, request) => {
  const { check, asked } = setup(1_000)
  expect(await check(at('gpt-4o'), request)).toBeNull()
  expect(asked).toEqual([])
  expect(await check(at('gpt-4o'), { ...chat(words(1_500)), extra: { transforms: [] } } as LlmRequest)).not.toBeNull()
})

test('where the encoding is not the model’s own, only what is far over is refused', async () => {
  const { check } = setup(1_000)
  const factor = 1.56
  expect(
    await check(at('claude-sonnet-5'), chat(words(Math.floor(1_300 / factor)), { maxOutputTokens: 900 })),
  ).toBeNull()
  expect(await check(at('claude-sonnet-5'), chat(words(1_000)))).toBeNull() // about 1,560, by a factor that not every text has
  const refused = await message(check(at('claude-sonnet-5'), chat(words(1_001))))
  expect(refused?.failure.message).toBe(
    'The prompt has about 1,562 tokens; claude-sonnet-5 takes 1,000. Nothing was sent.',
  )
})

test('an unbroken text is refused only beyond what cutting it may have added', async () => {
  const text = 'a'.repeat(100_000)
  const { check } = setup(12_500)
  expect(await check(at('gpt-4o'), chat(text))).toBeNull()
  const refused = await message(setup(9_000).check(at('gpt-4o'), chat(text)))
  expect(refused?.failure.message).toContain('about 12,800 tokens')
})

test('what has no more bytes than the window has tokens is not counted', async () => {
  const { check, asked } = setup(1_000)
  expect(await check(at('gpt-4o'), chat('é'.repeat(500)))).toBeNull()
  expect(asked).toEqual([])
  await check(at('gpt-4o'), chat('é'.repeat(501)))
  expect(asked).toEqual([['é'.repeat(501)]])
})

test('an unknown window and a count that is a guess refuse nothing', async () => {
  const { check, asked } = setup(null)
  expect(await check(at('gpt-4o'), chat(words(5_000)))).toBeNull()
  expect(asked).toEqual([])
  const guessing = { count: async (texts: readonly string[], model: string) => guessTokens(texts, model) }
  const guessed = createContextCheck({ counter: guessing, catalogue: windowOf(1_000) })
  expect(await guessed.check(at('gpt-4o'), chat(words(5_000)))).toBeNull()
})

test('a limit that leaves no room for a prompt is the provider’s to judge', async () => {
  const { check } = setup(1_000)
  expect(await check(at('gpt-4o'), chat('short', { maxOutputTokens: 1_000 }))).toBeNull()
  expect(await check(at('gpt-4o'), chat(words(900), { maxOutputTokens: 2_000 }))).toBeNull()
})

test('a count that is no longer wanted ends with the signal’s reason', async () => {
  const { check } = setup(1_000)
  const stop = new AbortController()
  const checked = check(at('gpt-4o'), chat('中文'.repeat(500_000)), stop.signal)
  stop.abort(new Error('cancelled'))
  await expect(checked).rejects.toThrow('cancelled')
})

test.each<[string, LlmRequest, boolean]>([
  ['short', chat('short'), false],
  ['as many bytes as tokens', chat('a'.repeat(1_000)), false],
  ['one more', chat('a'.repeat(1_001)), true],
  ['in two messages', chat('a'.repeat(600), { system: 'a'.repeat(600) }), true],
  ['with less room for it', chat('a'.repeat(700), { maxOutputTokens: 400 }), true],
  ['an image, however large', image('a'.repeat(5_000)), false],
])('whether a prompt must be counted: %s', (_what, request, must) =>
  expect(mayNeedCheck(windowOf(1_000).info(at('gpt-4o')), request)).toBe(must),
)

function image(data: string): LlmRequest {
  const url = `data:image/png;base64,${data}`
  return { kind: 'chat', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] }
}
