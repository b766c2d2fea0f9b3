import { expect, test } from 'vitest'
import { untilMidnight, untilNextMonth } from './reset-times'

const hour = 3_600_000

test.each([
  ['2026-11-23T12:00:00Z', 'UTC', 12 * hour],
  ['2026-11-23T00:00:00Z', 'UTC', 24 * hour],
  ['2026-11-23T12:00:00Z', 'America/Los_Angeles', 20 * hour],
  ['2026-11-23T07:59:59.500Z', 'America/Los_Angeles', 500],
  ['2026-07-01T12:00:00Z', 'America/Los_Angeles', 19 * hour], // summer time
  ['2026-11-01T07:30:00Z', 'America/Los_Angeles', 24.5 * hour], // the night that has 25 hours
  ['2026-03-08T08:30:00Z', 'America/Los_Angeles', 22.5 * hour], // the night that has 23
])('from %s to midnight in %s', (at, zone, expected) => {
  expect(untilMidnight(Date.parse(at), zone)).toBe(expected)
})

test.each([
  ['2026-11-23T12:00:00Z', '2026-12-01T00:00:00Z'],
  ['2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z'],
  ['2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
])('the month of %s ends at %s', (at, expected) => {
  expect(untilNextMonth(Date.parse(at))).toBe(Date.parse(expected) - Date.parse(at))
})
