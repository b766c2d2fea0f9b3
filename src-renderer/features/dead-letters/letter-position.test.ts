import { expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import type { RowsBody } from '../../state/rows-slice'
import { cursorAt, positionOf } from './letter-position'

const id = (value: number) => value as TaskId
const list = (order: number[], start = 0, total = order.length): RowsBody => ({
  ...{ kind: 'list', start, total, order: order.map(id) },
})

test('without a cursor one is at the first letter', () => {
  expect(positionOf(list([7, 8]), null)).toEqual({ index: 0, total: 2, id: 7 })
})

test('the cursor follows its letter when others come before it', () => {
  expect(positionOf(list([5, 6, 7]), { index: 0, id: id(7) })).toEqual({ index: 2, total: 3, id: 7 })
})

test('when its letter is gone, the cursor is at the one that took its place, or at the last', () => {
  expect(positionOf(list([7, 9]), { index: 1, id: id(8) })).toEqual({ index: 1, total: 2, id: 9 })
  expect(positionOf(list([7]), { index: 1, id: id(8) })).toEqual({ index: 0, total: 1, id: 7 })
  expect(positionOf(list([]), { index: 1, id: id(8) })).toEqual({ index: 0, total: 0, id: null })
})

test('scrolled out of sight, the cursor keeps its letter', () => {
  expect(positionOf(list([50, 51], 50, 100), { index: 3, id: id(4) })).toEqual({ index: 3, total: 100, id: 4 })
})

test('a step stays inside the list', () => {
  expect(cursorAt(list([7, 8]), 5)).toEqual({ index: 1, id: 8 })
  expect(cursorAt(list([7, 8]), -1)).toEqual({ index: 0, id: 7 })
  expect(cursorAt(list([]), 0)).toBeNull()
})
