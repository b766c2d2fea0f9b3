import { expect, test } from 'vitest'
import { figuresOf, type LoggedCall } from './judge'

const call = (prompt: string, at: number, ending: LoggedCall['ending'], endedAt = at + 200): LoggedCall => ({
  ...{ prompt, at, endedAt, ending },
})
const prompts = ['a', 'b', 'c', 'd']
const figures = (log: readonly LoggedCall[], claimed = 4) => figuresOf(log, prompts, claimed, (some) => some.size * 100)

test('counts calls, 429s and prompts that were answered, and the time from the first call to the last answer', () => {
  const log = [
    call('a', 1_000, 'answered'),
    call('b', 1_050, 'rate_limited', 1_050),
    call('b', 1_300, 'answered'),
    call('c', 1_300, 'unavailable'),
    call('c', 1_400, 'answered'),
    call('d', 1_400, 'answered', 1_800),
  ]
  expect(figures(log)).toMatchObject({
    ...{ calls: 6, successes: 4, rateLimited: 1, lost: 0, wallMs: 800, overMinimum: 2 },
    ...{ rateLimitedPerSuccess: 0.25, callsPerSuccess: 1.5, burst: 2 },
  })
})

test('a prompt that is answered twice is one success and two calls', () => {
  const log = [...prompts.map((prompt) => call(prompt, 0, 'answered')), call('a', 10, 'answered')]
  expect(figures(log)).toMatchObject({ successes: 4, callsPerSuccess: 1.25, lost: 0 })
})

test('what was never answered is lost, whatever the contender says, and so is an answer that it does not have', () => {
  const log = ['a', 'b', 'c'].map((prompt) => call(prompt, 0, 'answered'))
  expect(figures(log, 4)).toMatchObject({ lost: 1, overMinimum: 200 / 300 })
  expect(figures(log, 2)).toMatchObject({ lost: 2 })
})

test('an answer that the client did not wait for is none', () => {
  expect(figures([call('a', 0, 'abandoned'), call('a', 9, 'hang')], 0)).toMatchObject({ successes: 0, lost: 4 })
})

test('after learning is after a quarter of the prompts: 429s before it do not count there', () => {
  const log = [
    call('a', 0, 'rate_limited', 0),
    call('a', 10, 'answered'),
    call('b', 100, 'rate_limited', 100), // nothing had been answered yet
    call('b', 300, 'answered'),
    call('c', 300, 'rate_limited', 300),
    call('c', 400, 'answered'),
    call('d', 400, 'answered'),
  ]
  expect(figures(log).rateLimitedLearned).toBe(0.25)
})
