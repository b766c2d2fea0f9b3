import { describe, expect, test } from 'vitest'
import { RunWindow, weekdays } from '#shared/run-window'
import { machineZone } from '#shared/zoned-time'
import { firstDraft, isAmong, readTime, readWindow, windowPresets } from './window-draft'
import { allWords, fullWords } from './window-words'

const zone = machineZone()
const nights: RunWindow = { days: [...weekdays], from: '22:00', to: '06:00', timeZone: zone }

test.each([
  ['9', '09:00'],
  ['9:30', '09:30'],
  ['9.30', '09:30'],
  ['2200', '22:00'],
  [' 22:15 ', '22:15'],
  ['10 pm', '22:00'],
  ['12am', '00:00'],
  ['12 p.m', '12 p.m'],
  ['24', '24:00'],
  ['13 pm', '13 pm'],
  ['later', 'later'],
  ['', ''],
])('the time “%s” is read as “%s”', (typed, read) => expect(readTime(typed)).toBe(read))

describe('what was typed', () => {
  test('is a window as the contract has it, with its days in order', () => {
    const read = readWindow({ ...firstDraft(), days: ['sun', 'mon'], from: '8', to: '6 pm' }, [])
    expect(read).toEqual({
      ...{ ok: true, problems: {} },
      value: { days: ['mon', 'sun'], from: '08:00', to: '18:00', timeZone: zone },
    })
  })
  test('says at each field what to put right', () => {
    expect(readWindow({ days: [], from: '25:00', to: '', timeZone: 'Mars/Olympus' }, []).problems).toEqual({
      days: 'Choose at least one day.',
      from: 'A time is written as 22:00.',
      to: 'A time is written as 22:00.',
      timeZone: 'There is no such time zone. One is written as Europe/Berlin.',
    })
  })
  test('ends at 24:00 but does not begin there', () => {
    expect(readWindow({ ...firstDraft(), from: '18:00', to: '24' }, []).ok).toBe(true)
    expect(readWindow({ ...firstDraft(), from: '24', to: '06:00' }, []).problems.from).toBe(
      'A time is written as 22:00.',
    )
  })
  test('is refused when there is such a window already', () => {
    expect(readWindow({ ...nights, from: '22' }, [nights]).problems.from).toBe('There is such a window already.')
  })
})

test('the presets are windows of the contract', () => {
  for (const { window } of windowPresets) {
    const made = { ...window, days: [...window.days], timeZone: zone }
    expect(RunWindow.parse(made)).toEqual(made)
  }
  expect(isAmong({ timeZone: zone, to: '06:00', from: '22:00', days: [...weekdays] }, [nights])).toBe(true)
})

test('windows are told in words, with their zone only where it is another', () => {
  const elsewhere = zone === 'Asia/Tokyo' ? 'Europe/Berlin' : 'Asia/Tokyo'
  expect(allWords([])).toBe('Always')
  expect(fullWords(nights)).toBe('Every day 22:00 to 06:00')
  expect(allWords([nights, { ...nights, days: ['sat'], timeZone: elsewhere }])).toBe(
    `Every day 22:00 to 06:00; Sat 22:00 to 06:00, ${elsewhere}`,
  )
})
