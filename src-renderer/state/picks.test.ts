import { beforeEach, expect, test } from 'vitest'
import type { PickMade } from '#shared/picks'
import type { TaskId } from '#shared/task'
import { pickedCounts } from '../features/queue/picked-counts'
import { fakeBridge } from '../preview/fake-bridge'
import { scenarios } from '../preview/scenarios'
import { busyTasks } from '../preview/tasks'
import { pickAll, pickBetween } from './picks'
import { isPicked, pickSelection } from './selection-slice'
import { resetStore, useStore } from './store'

const query = { kind: 'list', batchId: null, tab: 'all', group: null, filter: { text: '' } } as const
const [first, second, third] = busyTasks.map(({ id }) => id) as [TaskId, TaskId, TaskId]

beforeEach(() => {
  resetStore()
  const { bridge } = fakeBridge(scenarios.busy)
  window.trilane = bridge
  const viewId = useStore.getState().nextView(query, { start: 0, end: 120 })
  const body = { kind: 'list', total: 14_860, start: 0, order: [first, second, third] } as const
  useStore
    .getState()
    .applySnapshot({ viewId, seq: 1, at: 1, changed: busyTasks.slice(0, 3), body: { ...body, order: [...body.order] } })
})

function mark(pickId: number, ids: readonly TaskId[]) {
  const { viewId, applyPatch } = useStore.getState()
  const body = { kind: 'list' as const, total: 14_860, start: 0, order: [first, second, third] }
  applyPatch({ viewId, seq: 2, at: 2, changed: [], body, picked: { pickId, ids: [...ids] } })
}
const made = (pickId: number): PickMade => ({
  ...{ pickId, total: 14_860, capped: false },
  states: { running: 5, queued: 3_000, backing_off: 100, succeeded: 11_699, dead: 56 },
})

test('rows of a pick are marked by main, and one that is taken out of it by hand is no longer picked', () => {
  const pickId = useStore.getState().beginPick()
  useStore.getState().pickMade(made(pickId))
  mark(pickId, [first, second])
  const picked = () => [first, second, third].map((id) => isPicked(useStore.getState(), id))
  expect(picked()).toEqual([true, true, false])
  useStore.getState().toggleSelected(second, 1)
  useStore.getState().toggleSelected(third, 1)
  expect(picked()).toEqual([true, false, true])
  expect(pickSelection(useStore.getState())).toEqual({ pick: pickId, except: [second], also: [third] })
  useStore.getState().toggleSelected(second, 1)
  expect(picked()).toEqual([true, true, true])
})

test('marks of an older pick mark nothing', () => {
  const older = useStore.getState().beginPick()
  mark(older, [first])
  useStore.getState().beginPick()
  expect(isPicked(useStore.getState(), first)).toBe(false)
})

test('counts tell to how many tasks of a pick each thing can be done', () => {
  const pickId = useStore.getState().beginPick()
  expect(pickedCounts(useStore.getState())).toBeNull()
  useStore.getState().pickMade(made(pickId))
  const counts = { all: 14_860, over: 56, letters: 56, open: 3_105, starts: 100, changeable: 3_100 }
  expect(pickedCounts(useStore.getState())).toEqual(counts)
  mark(pickId, [first]) // which runs
  useStore.getState().toggleSelected(first, 1)
  expect(pickedCounts(useStore.getState())).toEqual({ ...counts, all: 14_859, open: 3_104 })
})

test('a pick that fails leaves nothing picked and says why; one that a newer replaced says nothing', async () => {
  const answers: ((ok: boolean) => void)[] = []
  const fake = fakeBridge(scenarios.busy, {
    pickTasks: ({ pickId }: { pickId: number }) =>
      new Promise((resolve, reject) => {
        answers.push((ok) => (ok ? resolve(made(pickId)) : reject(new Error('The disk is gone.'))))
      }),
  })
  window.trilane = fake.bridge
  const older = pickAll()
  const newer = pickBetween({ index: 0, id: first }, { index: 9_000, id: null }, false)
  answers[0]?.(false)
  await older
  expect(useStore.getState().toasts).toEqual([])
  answers[1]?.(false)
  await newer
  expect(useStore.getState().pick).toBeNull()
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Nothing was picked', detail: 'The disk is gone.' }])
})
