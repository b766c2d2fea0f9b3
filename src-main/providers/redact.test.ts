import { expect, test } from 'vitest'
import { redact, storable } from './redact'

test.each([
  ['Incorrect API key provided: sk-proj-1234abcd. See …', 'Incorrect API key provided: [key]. See …'],
  ['Incorrect API key provided: abc1***********wxyz.', 'Incorrect API key provided: [key].'],
  ['invalid key gsk_A1b2C3d4E5', 'invalid key [key]'],
  ['API key AIzaSyA-1234567890 not valid', 'API key [key] not valid'],
  ['Authorization: Bearer eyJhbGci0iJ9.abc', 'Authorization: Bearer [key]'],
  ['The bearer token is missing.', 'The bearer token is missing.'],
  ['Use max_completion_tokens instead of max_tokens', 'Use max_completion_tokens instead of max_tokens'],
])('masks what looks like a key in “%s”', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

test('masks the key that was sent, whatever it looks like', () => {
  expect(redact('no user for hunter2hunter2!', ['hunter2hunter2'])).toBe('no user for [key]!')
  expect(redact('a is a letter', ['a'])).toBe('a is a letter')
})

test('keeps 2,000 characters and no half of a pair', () => {
  const kept = storable(`${'x'.repeat(1_998)}🙂🙂`)
  expect(kept).toHaveLength(2_000)
  expect(kept.isWellFormed()).toBe(true)
})

test('searches no more than 4,000 characters, however long the text is', () => {
  for (const text of ['x', '*', 'sk-', 'a*', 'api key: ', 'Bearer 1']) {
    const long = text.repeat(200_000)
    expect(storable(long)).toBe(storable(long.slice(0, 4_000)))
  }
})

test('masks a key however a server repeats it: without its scheme, or as an address writes it', () => {
  expect(redact('got dXNlcjpwYXNz', ['Basic dXNlcjpwYXNz'])).toBe('got [key]')
  expect(redact('at /v1?k=a%2Fb%2Bc%3Dd and a/b+c=d', ['a/b+c=d'])).toBe('at /v1?k=[key] and [key]')
})
