import { expect, test } from 'vitest'
import type { Attempt } from '#shared/task'
import { attemptsWords, billedWords, endedStatuses } from './kept-words'

const attempt = (number: number, status: number | null, rest: Partial<Attempt> = {}): Attempt => ({
  ...{ number, revision: 1, lane: 'fast', model: 'm', startedAt: number * 60_000, endedAt: number * 60_000 + 5_000 },
  ...{ progress: 'done', outcome: 'transient', wait: null, mayHaveBeenBilled: false },
  failure: { code: 'overloaded', status, providerCode: null, message: '', requestId: null },
  ...{ firstByteMs: null, tokensIn: null, tokensOut: null },
  ...rest,
})

test('attempts are counted and spanned from the first start to the last end', () => {
  expect(attemptsWords([attempt(1, 529), attempt(2, 529)])).toBe('2, over 1 m 05 s')
  expect(attemptsWords([attempt(1, null, { endedAt: null })])).toBe('1, over 0.0 s')
  expect(attemptsWords([])).toBe('none')
})

test('ends are told in order, the last six of many', () => {
  const lost = attempt(2, null, { failure: null, outcome: 'lost' })
  expect(endedStatuses([attempt(1, 529), lost, attempt(3, null)])).toBe('529, app closed, overloaded')
  expect(endedStatuses(Array.from({ length: 9 }, (_, index) => attempt(index, 500 + index)))).toBe(
    '…, 503, 504, 505, 506, 507, 508',
  )
})

test('what may have been billed is counted', () => {
  expect(billedWords([attempt(1, 529)])).toBe('no')
  expect(billedWords([attempt(1, 529), attempt(2, null, { mayHaveBeenBilled: true })])).toBe('1 of 2')
})
