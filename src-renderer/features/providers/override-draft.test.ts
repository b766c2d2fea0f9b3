import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Growth, Jitter, longestDelayMs, PolicyOverride } from '#shared/lane'
import { overrideDraft, overrideWords, readOverride } from './override-draft'

const ms = fc.integer({ min: 1, max: longestDelayMs })
const rules = fc.record(
  {
    ...{
      retries: fc.integer({ min: 0, max: 100 }),
      delayMs: ms,
      maxDelayMs: ms,
      timeoutMs: ms,
      retryForMs: fc.option(ms),
    },
    ...{ backoff: fc.constantFrom(...Growth.options), jitter: fc.constantFrom(...Jitter.options) },
  },
  { requiredKeys: [] },
)

test('rules are read back as they are written, and fit the contract', () =>
  fc.assert(
    fc.property(rules, (policy) => {
      const { value } = readOverride(overrideDraft(policy))
      expect(value).toEqual(policy)
      expect(PolicyOverride.safeParse(value).success).toBe(true)
    }),
  ))

test('an empty field is no rule, and one that does not fit holds all back', () => {
  expect(readOverride(overrideDraft({}))).toEqual({ value: {}, problems: {} })
  expect(readOverride({ ...overrideDraft({}), retries: 'many' })).toEqual({
    ...{ value: null, problems: { retries: 'A whole number from 0 to 100.' } },
  })
})

test('no limit is a rule of its own', () =>
  expect(readOverride({ ...overrideDraft({}), retryForMs: 'No limit' }).value).toEqual({ retryForMs: null }))

test('rules are told in a line', () => {
  expect(overrideWords({ retries: 1, delayMs: 30_000, backoff: 'linear', maxDelayMs: 300_000 })).toBe(
    '1 retry, 30 s, growing, at most 5 min apart',
  )
  expect(overrideWords({ retries: 0, timeoutMs: 60_000, retryForMs: null })).toBe(
    'no retries, 60 s to answer, for as long as it takes',
  )
  expect(overrideWords({})).toBe('')
})
