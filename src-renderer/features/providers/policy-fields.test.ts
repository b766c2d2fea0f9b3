import { expect, it } from 'vitest'
import { LanePolicy, laneDefaults, longestDelayMs } from '#shared/lane'
import { durationText, parseDuration } from './duration-text'
import { type PolicyField, policyAdvice, readField } from './policy-fields'

it.each([
  ['90', 90_000],
  ['1.5 s', 1_500],
  ['1,5s', 1_500],
  ['250 ms', 250],
  ['10 min', 600_000],
  ['1 m 30 s', 90_000],
  ['2 hours', 7_200_000],
])('"%s" is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

it.each(['', 'soon', '-1 s', '5 weeks', '1 s s', '1.2.3'])('"%s" is no duration', (text) =>
  expect(parseDuration(text)).toBeNull(),
)

it.each([0, 1, 250, 1_000, 1_500, 60_000, 90_000, 120_000, 600_000, 7_200_000, longestDelayMs])(
  'a duration of %i ms is read back as it is written',
  (ms) => expect(parseDuration(durationText(ms))).toBe(ms),
)

it('takes what the contract takes, and nothing else', () => {
  const texts = ['-1', '0', '1', '100', '101', '1.5', String(longestDelayMs / 1_000), '2147484']
  for (const field of ['concurrency', 'retries', 'delayMs', 'maxDelayMs', 'timeoutMs'] satisfies PolicyField[])
    for (const text of texts) {
      const read = readField(field, text)
      if (read.ok) expect(LanePolicy.parse({ ...laneDefaults.fast, [field]: read.value })[field]).toBe(read.value)
      else expect(read.advice).not.toBe('')
    }
  expect(readField('concurrency', '0').ok).toBe(false)
  expect(readField('delayMs', '2147484').ok).toBe(false)
})

it('points out a longest delay under the delay itself', () => {
  expect(policyAdvice(laneDefaults.fast)).toBeNull()
  expect(policyAdvice({ ...laneDefaults.fast, maxDelayMs: 500 })).toMatch(/cut to 0.5 s/)
})
