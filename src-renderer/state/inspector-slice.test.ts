import { beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { resetStore, useStore } from './store'

beforeEach(resetStore)

const store = () => useStore.getState()
const visit = (...ids: number[]) => {
  for (const id of ids) store().visit(id as TaskId)
}

test('back and forward lead along the tasks that were opened, and no further', () => {
  visit(1, 2, 3)
  store().go(1)
  expect(store().taskId).toBeNull()
  store().go(-1)
  expect(store().taskId).toBe(2)
  store().go(-1)
  store().go(-1)
  expect(store().taskId).toBe(1)
  store().go(1)
  expect(store().taskId).toBe(2)
})

test('another task opened on the way forgets what was ahead; the same one again changes nothing', () => {
  visit(1, 2, 3)
  store().go(-1)
  visit(2, 7, 7)
  expect(store().trail).toEqual([1, 2, 7])
  expect(store().trailAt).toBe(2)
})

test('a long day of work keeps the last hundred', () => {
  visit(...Array.from({ length: 150 }, (_, n) => n + 1))
  expect(store().trail).toHaveLength(100)
  expect(store().trail.at(-1)).toBe(150)
  expect(store().trailAt).toBe(99)
})

test('keys then act on the task that is shown, not on the row that the list was at', () => {
  visit(1, 2)
  store().setCursor({ index: 5, id: 2 as TaskId })
  store().go(-1)
  expect(store().cursor).toBeNull()
})
