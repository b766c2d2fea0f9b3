import fc from 'fast-check'
import { expect, test } from 'vitest'
import { widestRange } from '#shared/view'
import { rangeAround } from './use-view'

test('the range holds what is on screen and is never wider than the contract allows', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(120), (first, rows) => {
      const { start, end } = rangeAround(first, first + rows)
      expect(start).toBeLessThanOrEqual(first)
      expect(end).toBeGreaterThan(first + rows)
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end - start).toBeLessThanOrEqual(widestRange)
    }),
  )
})

test('scrolling by a row or two asks for the same range', () =>
  expect(rangeAround(402, 432)).toEqual(rangeAround(404, 434)))
