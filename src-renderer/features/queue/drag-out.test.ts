import { beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { fakeBridge } from '../../preview/fake-bridge'
import { allDone } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { resetStore, useStore } from '../../state/store'
import { dragBatch, setDragFormat } from '../batch/drag-batch'
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

/** What main says of rows that are on screen. */
function markPicked(pickId: number, ids: number[]) {
  const query = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } } as const
  const { nextView, applySnapshot } = useStore.getState()
  const viewId = nextView(query, { start: 0, end: 120 })
  const body = { kind: 'list', total: 0, start: 0, order: [] as TaskId[] } as const
  const picked = { pickId, ids: ids as TaskId[] }
  applySnapshot({ viewId, seq: 1, at: 1, changed: [], body: { ...body, order: [] }, picked })
}

test('a row that is not selected is dragged alone, one that is brings the others', () => {
  const { drag, dragged, prevented } = setup([3, 1, 2])
  drag(9)
  drag(1)
  expect(dragged()).toEqual([{ ids: [9] }, { ids: [3, 1, 2] }])
  expect(prevented()).toBe(2) // the row itself does not move
})

test('a row of a pick that main keeps brings all of it, and nothing while main still reads which they are', () => {
  const { drag, dragged } = setup([9])
  const pickId = useStore.getState().beginPick()
  markPicked(pickId, [3, 1])
  drag(3)
  expect(dragged()).toEqual([])
  useStore.getState().pickMade({ pickId, total: 700, states: { succeeded: 700 }, capped: false })
  drag(3)
  drag(8)
  expect(dragged()).toEqual([{ pick: pickId, except: [], also: [] }, { ids: [8] }])
})

test('a pick of too many is refused before main is asked', () => {
  const { drag, dragged } = setup()
  const pickId = useStore.getState().beginPick()
  useStore.getState().pickMade({ pickId, total: 2_001, states: { succeeded: 2_001 }, capped: false })
  markPicked(pickId, [3])
  drag(3)
  expect(dragged()).toEqual([])
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Too many tasks to drag' }])
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

test('a batch that ended is dragged in the format that was chosen last; one that is too large is offered for export', () => {
  const fake = fakeBridge(scenarios.done)
  window.trilane = fake.bridge
  const [batch] = allDone.batches
  if (!batch) throw new Error('no batch')
  setDragFormat('xlsx')
  dragBatch({ preventDefault: () => {} }, batch)
  expect(fake.asked).toMatchObject([
    {
      command: 'dragResults',
      request: { batchId: batch.id, options: { format: 'xlsx', content: 'results', tasks: 'all' } },
    },
  ])
  window.dispatchEvent(new MouseEvent('pointermove', { buttons: 0 }))
  dragBatch({ preventDefault: () => {} }, { ...batch, counts: { ...batch.counts, succeeded: 20_000 } })
  expect(fake.asked).toHaveLength(1)
  expect(ownDrag.active()).toBe(false)
  useStore.getState().toasts.at(-1)?.action?.run()
  expect(useStore.getState().exporting).toEqual({ source: { batchId: batch.id }, name: batch.name })
})
