import { beforeEach, expect, test } from 'vitest'
import type { TaskView } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import { aTask } from '../preview/tasks'
import { resetStore, useStore } from './store'

const all: ViewQuery = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } }
const row = (id: number, version = 1): TaskView => ({
  ...aTask({ id, title: `row ${id}`, state: { kind: 'queued' } }),
  version,
})
const patch = (viewId: number, seq: number, changed: TaskView[], order: number[]): ViewPatch => ({
  ...{ viewId, seq, at: 0, changed },
  body: { kind: 'list', total: order.length, start: 0, order: order as TaskView['id'][] },
})
const titles = () => [...useStore.getState().rows.values()].map(({ title }) => title)

beforeEach(resetStore)

function openView(query = all) {
  const viewId = useStore.getState().nextView(query, { start: 0, end: 40 })
  useStore.getState().applySnapshot(patch(viewId, 5, [row(1), row(2)], [1, 2]))
  return viewId
}

test('a patch brings what changed; rows it leaves out are as they were, the very same', () => {
  const viewId = openView()
  const before = useStore.getState().rows
  useStore.getState().applyPatch(patch(viewId, 6, [row(2, 2), row(3)], [2, 3, 1]))
  const { rows, body } = useStore.getState()
  expect(titles()).toEqual(['row 2', 'row 3', 'row 1'])
  expect(rows.get(row(1).id)).toBe(before.get(row(1).id))
  expect(rows.get(row(2).id)?.version).toBe(2)
  expect(body).toMatchObject({ total: 3, order: [2, 3, 1] })
})

test('a patch that changes nothing keeps the map and the body as well', () => {
  const viewId = openView()
  const { rows, body } = useStore.getState()
  useStore.getState().applyPatch(patch(viewId, 7, [row(1)], [1, 2]))
  expect(useStore.getState().rows).toBe(rows)
  expect(useStore.getState().body).toBe(body)
})

test('a patch for an older view is dropped', () => {
  const old = openView()
  openView({ ...all, tab: 'dead' })
  useStore.getState().applyPatch(patch(old, 9, [row(7)], [7]))
  expect(titles()).toEqual(['row 1', 'row 2'])
})

test('a late patch does not undo a newer one', () => {
  const viewId = openView()
  useStore.getState().applyPatch(patch(viewId, 8, [row(1, 3)], [1]))
  useStore.getState().applyPatch(patch(viewId, 6, [row(2)], [1, 2]))
  expect(titles()).toEqual(['row 1'])
})

test('a patch that overtakes the answer to openView is applied after it', () => {
  const viewId = useStore.getState().nextView(all, { start: 0, end: 40 })
  useStore.getState().applyPatch(patch(viewId, 6, [row(2, 2)], [1, 2]))
  expect(useStore.getState().body).toBeNull()
  useStore.getState().applySnapshot(patch(viewId, 5, [row(1), row(2)], [1, 2]))
  expect(useStore.getState().rows.get(row(2).id)?.version).toBe(2)
  expect(titles()).toEqual(['row 1', 'row 2'])
})

test('another range of the same query keeps the rows until its answer, another query does not', () => {
  openView()
  useStore.getState().nextView(all, { start: 40, end: 80 })
  expect(titles()).toHaveLength(2)
  useStore.getState().nextView({ ...all, tab: 'done' }, { start: 0, end: 40 })
  expect(titles()).toHaveLength(0)
  expect(useStore.getState().body).toBeNull()
})

test('while its order is held rows change in their places, and none comes, goes or moves until it is shown', () => {
  const viewId = openView()
  const { holdOrder, applyPatch, showNewest } = useStore.getState()
  holdOrder(true)
  applyPatch(patch(viewId, 6, [row(1, 2), row(3)], [3, 1]))
  expect(useStore.getState().body).toMatchObject({ total: 2, order: [1, 2] })
  expect(useStore.getState().rows.get(row(1).id)?.version).toBe(2)
  expect(titles()).toEqual(expect.arrayContaining(['row 1', 'row 2'])) // the one that left can still be drawn
  showNewest()
  expect(useStore.getState().body).toMatchObject({ total: 2, order: [3, 1] })
  expect(titles()).toEqual(['row 3', 'row 1'])
})

test('when the pointer leaves the newest order is shown at once, and of several the last', () => {
  const viewId = openView()
  const { holdOrder, applyPatch } = useStore.getState()
  holdOrder(true)
  applyPatch(patch(viewId, 6, [row(3)], [3, 1, 2]))
  applyPatch(patch(viewId, 7, [row(4)], [4, 3, 1, 2]))
  holdOrder(false)
  expect(titles()).toEqual(['row 4', 'row 3', 'row 1', 'row 2'])
  applyPatch(patch(viewId, 8, [], [1, 2]))
  expect(titles()).toEqual(['row 1', 'row 2'])
})

test('what was scrolled to is shown at once, held or not', () => {
  openView()
  useStore.getState().holdOrder(true)
  const next = useStore.getState().nextView(all, { start: 40, end: 80 })
  useStore.getState().applySnapshot(patch(next, 6, [row(8)], [8]))
  expect(titles()).toEqual(['row 8'])
})
