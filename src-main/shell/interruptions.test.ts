import { expect, test } from 'vitest'
import { createInterruptions } from './interruptions'

function setup() {
  let at = 1_000_000
  const log = createInterruptions(() => at)
  return { log, pass: (ms: number) => (at += ms) }
}

test('a sleep is news for ten minutes, and one that cuts nothing off is none', () => {
  const { log, pass } = setup()
  expect(log.read()).toEqual({ diedAt: null, slept: null })
  log.fallsAsleep()
  pass(59_000)
  log.wakes()
  expect(log.read().slept).toBeNull()
  log.fallsAsleep()
  pass(3_600_000)
  log.wakes()
  expect(log.read().slept).toEqual({ from: 1_059_000, to: 4_659_000 })
  pass(599_000)
  expect(log.read().slept).not.toBeNull()
  pass(1_000)
  expect(log.read().slept).toBeNull()
})

test('waking twice, or without having slept, tells nothing new', () => {
  const { log, pass } = setup()
  log.wakes()
  log.fallsAsleep()
  pass(120_000)
  log.wakes()
  const { slept } = log.read()
  pass(5_000)
  log.wakes()
  expect(log.read().slept).toEqual(slept)
  log.died(7)
  expect(log.read().diedAt).toBe(7)
})
