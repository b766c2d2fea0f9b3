import { expect, test } from 'vitest'
import type { DeadGroup } from '#shared/overview'
import { FailureCode, type TaskId } from '#shared/task'
import { endedWords, fingerprint, retriesUsedUp, statusWords } from './group-words'

const group = (code: FailureCode, rest: Partial<DeadGroup> = {}): DeadGroup => ({
  ...{ key: code, code, status: null, providerCode: null, count: 2 },
  ...{ firstAt: 0, lastAt: 3_600_000, lanes: ['fast'], example: '' },
  ...{ exampleId: 1 as TaskId, providerId: 'p', model: 'm', again: 0, trend: [] },
  ...rest,
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
