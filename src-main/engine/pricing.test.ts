import { expect, test } from 'vitest'
import { chat } from '#shared/request'
import { mostTokensOf, noPrices } from './pricing'

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

test('Practice costs nothing, and no other price is known', () => {
  const [practice, other] = [
    { providerId: 'practice', model: 'm' },
    { providerId: 'p', model: 'm' },
  ]
  const usage = { tokensIn: 1, tokensOut: 1 }
  expect([noPrices.most(practice, chat('x'), 9), noPrices.of(practice, usage)]).toEqual([0, 0])
  expect([noPrices.most(other, chat('x'), 9), noPrices.of(other, usage)]).toEqual([null, null])
})
