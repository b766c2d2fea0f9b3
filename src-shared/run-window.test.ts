import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RunWindow, RunWindows, type Weekday, weekdays, windowAt, windowKeeper, windowWords } from './run-window'
import { wallTime, weekdayOf } from './zoned-time'

const at = (iso: string): number => Date.parse(iso)
const window = (from: string, to: string, timeZone = 'Europe/Berlin', days: Weekday[] = [...weekdays]): RunWindow =>
  RunWindow.parse({ days, from, to, timeZone })
const nights = window('22:00', '06:00')

describe('a run window', () => {
  it('is always open where there is none', () => {
    expect(windowAt([], at('2027-01-01T12:00Z'))).toEqual({ open: true, changesAt: null })
  })
  it('goes across midnight', () => {
    expect(windowAt([nights], at('2027-01-10T12:00Z'))).toEqual({ open: false, changesAt: at('2027-01-10T21:00Z') })
    expect(windowAt([nights], at('2027-01-10T21:00Z'))).toEqual({ open: true, changesAt: at('2027-01-11T05:00Z') })
    expect(windowAt([nights], at('2027-01-11T04:59:59.999Z')).open).toBe(true)
    expect(windowAt([nights], at('2027-01-11T05:00Z'))).toEqual({ open: false, changesAt: at('2027-01-11T21:00Z') })
  })
  it('belongs to the day on which it opens', () => {
    const friday = window('22:00', '06:00', 'UTC', ['fri'])
    expect(windowAt([friday], at('2027-01-09T03:00Z')).open).toBe(true) // a Saturday
    expect(windowAt([friday], at('2027-01-08T03:00Z'))).toEqual({ open: false, changesAt: at('2027-01-08T22:00Z') })
  })
  it('that touches another is one with it', () => {
    const two = [window('22:00', '24:00', 'UTC'), window('00:00', '06:00', 'UTC')]
    expect(windowAt(two, at('2027-01-10T23:00Z'))).toEqual({ open: true, changesAt: at('2027-01-11T06:00Z') })
    expect(
      windowAt([window('09:00', '12:00', 'UTC'), window('11:00', '13:00', 'UTC')], at('2027-01-10T10:00Z')).changesAt,
    ).toBe(at('2027-01-10T13:00Z'))
  })
  it('that is never shut is asked about again within a week', () => {
    const now = at('2027-01-10T10:00Z')
    for (const always of [
      window('00:00', '24:00', 'UTC'),
      window('00:00', '00:00', 'UTC'),
      window('09:00', '09:00', 'UTC'),
    ]) {
      const { open, changesAt } = windowAt([always], now)
      expect(open).toBe(true)
      expect(changesAt).toBeGreaterThan(now + 5 * 86_400_000)
    }
  })
  it('keeps to the clock of its zone where that changes', () => {
    // Berlin puts its clocks forward at 01:00Z on 28 March 2027 and back at 01:00Z on 31 October.
    expect(windowAt([nights], at('2027-03-28T00:00Z')).changesAt).toBe(at('2027-03-28T04:00Z'))
    expect(windowAt([nights], at('2027-10-31T00:00Z')).changesAt).toBe(at('2027-10-31T05:00Z'))
    const early = window('02:15', '02:45')
    expect(windowAt([early], at('2027-03-28T00:30Z'))).toEqual({ open: false, changesAt: at('2027-03-29T00:15Z') }) // skipped that day
    expect(windowAt([early], at('2027-10-31T00:20Z'))).toEqual({ open: true, changesAt: at('2027-10-31T00:45Z') }) // the first of two
    const across = window('01:30', '02:15', 'Australia/Lord_Howe')
    expect(windowAt([across], at('2027-10-02T15:10Z')).changesAt).toBe(at('2027-10-02T15:30Z'))
  })
  it('says when to ask again, and nothing changes before', () => {
    const aTime = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 3 }))
      .map(([h, q]) => `${String(h).padStart(2, '0')}:${String(q * 15).padStart(2, '0')}`)
    const aWindow = fc.record({
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
      ...{ from: aTime, to: aTime },
      timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
    })
    fc.assert(
      fc.property(
        fc.array(aWindow, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2045-01-01T00:00Z') }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (raw, now, share) => {
          const windows = raw.map((each) => RunWindow.parse(each))
          const { open, changesAt } = windowAt(windows, now)
          const next = changesAt ?? Number.NaN
          expect(next).toBeGreaterThan(now)
          const between = Math.min(next - 1, now + Math.floor((next - now) * share))
          expect(windowAt(windows, between).open).toBe(open)
          expect(windows.some((each) => isOpenByTheClock(each, between)) || aroundAChange(windows, between)).toBe(
            open || aroundAChange(windows, between),
          )
          const keeper = windowKeeper(windows)
          expect([keeper(now).open, keeper(between).open, keeper(next).open]).toEqual([
            open,
            open,
            windowAt(windows, next).open,
          ])
        },
      ),
      { numRuns: 200 },
    )
  })
  it('is asked anew after the clock was set back', () => {
    const keeper = windowKeeper([nights])
    expect(keeper(at('2027-01-10T22:00Z')).open).toBe(true)
    expect(keeper(at('2027-01-10T12:00Z')).open).toBe(false)
  })
  it('refuses what is no window, and puts the days in order', () => {
    const ok = { days: ['sun', 'mon', 'mon'], from: '22:00', to: '06:00', timeZone: 'UTC' }
    expect(RunWindow.parse(ok).days).toEqual(['mon', 'sun'])
    for (const wrong of [
      { days: [] },
      { from: '24:00' },
      { from: '9:00' },
      { to: '25:00' },
      { timeZone: 'Mars/Olympus' },
    ])
      expect(RunWindows.safeParse([{ ...ok, ...wrong }]).success).toBe(false)
  })
  it('has words', () => {
    expect(windowWords(nights)).toBe('Every day 22:00 to 06:00')
    expect(windowWords(window('08:00', '18:00', 'UTC', ['mon', 'tue', 'wed', 'thu', 'fri']))).toBe(
      'Mon to Fri 08:00 to 18:00',
    )
    expect(windowWords(window('00:00', '24:00', 'UTC', ['sat', 'sun']))).toBe('Sat, Sun all day')
    expect(windowWords(window('09:00', '09:00', 'UTC', ['sat']))).toBe('Sat from 09:00 for a day')
  })
})

/** The plain reading of a window, right wherever no clock changes nearby. */
function isOpenByTheClock({ days, from, to, timeZone }: RunWindow, now: number): boolean {
  const wall = wallTime(now, timeZone)
  const time = `${String(wall.hour).padStart(2, '0')}:${String(wall.minute).padStart(2, '0')}`
  const today = (weekdayOf(wall) + 6) % 7
  const opens = (day: number) => days.includes(weekdays[(day + 7) % 7] as Weekday)
  if (from < to) return opens(today) && time >= from && time < to
  return (opens(today) && time >= from) || (opens(today - 1) && time < to)
}

/** Within a day and a half of a change of any of the clocks. */
function aroundAChange(windows: readonly RunWindow[], now: number): boolean {
  const offset = (at: number, zone: string) =>
    Date.parse(`${new Date(at).toISOString().slice(0, 19)}Z`) - momentIn(at, zone)
  return windows.some(
    ({ timeZone }) => offset(now - 1.5 * 86_400_000, timeZone) !== offset(now + 1.5 * 86_400_000, timeZone),
  )
}
function momentIn(at: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallTime(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}
