import { expect, test } from 'vitest'
import { readStart, startExamples } from './when-text'

const now = new Date(2026, 10, 23, 14, 32).getTime()

test.each(['', '  ', 'now', 'Now'])('"%s" is at once', (text) => expect(readStart(text, now)).toEqual({ kind: 'now' }))

test('a time is told in full, and how far it is when that is long', () => {
  const soon = readStart('22:00', now)
  expect(soon.kind === 'at' && soon.words).toMatch(/^Mon.* 2026.*(22|10):00/)
  const far = readStart('in 3 days', now)
  expect(far.kind === 'at' && far.words).toContain('in 3 days.')
})

test('every example that is offered can be read', () => {
  for (const text of startExamples) expect(readStart(text, now).kind).toBe('at')
})

test('what cannot be read, or has passed, says so', () => {
  expect(readStart('soonish', now)).toMatchObject({
    kind: 'unreadable',
    advice: expect.stringContaining('Write it as'),
  })
  expect(readStart('2020-01-01 8:00', now)).toMatchObject({
    kind: 'unreadable',
    advice: expect.stringContaining('passed'),
  })
})
