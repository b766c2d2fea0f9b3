import { expect, test } from 'vitest'
import { unknownLimits } from '#shared/limits'
import { formatUntil } from '../../format'
import type { ProviderStatus } from './provider-status'
import { spokenWords, statusWords } from './status-words'

const until = Date.UTC(2026, 10, 26, 14, 32, 41)
const paused: ProviderStatus = { kind: 'paused', trouble: 'rate_limit', until, said: '' }
const pacing: ProviderStatus = { kind: 'pacing', limits: unknownLimits, next: { at: until, of: null } }

test('what counts down says another word once nothing is left, and never a zero that stands still', () => {
  expect(statusWords(paused, 23_000)).toBe('paused 0:23')
  expect(statusWords(paused, 0)).toBe('opening')
  expect(statusWords(pacing, 2_000)).toBe('next call in 0:02')
  expect(statusWords(pacing, 0)).toBe('next call now')
})

test('it is spoken as the moment that it runs to', () => {
  expect(spokenWords(paused)).toBe(`paused until ${formatUntil(until)}`)
  expect(spokenWords(pacing)).toBe(`next call at ${formatUntil(until)}`)
  expect(spokenWords({ kind: 'open' })).toBeNull()
})
