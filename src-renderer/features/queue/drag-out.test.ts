import { beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { ownDrag } from '../drop/own-drag'
import { dragOut } from './drag-out'

beforeEach(() => {
  resetStore()
  window.dispatchEvent(new MouseEvent('pointermove', { buttons: 0 }))
})

function setup(selected: number[] = []) {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  useStore.getState().select(selected.map((id) => ({ id: id as TaskId, version: 1 })))
  let prevented = 0
  return {
    drag: (id: number) => dragOut({ preventDefault: () => prevented++ }, id as TaskId),
    dragged: () => fake.asked.map(({ request }) => request),
    prevented: () => prevented,
  }
}

test('a row that is not selected is dragged alone, one that is brings the others', () => {
  const { drag, dragged, prevented } = setup([3, 1, 2])
  drag(9)
  drag(1)
  expect(dragged()).toEqual([{ ids: [9] }, { ids: [3, 1, 2] }])
  expect(prevented()).toBe(2) // the row itself does not move
})

test('too many are refused in a sentence', () => {
  const { drag, dragged } = setup(Array.from({ length: 2_001 }, (_, index) => index + 1))
  drag(1)
  expect(dragged()).toEqual([])
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Too many tasks to drag' }])
  expect(ownDrag.active()).toBe(false)
})

test('until the pointer is back without a button, what is dragged is our own', () => {
  const { drag } = setup()
  drag(1)
  expect(ownDrag.active()).toBe(true)
  window.dispatchEvent(new MouseEvent('pointermove', { buttons: 1 }))
  expect(ownDrag.active()).toBe(true)
  window.dispatchEvent(new MouseEvent('pointermove', { buttons: 0 }))
  expect(ownDrag.active()).toBe(false)
})
