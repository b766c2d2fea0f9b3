import { expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { rowKeys } from './row-keys'

const tasks = (...ids: number[]) => ids as TaskId[]
const keysOf = (known: ReadonlyMap<TaskId, string>) => [...known.values()]

test('a row that stays keeps its element, wherever it stands, and those that come take the places of those that left', () => {
  const keys = rowKeys()
  expect(keysOf(keys(tasks(1, 2, 3), null))).toEqual(['row 1', 'row 2', 'row 3'])
  expect(keysOf(keys(tasks(4, 1, 5), null))).toEqual(['row 2', 'row 1', 'row 3'])
  expect(keysOf(keys(tasks(4, 1, 5, 6), null))).toEqual(['row 2', 'row 1', 'row 3', 'row 4'])
})

test('an element is never given to two rows, nor that of the cursor to another task', () => {
  const keys = rowKeys()
  keys(tasks(1, 2, 3), null)
  const [first, second, third] = keysOf(keys(tasks(7, 8, 9), tasks(2)[0] ?? null))
  expect([first, second]).toEqual(['row 1', 'row 3'])
  expect(third).toBe('row 4')
})

test('the same list twice gives the same', () => {
  const keys = rowKeys()
  const once = keysOf(keys(tasks(1, 2), null))
  expect(keysOf(keys(tasks(1, 2), null))).toEqual(once)
})
