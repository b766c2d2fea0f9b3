import { expect, test } from 'vitest'
import { parseJson } from './parse-json'

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

test('a hundred levels are parsed, one more is refused before anything is built', () => {
  expect(parseJson(nested(100))).toHaveProperty('value')
  expect(parseJson(nested(101))).toEqual({ reason: 'nested deeper than 100 levels' })
  expect(parseJson('{"a":'.repeat(200_000))).toEqual({ reason: 'nested deeper than 100 levels' })
})

test('brackets inside strings are no levels', () => {
  const text = `${'['.repeat(500)}"\\`
  expect(parseJson(JSON.stringify([text]))).toEqual({ value: [text] })
})

test('lone surrogates become U+FFFD in values and keys, pairs stay', () => {
  expect(parseJson('{"\\ud800":["a\\uDC00","\\ud83d\\ude00"]}')).toEqual({ value: { '\ufffd': ['a\ufffd', '😀'] } })
})

test('ids keep every digit, other numbers stay numbers', () => {
  const text = '{"id":12345678901234567890,"custom_id":1234567890123456789,"n":2,"m":1.5}'
  expect(parseJson(text)).toEqual({
    value: { id: '12345678901234567890', custom_id: '1234567890123456789', n: 2, m: 1.5 },
  })
})

test('an own __proto__ key stays a key', () => {
  const parsed = parseJson('{"__proto__":{"x":"\\ud800"}}')
  expect('value' in parsed && Object.keys(parsed.value ?? {})).toEqual(['__proto__'])
})

test('what is wrong is said without repeating the row', () => {
  expect(parseJson('{"prompt": "secret", }')).toEqual({
    reason: 'not valid JSON: Expected double-quoted property name (character 22)',
  })
  expect(parseJson('{"a": secret}')).toEqual({ reason: "not valid JSON: Unexpected token 's'" })
  expect(parseJson('{"a":1')).toMatchObject({ reason: expect.stringMatching(/^not valid JSON: Expected/) })
  expect(parseJson('')).toEqual({ reason: 'not valid JSON: Unexpected end of JSON input' })
})
