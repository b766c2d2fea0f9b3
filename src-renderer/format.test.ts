import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatAge,
  formatAhead,
  formatCountdown,
  formatDuration,
  formatPercent,
  formatRate,
  formatSpan,
  formatStart,
  formatTaskCost,
  formatTime,
  formatTokens,
  formatUsd,
  setTimeFormat,
  usdText,
} from './format'

const anyMs = fc.double({ min: -1e12, max: 1e12, noNaN: true })
/** What a countdown shows, back in milliseconds. */
function shownMs(words: string): number {
  if (words.endsWith(' s')) return Number(words.slice(0, -2)) * 1_000
  return words.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1_000
}

describe('a countdown', () => {
  test('is never negative, whatever the clocks say', () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(formatCountdown(ms)).toMatch(/^(0\.\d s|\d+:\d\d(:\d\d)?)$/)
      }),
    )
  })
  test('never rises as time goes by, and is off by less than a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.nat(5_000), (ms, passed) => {
        expect(shownMs(formatCountdown(ms - passed))).toBeLessThanOrEqual(shownMs(formatCountdown(ms)))
        expect(Math.abs(shownMs(formatCountdown(ms)) - ms)).toBeLessThan(1_000)
      }),
    )
  })
  test.each([
    [22_700, '0:23'],
    [1_000, '0:01'],
    [999, '0.9 s'],
    [640, '0.6 s'],
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [3_723_000, '1:02:03'],
  ])('of %i ms reads %s', (ms, words) => expect(formatCountdown(ms)).toBe(words))
})

test.each([
  [3_200, '3.2 s'],
  [58_300, '58.3 s'],
  [59_960, '1 m'],
  [72_000, '1 m 12 s'],
  [62_000, '1 m 02 s'],
  [7_500_000, '2 h 5 m'],
  [-1, '0.0 s'],
])('a duration of %i ms reads %s', (ms, words) => expect(formatDuration(ms)).toBe(words))

test('durations and ages are never negative', () => {
  fc.assert(
    fc.property(anyMs, (ms) => {
      for (const words of [formatDuration(ms), formatAge(ms), formatSpan(ms)]) expect(words).not.toContain('-')
    }),
  )
})

test.each([
  [1_000, '1 s'],
  [1_500, '1.5 s'],
  [20_000, '20 s'],
  [90_000, '1 m 30 s'],
])('a wait of %i ms reads %s', (ms, words) => expect(formatSpan(ms)).toBe(words))

test.each([
  [null, '–'],
  [612, '612'],
  [9_999, '9,999'],
  [41_204, '41.2k'],
  [1_250_000, '1.3M'],
])('%s tokens read %s', (tokens, words) => expect(formatTokens(tokens)).toBe(words))

test.each([
  [0, 0, '0%'],
  [1, 3, '33%'],
  [999, 1_000, '99%'],
  [1_000, 1_000, '100%'],
])('%i of %i is %s, and never all before the end', (part, all, words) => expect(formatPercent(part, all)).toBe(words))

test.each([
  [43.4, '43'],
  [1.62, '1.6'],
])('%f a minute reads %s', (rate, words) => expect(formatRate(rate)).toBe(words))

test.each([
  [19 * 3_600_000, 'in 19 h'],
  [50 * 3_600_000, 'in 2 days'],
  [-5, /\d/],
])('an estimate %i ms ahead is told no finer than it is known', (ahead, words) =>
  expect(formatAhead(1_000_000 + ahead, 1_000_000)).toMatch(words),
)

test('a start is told as short as it can be: a time, a day, a date', () => {
  const now = new Date(2026, 10, 23, 14, 32).getTime()
  const at = (day: number, hour: number) => formatStart(new Date(2026, 10, day, hour).getTime(), now)
  expect(at(23, 22)).toMatch(/^(22:00|10:00 PM)$/)
  expect(at(25, 22)).toMatch(/^Wed (22:00|10:00 PM)$/)
  expect(at(40, 22)).toMatch(/^(10 Dec|Dec 10)$/)
  expect(at(100, 22)).toMatch(/2027/)
})

test.each([
  [0, '–'],
  [20_000, '<$0.0001'],
  [132_800_000, '$0.1328'],
  [2_500_000_000, '$2.50'],
])('a task of %d nano-dollars costs %s', (nano, words) => expect(formatTaskCost(nano)).toBe(words))

test('sums of money have two figures that count, and the locale’s separators', () => {
  expect(formatUsd(1_234_560_000_000)).toBe('$1,234.56')
  expect(formatUsd(18_300_000)).toBe('$0.018')
  expect(usdText(500_000_000)).toBe('0.5')
  expect(formatUsd(-20_000_000)).toBe('−$0.02') // a minus sign, not a hyphen
})

test('a clock of 24 hours has two figures for the hour, as schedules and run windows have', () => {
  const early = new Date(2026, 10, 23, 9, 5).getTime()
  setTimeFormat('24')
  expect(formatTime(early)).toBe('09:05')
  expect(formatStart(early, early - 3 * 86_400_000)).toBe('Mon 09:05')
  setTimeFormat('12')
  expect(formatTime(early)).toMatch(/^9:05 ?am$/i)
  setTimeFormat('system')
})
