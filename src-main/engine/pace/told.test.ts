import { describe, expect, test } from 'vitest'
import type { LimitReading } from '#shared/limits'
import { createTold } from './told'

const reading = (over: Partial<LimitReading>): LimitReading => ({
  of: 'requests',
  limit: 600,
  remaining: 600,
  resetMs: 0,
  windowMs: 60_000,
  ...over,
})
const setup = (value = 600) => createTold(0, { value, windowMs: 60_000, burst: null })

test('before the first answer about a second’s worth goes', () => {
  expect(setup().level(0)).toBe(10)
  expect(setup(6).level(0)).toBe(1)
})

test('up to what is left without the calls that left later', () => {
  const told = setup()
  told.read(200, reading({ remaining: 99, resetMs: 100 }), 0, 19)
  expect(told.level(200)).toBe(80)
})

test('down to what would be left had the answer been made when its call left: others use the key as well', () => {
  const told = setup()
  told.read(200, reading({ remaining: 99, resetMs: 100 }), 0, 0)
  told.read(1_000, reading({ remaining: 20, resetMs: 8_000 }), 800, 2)
  expect(told.level(1_000)).toBeCloseTo(20)
})

test('a late answer to an earlier call changes nothing that a later one told', () => {
  const told = setup()
  told.read(500, reading({ remaining: 50, resetMs: 5_000 }), 400, 0)
  told.read(510, reading({ remaining: 90, resetMs: 1_000 }), 100, 0)
  expect(told.level(510)).toBeLessThan(51)
})

test('a reset is until all is back: a few calls wait for a few, and not for all', () => {
  const told = setup()
  told.read(0, reading({ remaining: 0, resetMs: 60_000 }), 0, 0)
  expect(told.waitMs(0, 1)).toBe(140) // one, and the spare that timing needs
  expect(told.waitMs(0, 10)).toBe(1_040)
})

test('the size of the bucket is what it will be at when it is full', () => {
  const told = setup()
  told.read(0, reading({ remaining: 99, resetMs: 100 }), 0, 0)
  expect(told.limit()).toEqual({ value: 600, windowMs: 60_000, burst: 100 })
  expect(told.level(60_000)).toBe(100)
})

test('more than all there can ever be goes when it is full', () => {
  const told = setup(100)
  told.read(0, reading({ limit: 100, remaining: 0, resetMs: 60_000 }), 0, 0)
  expect(told.waitMs(0, 5_000)).toBe(60_000)
})

describe('in a fixed window', () => {
  const of = (remaining: number, resetMs: number) => reading({ limit: 300, remaining, resetMs })

  test('what is left may be used at once, and nothing comes back before its end', () => {
    const told = setup(300)
    told.read(1_000, of(299, 59_000), 900, 0)
    expect(told.waitMs(1_000, 299)).toBe(0)
    told.take(1_000, 299)
    expect(told.waitMs(20_000, 1)).toBe(40_040)
    expect(told.waitMs(60_000, 300)).toBe(0)
  })

  test('a remainder that rises before its end belongs to no such window', () => {
    const told = setup(300)
    told.read(1_000, of(250, 55_000), 900, 0)
    told.read(30_000, of(299, 55_000), 29_000, 0)
    told.take(30_000, 299)
    expect(told.waitMs(30_000, 1)).toBeLessThan(500)
  })
})

test('where the limit shows a bucket’s size, the resets tell how fast it refills', () => {
  const told = createTold(0, { value: 100, windowMs: 60_000, burst: null })
  for (let i = 0; i < 20; i++) told.read(i, reading({ limit: 100, remaining: 99 - i, resetMs: (i + 1) * 100 }), i, 0)
  expect(told.limit()).toMatchObject({ value: 600, windowMs: 60_000 })
  expect(told.limit().burst).toBeCloseTo(100)
})

test('a limit a day is not taken for one a minute, though the header does not say', () => {
  const told = createTold(0, { value: 14_400, windowMs: 60_000, burst: null })
  for (let i = 1; i < 900; i++)
    told.read(i, reading({ limit: 14_400, remaining: 14_400 - i, resetMs: i * 6_000, windowMs: null }), i, 0)
  expect(told.limit()).toMatchObject({ value: 14_400, windowMs: 86_400_000 })
})

test('what Anthropic rounds to thousands is not used to the last', () => {
  const told = createTold(0, { value: 30_000, windowMs: 60_000, burst: null })
  told.read(100, reading({ of: 'tokens', limit: 30_000, remaining: 12_000, resetMs: 36_000 }), 50, 0)
  expect(told.level(100)).toBe(11_500)
})

test('a limit of none and what is less than nothing are not believed', () => {
  const told = setup()
  told.read(0, reading({ limit: 0, remaining: 0 }), 0, 0)
  told.read(0, reading({ remaining: -1 }), 0, 0)
  expect(told.level(0)).toBe(10)
})
