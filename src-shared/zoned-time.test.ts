import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asUtc, isTimeZone, momentOf, plusDays, sameZone, wallTime, weekdayOf } from './zoned-time'

const at = (iso: string): number => Date.parse(iso)
const wall = (text: string) => {
  const [year, month, day, hour, minute, second = 0] = text.split(/[- :]/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number?,
  ]
  return { year, month, day, hour, minute, second }
}
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'UTC',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Apia',
]
const aMoment = fc.integer({ min: at('1990-01-01T00:00Z'), max: at('2100-01-01T00:00Z') })
const aZone = fc.constantFrom(...zones)

describe('zones', () => {
  it('have IANA names; bare offsets and inventions are none', () => {
    for (const zone of zones) expect(isTimeZone(zone)).toBe(true)
    for (const other of ['', '+02:00', 'Mars/Olympus', '1']) expect(isTimeZone(other)).toBe(false)
  })
  it('are the same under two names', () => {
    expect(sameZone('Asia/Calcutta', 'Asia/Kolkata')).toBe(true)
    expect(sameZone('Europe/Berlin', 'Europe/Paris')).toBe(false)
  })
})

describe('wall time', () => {
  it('shows the clock of the zone, also after 2038', () => {
    expect(wallTime(at('2040-07-01T12:00:00Z'), 'Europe/Berlin')).toEqual(wall('2040-07-01 14:00'))
    expect(wallTime(0, 'UTC')).toEqual(wall('1970-01-01 00:00'))
  })
  it('adds calendar days and knows their names', () => {
    expect(plusDays(wall('2028-02-28 09:00'), 1)).toEqual(wall('2028-02-29 09:00'))
    expect(weekdayOf(wall('2026-12-24 00:00'))).toBe(4)
  })
})

describe('a moment', () => {
  it('is found from what the clock shows, and the first one where it shows it twice', () => {
    fc.assert(
      fc.property(aMoment, aZone, (moment, zone) => {
        const whole = Math.floor(moment / 1_000) * 1_000
        const found = momentOf(wallTime(whole, zone), zone)
        expect(found.kind).not.toBe('gap')
        if (found.kind === 'once') expect(found.at).toBe(whole)
        else expect(found.at).toBeLessThanOrEqual(whole)
        expect(wallTime(found.at, zone)).toEqual(wallTime(whole, zone))
      }),
    )
  })
  it.each([
    ['2027-03-28 02:30', 'Europe/Berlin', 'gap', '2027-03-28T01:00:00Z'],
    ['2027-10-31 02:30', 'Europe/Berlin', 'twice', '2027-10-31T00:30:00Z'],
    ['2027-03-14 02:30', 'America/New_York', 'gap', '2027-03-14T07:00:00Z'],
    ['2027-11-07 01:30', 'America/New_York', 'twice', '2027-11-07T05:30:00Z'],
    ['2027-10-03 02:10', 'Australia/Lord_Howe', 'gap', '2027-10-02T15:30:00Z'],
    ['2027-04-04 01:45', 'Australia/Lord_Howe', 'twice', '2027-04-03T14:45:00Z'],
    ['2027-06-01 00:00', 'UTC', 'once', '2027-06-01T00:00:00Z'],
  ] as const)('%s in %s: %s', (text, zone, kind, moment) => {
    expect(momentOf(wall(text), zone)).toEqual({ at: at(moment), kind })
  })
  it('in a skipped hour is when the clock is put forward: just before, it showed less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 2020, max: 2037 }), (minute, year) => {
        const march = Array.from({ length: 7 }, (_, index) => 25 + index).find(
          (day) => new Date(Date.UTC(year, 2, day)).getUTCDay() === 0,
        )
        const { at: moment, kind } = momentOf(
          { year, month: 3, day: march ?? 31, hour: 2, minute, second: 0 },
          'Europe/Berlin',
        )
        expect(kind).toBe('gap')
        expect(wallTime(moment, 'Europe/Berlin')).toMatchObject({ hour: 3, minute: 0 })
        expect(wallTime(moment - 1_000, 'Europe/Berlin')).toMatchObject({ hour: 1, minute: 59, second: 59 })
      }),
    )
  })
  it('orders as the figures do within a day without a change', () => {
    expect(asUtc(wall('2026-12-24 08:00'))).toBeLessThan(asUtc(wall('2026-12-24 08:01')))
  })
})
