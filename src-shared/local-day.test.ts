import { expect, test } from 'vitest'
import { localDays } from './local-day'

const berlin = localDays(() => 'Europe/Berlin')
const at = (text: string) => Date.parse(text)

test('a day is that of the zone, up to its last millisecond', () => {
  expect(berlin.of(at('2026-01-05T22:59:59.999Z'))).toBe('2026-01-05')
  expect(berlin.of(at('2026-01-05T23:00:00.000Z'))).toBe('2026-01-06')
  expect(berlin.endOf(at('2026-01-05T22:59:59.999Z'))).toBe(at('2026-01-05T23:00:00Z'))
  expect(berlin.of(at('2026-01-05T10:00:00Z'))).toBe('2026-01-05') // the clock was set back
})

test('a day on which the clock is put forward has 23 hours, one on which it is put back 25', () => {
  expect(berlin.endOf(at('2026-03-29T12:00:00Z')) - at('2026-03-28T23:00:00Z')).toBe(23 * 3_600_000)
  expect(berlin.of(at('2026-03-29T21:59:59Z'))).toBe('2026-03-29')
  expect(berlin.of(at('2026-03-29T22:00:00Z'))).toBe('2026-03-30')
  expect(berlin.endOf(at('2026-10-25T12:00:00Z')) - at('2026-10-24T22:00:00Z')).toBe(25 * 3_600_000)
  expect(berlin.of(at('2026-10-25T22:59:59Z'))).toBe('2026-10-25')
})

test('where midnight itself is skipped, the day begins when the clock has been put forward', () => {
  const beirut = localDays(() => 'Asia/Beirut') // 2026-03-29 00:00 is 01:00 there
  const begin = at('2026-03-28T22:00:00Z')
  expect(beirut.endOf(begin - 1)).toBe(begin)
  expect([beirut.of(begin - 1), beirut.of(begin)]).toEqual(['2026-03-28', '2026-03-29'])
})

test('where midnight is shown twice, the hour before it belongs to the day that it ends', () => {
  const havana = localDays(() => 'America/Havana') // 2026-11-01 01:00 becomes 00:00
  expect(havana.of(at('2026-11-01T04:30:00Z'))).toBe('2026-11-01')
  expect(havana.of(at('2026-11-01T05:30:00Z'))).toBe('2026-11-01')
  expect(havana.endOf(at('2026-11-01T05:30:00Z'))).toBe(at('2026-11-02T05:00:00Z'))
})

test('a zone that changes holds from the next day on', () => {
  let zone = 'UTC'
  const days = localDays(() => zone)
  expect(days.of(at('2026-01-05T12:00:00Z'))).toBe('2026-01-05')
  zone = 'Pacific/Auckland'
  expect(days.of(at('2026-01-05T23:00:00Z'))).toBe('2026-01-05')
  expect(days.of(at('2026-01-06T12:00:00Z'))).toBe('2026-01-07')
})
