import { describe, expect, it } from 'vitest'
import { cronWords, normaliseCron } from './cron-words'
import { firingWords } from './firing-words'

describe('a cron expression in words', () => {
  it.each([
    ['0 22 * * *', 'Every day at 22:00'],
    ['0 9 * * 1-5', 'Monday to Friday at 09:00'],
    ['0 9 * * MON-FRI', 'Monday to Friday at 09:00'],
    ['30 8 * * 6,0', 'Saturday and Sunday at 08:30'],
    ['0 9 * * 1', 'Every Monday at 09:00'],
    ['0 9 * * 7', 'Every Sunday at 09:00'],
    ['0 9 * * 1,3,5', 'Monday, Wednesday and Friday at 09:00'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['*/1 * * * *', 'Every minute'],
    ['* * * * *', 'Every minute'],
    ['*/15 9-17 * * 1-5', 'Every 15 minutes from 09:00 to 17:59, Monday to Friday'],
    ['0 * * * *', 'Every hour'],
    ['30 * * * *', 'Every hour at :30'],
    ['0 */2 * * *', 'Every 2 hours'],
    ['15 */6 * * *', 'Every 6 hours at :15'],
    ['0 8-18 * * *', 'Every hour from 08:00 to 18:00'],
    ['0 8,20 * * *', 'Every day at 08:00 and 20:00'],
    ['0 6 1 * *', 'On the 1st of each month at 06:00'],
    ['30 6 1,15 * *', 'On the 1st and 15th of each month at 06:30'],
    ['0 6 L * *', 'On the last day of each month at 06:00'],
    ['0 6 22 12 *', 'On the 22nd of December at 06:00'],
    ['0 6 * 6 *', 'Every day in June at 06:00'],
    ['30 0 22 * * *', 'Every day at 22:00:30'],
    ['*/10 * * * * *', 'Every 10 seconds'],
    ['  0   22 * * * ', 'Every day at 22:00'],
    ['@daily', 'Every day at 00:00'],
    ['@weekly', 'Every Sunday at 00:00'],
  ])('%s: %s', (cron, words) => {
    expect(cronWords(cron)).toBe(words)
  })
  it.each([
    '*/7 * * * *',
    '0 22 1 * 1',
    '5,10,15,20 * * * *',
    '0 9 * * 1#2',
    '0 9 15W * *',
    'nonsense',
    '0 22 * *',
    '0 5-1 * * *',
  ])('%s has no short name', (cron) => {
    expect(cronWords(cron)).toBeNull()
  })
  it('is kept with single spaces', () => {
    expect(normaliseCron('  0  22 *\t* * ')).toBe('0 22 * * *')
    expect(normaliseCron('@Daily')).toBe('0 0 * * *')
    expect(normaliseCron('valueOf')).toBe('valueOf') // found by a property test: no name of an object's own is a nickname
    expect(normaliseCron('constructor')).toBe('constructor')
  })
})

describe('a firing in words', () => {
  const now = Date.parse('2026-12-23T20:00:00Z')
  it.each([
    ['2026-12-23T21:00:00Z', 'Europe/Berlin', 'today at 22:00'],
    ['2026-12-24T08:00:00Z', 'Europe/Berlin', 'tomorrow at 09:00'],
    ['2026-12-25T08:00:30Z', 'Europe/Berlin', 'Fri 25 Dec at 09:00:30'],
    ['2027-01-01T08:00:00Z', 'Europe/Berlin', 'Fri 1 Jan 2027 at 09:00'],
    ['2026-12-24T08:00:00Z', 'Asia/Tokyo', 'today at 17:00 in Asia/Tokyo'],
  ])('%s in %s: %s', (at, zone, words) => {
    expect(firingWords(Date.parse(at), now, zone, 'Europe/Berlin')).toBe(words)
  })
})
