import { expect, test } from 'vitest'
import { lonePoints, runningSum, stacked } from './plot-panel'

test('points between gaps are found, as no line would show them', () => {
  expect(lonePoints([1, null, 2, 3, null, null, 4])).toEqual([0, 6])
  expect(lonePoints([5])).toEqual([0])
  expect(lonePoints([null, 0, null])).toEqual([1])
  expect(lonePoints([null, null])).toEqual([])
})

test('what is not known yet is stacked on nothing and stays unknown', () => {
  expect(
    stacked([
      [1, 2, null],
      [10, 20, null],
    ]),
  ).toEqual([
    [11, 22, null],
    [1, 2, null],
  ])
  expect(runningSum([1, 0, 4])).toEqual([1, 1, 5])
})
