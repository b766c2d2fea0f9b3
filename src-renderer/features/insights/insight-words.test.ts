import { expect, test } from 'vitest'
import { FailureCode } from '#shared/task'
import { errorHead, errorWords, latencyText, timesWords } from './insight-words'
import { runningSum, stacked } from './plot-panel'

test.each([
  [0.4, '1 ms'],
  [42.4, '42 ms'],
  [417, '420 ms'],
  [1_440, '1.4 s'],
  [13_980, '14 s'],
  [9_020, '9 s'],
  [59_700, '1 m'],
  [171_000, '2 m 51 s'],
])('%s ms are told as %s', (ms, text) => {
  expect(latencyText(ms)).toBe(text)
})

test.each([
  [3.1, 'three times'],
  [9.8, 'ten times'],
  [41, '41 times'],
])('a factor of %s is %s', (factor, words) => {
  expect(timesWords(factor)).toBe(words)
})

test('an error is headed by its status, and by a word where there was none or the answer itself was wrong', () => {
  expect(errorHead('overloaded', 529)).toBe('529')
  expect(errorHead('timeout', null)).toBe('timeout')
  expect(errorHead('content_policy', 200)).toBe('filter')
  for (const code of FailureCode.options) expect(errorWords[code].words.length).toBeGreaterThan(0)
})

test('parts are stacked from the bottom up, and the highest sum comes first', () => {
  expect(
    stacked([
      [1, 2],
      [10, 0],
      [0, 5],
    ]),
  ).toEqual([
    [11, 7],
    [11, 2],
    [1, 2],
  ])
  expect(runningSum([3, 0, 4])).toEqual([3, 3, 7])
})
