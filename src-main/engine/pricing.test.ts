import { expect, test } from 'vitest'
import { chat, type JsonObject, type LlmRequest } from '#shared/request'
import { mostTokensOf } from './pricing'

test('a text has at most as many tokens as bytes, with its system prompt and its schema', () => {
  expect(mostTokensOf({ kind: 'embedding', input: '東京' })).toBe(6)
  expect(mostTokensOf(chat('abc'))).toBe(8 + 3)
  expect(mostTokensOf(chat('abc', { system: 'de' }))).toBe(2 * 8 + 5)
  const schema = { name: 'a', schema: { type: 'object' } }
  expect(mostTokensOf({ ...chat('abc'), json: schema } as ReturnType<typeof chat>)).toBe(
    11 + JSON.stringify(schema).length,
  )
  expect(mostTokensOf({ ...chat('abc'), extra: { tools: ['x'] } } as ReturnType<typeof chat>)).toBe(
    11 + '{"tools":["x"]}'.length,
  )
  expect(mostTokensOf({ kind: 'verbatim', path: '/v1/responses', body: { input: 'x' } })).toBe('{"input":"x"}'.length)
})

const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`
test.each([
  ['by its address', chat('see', { images: ['https://example.com/a.png'] })],
  ['with its bytes', chat('see', { images: [url] })],
  ['in a verbatim request for OpenAI', verbatim({ input: [{ type: 'input_image', image_url: url }] })],
  [
    'in one for Anthropic',
    verbatim({ messages: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }),
  ],
  ['in one for Gemini', verbatim({ contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: url } }] }] })],
])('an image counts as the most that one can be, neither by its bytes nor by its address: %s', (_how, request) => {
  const tokens = mostTokensOf(request, 'gpt-4o')
  expect(tokens).toBeGreaterThanOrEqual(10_000)
  expect(tokens).toBeLessThan(10_200)
  expect(mostTokensOf(request, 'gpt-4o-mini-2024-07-18')).toBeGreaterThan(48_000)
})

function verbatim(body: JsonObject): LlmRequest {
  return { kind: 'verbatim', path: '/v1/responses', body }
}
