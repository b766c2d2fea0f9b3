import { expect, test } from 'vitest'
import { chat, type JsonObject, type LlmRequest } from '#shared/request'
import { mostOutputOf } from './most-output'

const openai = { protocol: 'openai-chat', model: 'm', maxOutput: 9_000 } as const
const withExtra = (extra: JsonObject, maxOutputTokens?: number) =>
  ({ ...chat('a', maxOutputTokens === undefined ? {} : { maxOutputTokens }), extra }) as LlmRequest
const verbatim = (body: JsonObject, path: '/v1/chat/completions' | '/v1/embeddings' = '/v1/chat/completions') =>
  ({ kind: 'verbatim', path, body }) as LlmRequest

test.each<[string, LlmRequest, number | null]>([
  ['its limit', chat('a', { maxOutputTokens: 50 }), 50],
  ['no limit: what the model can', chat('a'), 9_000],
  ['a limit among its own fields', withExtra({ max_tokens: 70 }), 70],
  ['both: either may hold', withExtra({ max_completion_tokens: 70 }, 50), 70],
  ['several choices, each of which is billed', withExtra({ n: 3 }, 50), 150],
  ['several of a verbatim request', verbatim({ n: 4, max_tokens: 20 }), 80],
  ['two limits of a verbatim request', verbatim({ max_tokens: 20, max_completion_tokens: 30 }), 30],
  ['Gemini’s own words', verbatim({ generationConfig: { maxOutputTokens: 40, candidateCount: 2 } }), 80],
  ['an embedding has none', { kind: 'embedding', input: 'a' }, 0],
  ['nor has a verbatim one', verbatim({ input: 'a' }, '/v1/embeddings'), 0],
])('the most that an answer can have: %s', (_what, request, most) => {
  expect(mostOutputOf(request, openai)).toBe(most)
})

test('where a request for Anthropic sets no limit, the one that is sent along counts, also of a model that nobody knows', () => {
  const anthropic = { protocol: 'anthropic', model: 'claude-sonnet-4-5', maxOutput: 64_000 } as const
  expect(mostOutputOf(chat('a'), anthropic)).toBe(16_384)
  expect(mostOutputOf(chat('a'), { ...anthropic, model: 'claude-9', maxOutput: null })).toBe(16_384)
  expect(mostOutputOf(chat('a', { maxOutputTokens: 20_000 }), anthropic)).toBe(20_000)
  expect(mostOutputOf(chat('a'), { ...openai, maxOutput: null })).toBeNull()
})
