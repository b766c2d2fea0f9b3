import { expect, test } from 'vitest'
import { orderByValue } from './order-by-value'

function order(values: readonly number[], desc: boolean): number[] {
  const run = orderByValue(Float64Array.from(values), desc)
  for (;;) {
    const { done, value } = run.next()
    if (done) return [...value]
  }
}
const sorted = (values: readonly number[], desc: boolean) => order(values, desc).map((at) => values[at])

test('numbers of every size and sign are put in order both ways', () => {
  const values = [3, -1, 0, 2 ** 40, -(2 ** 40), 0.5, 1e-9, 65_536, 65_535, 1_700_000_000_000, -1_700_000_000_000]
  const up = values.toSorted((a, b) => a - b)
  expect(sorted(values, false)).toEqual(up)
  expect(sorted(values, true)).toEqual(up.toReversed())
})

test('what is equal stays as it stands, and what has no value comes last either way', () => {
  const values = [2, Number.NaN, 1, 2, Number.NaN, 1]
  expect(order(values, false)).toEqual([2, 5, 0, 3, 1, 4])
  expect(order(values, true)).toEqual([0, 3, 2, 5, 1, 4])
  expect(order([], false)).toEqual([])
})

test('it agrees with a sort that compares, for many values', () => {
  let seed = 7
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return (seed % 5_000) - 2_500
  }
  const values = Array.from({ length: 20_000 }, next)
  expect(sorted(values, false)).toEqual(values.toSorted((a, b) => a - b))
})
