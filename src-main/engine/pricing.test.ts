import { expect, test } from 'vitest'
import { chat } from '#shared/request'
import { mostTokensOf } from './pricing'

test('a text has at most as many tokens as bytes, with its system prompt and its schema', () => {
  expect(mostTokensOf({ kind: 'embedding', input: '東京' })).toBe(6)
  expect(mostTokensOf(chat('abc'))).toBe(8 + 3)
  expect(mostTokensOf(chat('abc', { system: 'de' }))).toBe(2 * 8 + 5)
  const schema = { name: 'a', schema: { type: 'object' } }
  expect(mostTokensOf({ ...chat('abc'), json: schema } as ReturnType<typeof chat>)).toBe(
    11 + JSON.stringify(schema).length,
  )
  expect(mostTokensOf({ kind: 'verbatim', path: '/v1/responses', body: { input: 'x' } })).toBe('{"input":"x"}'.length)
})
