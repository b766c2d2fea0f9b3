import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accessReturnsMs, durationMs, longestPeriodMs, longestWaitMs, serverClock, waitHintMs } from './wait-hint'

const now = Date.parse('2026-11-23T12:00:00Z')
const hint = (headers: Record<string, string>, rest: { json?: unknown; message?: string } = {}) =>
  waitHintMs({ headers: new Headers(headers), ...rest }, now)

test.each<[string, Record<string, string>, number | null]>([
  ['seconds', { 'retry-after': '20' }, 20_000],
  ['parts of a second', { 'retry-after': '0.25' }, 250],
  ['milliseconds', { 'retry-after-ms': '1500.2' }, 1_501],
  ['the larger of the two', { 'retry-after': '2', 'retry-after-ms': '83' }, 2_000],
  [
    'a date by the server’s clock',
    { 'retry-after': 'Mon, 23 Nov 2026 09:00:30 GMT', date: 'Mon, 23 Nov 2026 09:00:00 GMT' },
    30_000,
  ],
  ['a date by our clock', { 'retry-after': 'Mon, 23 Nov 2026 12:00:05 GMT' }, 5_000],
  ['a date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, null],
  ['an epoch in seconds', { 'retry-after': String(now / 1_000 + 9) }, 9_000],
  ['a Go duration', { 'retry-after': '6m0s' }, 360_000],
  ['nonsense', { 'retry-after': 'soon' }, null],
  ['a negative number', { 'retry-after': '-1' }, null],
  ['nothing', { 'retry-after': '0' }, null],
  ['more than a day', { 'retry-after': '99999999' }, longestWaitMs],
  [
    'the reset of what is used up',
    {
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '7.66s',
      'x-ratelimit-remaining-requests': '14',
      'x-ratelimit-reset-requests': '2m59.56s',
    },
    7_660,
  ],
  [
    'Anthropic’s reset, RFC 3339',
    { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '2026-11-23T12:00:12Z' },
    12_000,
  ],
  ['a reset in milliseconds', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '12ms' }, 12],
  ['Azure’s -1', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '-1' }, null],
  ['no reset of what is left', { 'x-ratelimit-remaining-tokens': '5', 'x-ratelimit-reset-tokens': '7s' }, null],
  [
    'the provider’s own time before a reset',
    { 'retry-after': '1', 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '60s' },
    1_000,
  ],
])('reads %s', (_, headers, expected) => {
  expect(hint(headers)).toBe(expected)
})

test.each([
  ['Please try again in 18.642s. Visit …', 18_642],
  ['Please retry in 10h17m5.72s.', 37_025_720],
  ['Please retry after 6 seconds.', 6_000],
  ['Try again in 1 minute and 30 seconds', 90_000],
  ['please wait 250 ms', 250],
  ['try again in 6m0s', 360_000],
  ['Please try again later.', null],
  ['Limit 30000, Used 14567', null],
  ['try again in 5', null],
])('reads the words “%s”', (message, expected) => {
  expect(hint({}, { message })).toBe(expected)
})

test('reads what a body names, wherever it is', () => {
  expect(hint({}, { json: { retry_after: 120 } })).toBe(120_000)
  expect(hint({}, { json: [{ error: { details: [{ retryDelay: '34.07s' }] } }] })).toBe(34_070)
  expect(hint({}, { json: { error: { availability: { retry_after: '3' } } } })).toBe(3_000)
})

test('takes a longer cap where it is asked to', () => {
  const headers = new Headers({ 'retry-after': String(10 * 86_400) })
  expect(waitHintMs({ headers }, now)).toBe(longestWaitMs)
  expect(waitHintMs({ headers }, now, longestPeriodMs)).toBe(10 * 86_400_000)
})

const untilDecember = 7.5 * 86_400_000
test.each<[string, unknown, string, number | null]>([
  ['a moment in a field', { error: { metadata: { resets_at: '2026-12-01T00:00:00Z' } } }, '', untilDecember],
  ['a day in a field', { resets_at: '2026-12-01' }, '', untilDecember],
  ['an epoch in a field', { reset_at: (now + 5_000) / 1_000 }, '', 5_000],
  ['words with a time', {}, 'You will regain access on 2026-12-01 at 00:00 UTC.', untilDecember],
  ['words with a day', {}, 'You will regain access on 2026-12-01.', untilDecember],
  ['a day that has passed', { resets_at: '2026-11-01' }, '', null],
  ['a day that is none', { resets_at: '2026-13-45' }, 'You will regain access on 2026-99-99.', null],
  ['a year', { resets_at: '2027-11-01' }, '', longestPeriodMs],
  ['nothing', { resets_at: null }, 'Please retry in 5s', null],
])('access returns: %s', (_, json, message, expected) => {
  expect(accessReturnsMs(json, message, now)).toBe(expected)
})

test('the server’s clock is its Date, and ours where it has none', () => {
  expect(serverClock(new Headers({ date: 'Mon, 23 Nov 2026 09:00:00 GMT' }), now)).toBe(now - 3 * 3_600_000)
  expect(serverClock(new Headers({ date: 'yesterday' }), now)).toBe(now)
})

const goDurations = fc.record({
  h: fc.integer({ min: 0, max: 23 }),
  m: fc.integer({ min: 0, max: 59 }),
  s: fc.integer({ min: 0, max: 59 }),
  ms: fc.integer({ min: 0, max: 999 }),
})

test('reads every Go duration as what it was written from', () => {
  fc.assert(
    fc.property(goDurations, ({ h, m, s, ms }) => {
      const expected = ((h * 60 + m) * 60 + s) * 1_000 + ms
      expect(durationMs(`${h}h${m}m${s}.${String(ms).padStart(3, '0')}s`, now)).toBeCloseTo(expected, 3)
    }),
  )
})

test('whatever the headers and words say, a wait is null or a whole number from 1 to a day', () => {
  const printable = fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, ''))
  const value = fc.oneof(printable, fc.double().map(String), fc.integer().map(String))
  fc.assert(
    fc.property(value, value, value, fc.string(), fc.jsonValue(), (after, ms, reset, message, json) => {
      const headers = {
        'retry-after': after,
        'retry-after-ms': ms,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset,
      }
      const wait = hint(headers, { message, json })
      if (wait === null) return
      expect(Number.isInteger(wait)).toBe(true)
      expect(wait).toBeGreaterThanOrEqual(1)
      expect(wait).toBeLessThanOrEqual(longestWaitMs)
    }),
  )
})
