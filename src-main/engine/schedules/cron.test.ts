import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wallTime } from '#shared/zoned-time'
import { cronProblem, firingsBetween, lastFirings, nextFiring, nextFive } from './cron'

const at = (iso: string): number => Date.parse(iso)
const iso = (moments: readonly (number | null)[]) =>
  moments.map((each) => (each === null ? null : new Date(each).toISOString().slice(0, 16)))
const hour = 3_600_000
const day = 24 * hour

describe('summer time', () => {
  it.each([
    ['Europe/Berlin', '30 2 * * *', '2027-03-27T12:00Z', ['2027-03-28T01:00', '2027-03-29T00:30']], // 03:00, since 02:30 is skipped
    ['Europe/Berlin', '30 2 * * *', '2027-10-30T12:00Z', ['2027-10-31T00:30', '2027-11-01T01:30']], // the first of two
    ['America/New_York', '30 2 * * *', '2027-03-13T12:00Z', ['2027-03-14T07:00', '2027-03-15T06:30']],
    ['America/New_York', '30 1 * * *', '2027-11-06T12:00Z', ['2027-11-07T05:30', '2027-11-08T06:30']],
    ['Australia/Lord_Howe', '10 2 * * *', '2027-10-02T00:00Z', ['2027-10-02T15:30', '2027-10-03T15:10']], // half an hour
    ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T00:00Z', ['2027-04-03T14:45', '2027-04-04T15:15']],
    ['UTC', '30 2 * * *', '2027-03-27T12:00Z', ['2027-03-28T02:30', '2027-03-29T02:30']],
  ])('in %s, %s fires once a day', (zone, cron, after, expected) => {
    expect(iso(nextFive(cron, zone, at(after)).slice(0, 2))).toEqual(expected)
  })
  it('several skipped times are one firing, when the clock is put forward', () => {
    expect(iso(nextFive('0,30 2 * * *', 'Europe/Berlin', at('2027-03-27T12:00Z')).slice(0, 2))).toEqual([
      '2027-03-28T01:00',
      '2027-03-29T00:00',
    ])
  })
  it('every 15 minutes goes by the time that passes', () => {
    for (const start of ['2027-03-28T00:00Z', '2027-10-31T00:00Z']) {
      const firings = firingsBetween('*/15 * * * *', 'Europe/Berlin', at(start), at(start) + 4 * hour, 100)
      expect(firings).toEqual(Array.from({ length: 16 }, (_, index) => at(start) + (index + 1) * 15 * 60_000))
    }
  })
  it('a time of day fires once on every day of the calendar, at that time or when the clock has skipped it', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'UTC',
      'Africa/Cairo',
      'America/Santiago',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2048-01-01T00:00Z') }),
        (zone, hours, minutes, start) => {
          const firings = firingsBetween(`${minutes} ${hours} * * *`, zone, start, start + 40 * day, 100)
          const days = firings
            .map((each) => wallTime(each, zone))
            .map(({ year, month, day: date }) => `${year}-${month}-${date}`)
          expect(new Set(days).size).toBe(firings.length)
          expect(firings.length).toBeGreaterThanOrEqual(39)
          expect(firings.length).toBeLessThanOrEqual(41)
          const odd = firings
            .map((each) => wallTime(each, zone))
            .filter((wall) => wall.hour !== hours || wall.minute !== minutes)
          expect(odd.length).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('firings', () => {
  it('lie after the moment, at any distance', () => {
    const now = at('2026-11-24T10:00Z')
    expect(nextFiring('0 10 24 11 *', 'UTC', now)).toBe(at('2027-11-24T10:00Z')) // not the one that is now
    expect(nextFiring('0 10 23 1 *', 'UTC', now)).toBe(at('2027-01-23T10:00Z')) // 60 days
    expect(iso(nextFive('0 0 29 2 *', 'Europe/Berlin', at('2037-01-01T00:00Z')))[0]).toBe('2040-02-28T23:00') // beyond 2038
    expect(nextFiring('0 0 1 1 *', 'UTC', at('2099-06-01T00:00Z'))).toBe(at('2100-01-01T00:00Z'))
  })
  it('can be counted in seconds', () => {
    expect(nextFiring('*/10 * * * * *', 'UTC', at('2027-01-01T00:00:09.500Z'))).toBe(at('2027-01-01T00:00:10Z'))
  })
  it('found from the end are those found from the beginning', () => {
    const crons = [
      '*/7 * * * *',
      '30 2 * * *',
      '0,30 2 * * *',
      '0 */5 * * *',
      '15 1-3 * * *',
      '0 9 * * 1-5',
      '45 1 1,15 * *',
      '*/15 2 * * *',
      '0 0 L * *',
    ]
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC']
    const changes = [
      '2027-03-28T01:00Z',
      '2027-10-31T01:00Z',
      '2027-03-14T07:00Z',
      '2027-11-07T06:00Z',
      '2027-10-02T15:30Z',
      '2027-04-03T15:00Z',
    ]
    const aStart = fc.oneof(
      fc.integer({ min: at('2026-06-01T00:00Z'), max: at('2028-06-01T00:00Z') }),
      fc
        .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * hour, max: 3 * hour }))
        .map(([change, by]) => at(change) + by),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...crons),
        fc.constantFrom(...zones),
        aStart,
        fc.integer({ min: 0, max: 6 * hour }),
        (cron, zone, after, length) => {
          const until = after + length
          const forwards = firingsBetween(cron, zone, after, until, 100)
          expect(lastFirings(cron, zone, after, until, 24)).toEqual(forwards.slice(-24))
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('an expression that cannot be used', () => {
  const now = at('2026-11-24T10:00Z')
  it.each([
    ['', 'Write when it runs'],
    ['0 22 * *', 'this one has 4'],
    ['0 0 22 * * * 2027', 'this one has 7'],
    ['61 * * * *', '“61” is no minute'],
    ['0 24 * * *', '“24” is no hour'],
    ['0 0 0 * *', '“0” is no day of month'],
    ['0 0 * 13 *', '“13” is no month'],
    ['0 0 * * 8', '“8” is no day of week'],
    ['61 0 0 * * *', '“61” is no second'],
    ['a * * * *', '“a” is no minute'],
    ['*/0 * * * *', '“*/0” is no minute'],
    ['5-1 * * * *', '“5-1” is no minute'],
    ['0 22:00 * * *', '“22:00” is no hour'],
    ['2026-01-01T00:00', 'this one has 1'],
    ['@reboot', 'this one has 1'],
    ['0 0 30 2 *', 'It never fires'],
    ['0 0 31 4,6,9,11 *', 'It never fires'],
  ])('%s is told', (cron, words) => {
    expect(cronProblem(cron, 'Europe/Berlin', now)).toContain(words)
  })
  it('a zone that is none is told', () => {
    expect(cronProblem('0 22 * * *', 'Mars/Olympus', now)).toContain('no time zone “Mars/Olympus”')
    expect(cronProblem('0 22 * * *', '+02:00', now)).toContain('no time zone')
  })
  it.each([
    '0 22 * * *',
    '*/10 * * * * *',
    '0 9 * * MON-FRI',
    '0 6 L * *',
    '0 0 29 2 *',
    '@daily',
    '0 9 * * 1#2',
    '0 9 15W * *',
  ])('%s can', (cron) => {
    expect(cronProblem(cron, 'America/New_York', now)).toBeNull()
  })
  it('whatever is typed, there is an answer and no exception', () => {
    const part = fc.constantFrom('*', '*/5', '1-5', '30', '99', 'L', 'MON', '#', ':', 'a', '1,2', '-', '?')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { minLength: 4, maxLength: 7 }).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const problem = cronProblem(text, 'UTC', now)
          if (problem === null) expect(nextFiring(text, 'UTC', now)).toBeGreaterThan(now)
        },
      ),
      { numRuns: 300 },
    )
  })
})
