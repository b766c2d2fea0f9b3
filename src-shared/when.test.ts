import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWhen } from './when'

const at = (iso: string): number => Date.parse(iso)
const now = at('2026-12-23T20:00:00Z') // a Wednesday, 21:00 in Berlin
const read = (text: string, from = now, zone = 'Europe/Berlin') => {
  const when = parseWhen(text, from, zone)
  return when.ok ? new Date(when.at).toISOString().slice(0, 19) : when.message
}

describe('when', () => {
  it.each([
    ['22:30', '2026-12-23T21:30:00'],
    ['at 22:30', '2026-12-23T21:30:00'],
    ['9:00', '2026-12-24T08:00:00'], // has passed today: its next occurrence
    ['9 am', '2026-12-24T08:00:00'],
    ['12am', '2026-12-23T23:00:00'],
    ['12:15 pm', '2026-12-24T11:15:00'],
    ['today 23:00', '2026-12-23T22:00:00'],
    ['tomorrow 9:00', '2026-12-24T08:00:00'],
    ['Tomorrow at 9:00', '2026-12-24T08:00:00'],
    ['9:00 tomorrow', '2026-12-24T08:00:00'],
    ['friday 18:00', '2026-12-25T17:00:00'],
    ['wed 20:00', '2026-12-30T19:00:00'],
    ['wed 22:00', '2026-12-23T21:00:00'],
    ['in 2 h', '2026-12-23T22:00:00'],
    ['in 90 min', '2026-12-23T21:30:00'],
    ['in 1h 30m', '2026-12-23T21:30:00'],
    ['in 1 hour and 30 minutes', '2026-12-23T21:30:00'],
    ['in 1.5 h', '2026-12-23T21:30:00'],
    ['in 30 s', '2026-12-23T20:00:30'],
    ['in 3 days', '2026-12-26T20:00:00'],
    ['in 1 week', '2026-12-30T20:00:00'],
    ['2026-12-24 08:00', '2026-12-24T07:00:00'],
    ['2026-12-24T08:00', '2026-12-24T07:00:00'],
    ['2026-12-24 8:00:30', '2026-12-24T07:00:30'],
    ['2026-12-24T08:00Z', '2026-12-24T08:00:00'],
    ['2026-12-24 08:00+05:30', '2026-12-24T02:30:00'],
    ['2027-07-01 08:00', '2027-07-01T06:00:00'],
  ])('%s', (text, moment) => {
    expect(read(text)).toBe(moment)
  })

  it.each([
    ['', 'Say when, such as 22:30'],
    ['soon', '“soon” is no time that can be read. Write it as 22:30'],
    ['25:00', 'is no time that can be read'],
    ['22:60', 'is no time that can be read'],
    ['tomorrow', 'Say at what time, such as “tomorrow 9:00”.'],
    ['tomorrow 9', '“9” is no time of day'],
    ['today 9:00', '2026-12-23 09:00 has passed: it is 2026-12-23 21:00.'],
    ['2026-12-23 20:59', 'has passed'],
    ['2025-01-01 09:00Z', 'has passed'],
    ['2026-02-30 09:00', 'There is no day 2026-02-30.'],
    ['2026-13-01 09:00', 'There is no day 2026-13-01.'],
    ['in 2 fortnights', 'is no span of time'],
    ['in two hours', 'Write the wait as'],
    ['in 0 h', 'Write how long to wait'],
    ['in 1.5 days', 'is no span of time'],
    ['2126-12-24 08:00', 'more than 10 years ahead'],
  ])('%s is refused with words', (text, words) => {
    expect(read(text)).toContain(words)
  })

  it('tells of a time that the clocks skip, and of one that they show twice', () => {
    const spring = at('2027-03-27T12:00Z')
    expect(parseWhen('tomorrow 2:30', spring, 'Europe/Berlin')).toEqual({
      ...{ ok: true, at: at('2027-03-28T01:00Z') },
      note: 'The clocks skip 02:30 that day: it starts at 03:00.',
    })
    const autumn = parseWhen('2027-10-31 02:30', spring, 'Europe/Berlin')
    expect(autumn).toMatchObject({ ok: true, at: at('2027-10-31T00:30Z') })
    expect(autumn.ok && autumn.note).toContain('twice')
  })
  it('counts hours as they pass and days by the calendar', () => {
    const eve = at('2027-03-27T12:00Z')
    expect(read('in 24 h', eve)).toBe('2027-03-28T12:00:00')
    expect(read('in 1 day', eve)).toBe('2027-03-28T11:00:00')
  })
  it('keeps to the zone', () => {
    expect(read('22:30', now, 'America/New_York')).toBe('2026-12-24T03:30:00')
  })
  it('never throws, and what it reads lies ahead', () => {
    const words = fc.constantFrom(
      'in',
      'tomorrow',
      'today',
      'mon',
      'at',
      '22:30',
      '9',
      'pm',
      'h',
      '2027-03-28',
      '02:30',
      '1',
      'days',
      'z',
      ',',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 6 }).map((list) => list.join(' ')),
        ),
        (text) => {
          const when = parseWhen(text, now, 'Europe/Berlin')
          if (when.ok) expect(when.at).toBeGreaterThan(now)
          else expect(when.message.length).toBeGreaterThan(10)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
