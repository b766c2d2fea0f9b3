import { expect, test } from 'vitest'
import { createConcurrency } from './concurrency'

const setup = (cap: number | null = null, measured: number | null = null) =>
  createConcurrency({ cap, measured, now: 0 })
const minute = 60_000

test('as many as the lane has, until a provider says that they are too many: then half', () => {
  const some = setup()
  expect(some.allowed(0)).toBeNull()
  some.refused(1_000, 900, 20)
  expect(some.allowed(1_000)).toBe(10)
  some.refused(1_001, 950, 19) // left before the halving
  expect(some.allowed(1_001)).toBe(10)
  some.refused(3_000, 2_000, 10)
  expect(some.allowed(3_000)).toBe(5)
})

test('one more after each quiet minute; when that is one too many, back to what was right, and a longer wait', () => {
  const some = setup()
  some.refused(0, 0, 8)
  expect(some.allowed(minute - 1)).toBe(4)
  expect(some.allowed(minute)).toBe(5)
  some.refused(minute + 500, minute + 100, 5)
  expect(some.allowed(minute + 500)).toBe(4)
  expect(some.allowed(2 * minute + 500)).toBe(4)
  expect(some.allowed(3 * minute + 500)).toBe(5)
})

test('a limit that is far above what is used is forgotten', () => {
  const some = setup()
  some.refused(0, 0, 4)
  expect(some.allowed(6 * minute)).toBe(8)
  expect(some.allowed(7 * minute)).toBeNull()
})

test('never below one', () => {
  const some = setup()
  for (let i = 1; i < 10; i++) some.refused(i * 1_000, i * 1_000 - 1, 1)
  expect(some.allowed(10_000)).toBe(1)
})

test('one answer of overload among many is chance, five of twenty are not', () => {
  const some = setup()
  for (let i = 0; i < 100; i++)
    if (i % 10 === 0) expect(some.overloaded(i, i - 1, 20)).toBe(false)
    else some.answered(20)
  expect(some.allowed(100)).toBeNull()
  const told = [1, 2, 3, 4].map((i) => some.overloaded(200 + i, 150 + i, 20))
  expect(told).toContain(true)
  expect(some.allowed(210)).toBe(10)
  expect(some.allowed(5_300)).toBe(11) // overload passes
})

test('what an outage refused is forgotten when the gate closes for it', () => {
  const some = setup(null, 12)
  for (let i = 0; i < 12; i++) some.overloaded(i * 10, i * 10 - 5, 12)
  expect(some.allowed(200)).toBeLessThan(12)
  some.closed()
  some.overloaded(300, 250, 3)
  expect(some.measured(300)).toBe(12)
})

test('after a gate opened: one, doubled with each round of answers, until something else binds', () => {
  const some = setup()
  some.closed()
  some.regrow(0)
  const rounds = [some.allowed(0)]
  for (let round = 0; round < 4; round++) {
    const inFlight = some.allowed(0) ?? 0
    for (let i = 0; i < inFlight; i++) some.answered(inFlight)
    rounds.push(some.allowed(0))
  }
  expect(rounds).toEqual([1, 2, 4, 8, 16])
  expect(some.growing()).toBe(true)
  for (let i = 0; i < 10; i++) some.answered(2) // the rate lets no more go
  expect(some.allowed(0)).toBeNull()
  expect(some.growing()).toBe(false)
})

test('a cap holds whatever else is known', () => {
  const some = setup(2, 5)
  expect(some.allowed(0)).toBe(2)
  some.setCap(null)
  expect(some.allowed(0)).toBe(5)
})
