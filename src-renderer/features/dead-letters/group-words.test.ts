import { expect, test } from 'vitest'
import type { DeadGroup } from '#shared/overview'
import { FailureCode } from '#shared/task'
import { endedWords, failureWords, fingerprint, groupSentence, retriesUsedUp, statusWords } from './group-words'

const group = (code: FailureCode, rest: Partial<DeadGroup> = {}): DeadGroup => ({
  ...{ key: code, code, status: null, providerCode: null, count: 2 },
  ...{ firstAt: 0, lastAt: 3_600_000, lanes: ['fast'], example: '' },
  ...rest,
})

test.each(FailureCode.options)('%s has a title, a forecast, and a sentence with its three parts', (code) => {
  expect(failureWords[code].title).toMatch(/^[A-Z]/)
  expect(failureWords[code].forecast.text).not.toBe('')
  const sentence = groupSentence(group(code))
  expect(sentence).toContain('2 prompts')
  expect(sentence).toContain('are kept.')
  expect(sentence).toMatch(/\.$/)
})

test('no two causes have the same title', () => {
  const titles = FailureCode.options.map((code) => failureWords[code].title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('the forecast says what another try would come to', () => {
  const forecasts = Object.groupBy(FailureCode.options, (code) => failureWords[code].forecast.text)
  expect(forecasts).toEqual({
    'Likely to work now': ['timeout', 'connection', 'server_error', 'overloaded', 'rate_limited'],
    'Fix the key first': ['auth', 'quota'],
    'Choose another model first': ['model'],
    'Will fail again unless edited': ['context_length', 'content_policy', 'bad_request', 'invalid_answer', 'cut_off'],
    'Goes on once its needs succeed': ['blocked'],
    'May end the app again': ['poison'],
  })
})

test('retries are used up only by what another try could cure', () => {
  expect(FailureCode.options.filter(retriesUsedUp)).toEqual(['timeout', 'connection', 'server_error', 'overloaded'])
})

test("the provider's own code and status come first, ours where there is none", () => {
  expect(fingerprint(group('context_length', { providerCode: 'context_length_exceeded' }))).toBe(
    'context_length_exceeded',
  )
  expect(fingerprint(group('timeout'))).toBe('timeout')
  expect(statusWords(group('bad_request', { status: 400 }))).toBe('HTTP 400')
  expect(statusWords(group('connection'))).toBe('no answer')
  expect(endedWords({ status: 529, code: 'overloaded' }, 3)).toBe('529, 3 tries')
  expect(endedWords({ status: null, code: 'timeout' }, 1)).toBe('timed out, 1 try')
  expect(endedWords({ status: 200, code: 'cut_off' }, 1)).toBe('cut off, 1 try') // the failure was in the answer
})

test('one prompt is told in the singular', () => {
  const sentence = groupSentence(group('overloaded', { status: 529, count: 1, lastAt: 0 }))
  expect(sentence).toContain('The provider answered 529 to every try of 1 prompt, at ')
  expect(sentence).toContain('The prompt and every attempt are kept.')
})

test('a prompt that was too long and never sent is not laid on the provider', () => {
  expect(groupSentence(group('context_length'))).toContain(
    '2 prompts were found too long for the model before anything was sent',
  )
  expect(groupSentence(group('context_length', { status: 400 }))).toContain('The provider found 2 prompts too long')
})
