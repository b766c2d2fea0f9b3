import { render, screen, within } from '@testing-library/react'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Overview } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { clock } from '../../clock'
import { formatMoment, formatStart } from '../../format'
import { BatchList } from '../../frame/BatchList'
import { atNight } from '../../preview/control-overviews'
import { busy, keyRejected } from '../../preview/overviews'
import { batches, busyTasks, now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { InspectorHead } from '../inspector/InspectorHead'
import { ClockCell } from '../queue/ClockCell'
import { StateCell } from '../queue/cells'
import { LaneBoard } from '../queue/LaneBoard'

beforeEach(resetStore)
const tonight = new Date(2026, 10, 23, 22, 0).getTime()
const saturday = new Date(2026, 10, 28, 0, 0).getTime()

/** The lane alone is closed. */
const laneAtNight: Overview = { ...atNight, batches: busy.batches }

function show(overview: Overview, at = now) {
  clock.set(at)
  onTestFinished(() => clock.set(null))
  useStore.getState().mergeOverview(overview)
}
function task(id: number, changes: Partial<TaskView> = {}): TaskView {
  const found = busyTasks.find((each) => each.id === id)
  if (!found) throw new Error(`no task ${id}`)
  return { ...found, ...changes }
}
const ready = task(144) // on Heavy, of contract-summaries
const heavy = () => screen.getByRole('group', { name: 'Heavy lane' })

test.each([
  ['board', false],
  ['strip', true],
])('a lane outside its run window says from when it runs, on the %s', (_name, folded) => {
  show(atNight)
  render(<LaneBoard folded={folded} firstRun={false} />)
  expect(heavy().textContent).toContain(`from ${formatStart(tonight, now)}`)
  expect(within(heavy()).queryByTitle(/ready/)).toBeNull() // nothing of it is about to start
  expect(within(heavy()).getByTitle(/^485 (wait|in line)/)).toBeDefined()
  expect(screen.getByRole('group', { name: 'Fast lane' }).textContent).not.toContain('from ')
})

test('once its moment has come the lane is open, before main has told', () => {
  show(atNight, tonight)
  render(<LaneBoard folded={false} firstRun={false} />)
  expect(heavy().textContent).not.toContain('from ')
  expect(within(heavy()).getByTitle(/^485 ready to run\b/)).toBeDefined()
})

test('a pause and a gate that waits for a person are told before a closed window', () => {
  const lanes = atNight.lanes.map((lane) => (lane.name === 'heavy' ? { ...lane, paused: true } : lane))
  show({ ...atNight, lanes })
  const { unmount } = render(<LaneBoard folded={false} firstRun={false} />)
  expect(heavy().textContent).toContain('Paused by you')
  unmount()
  show({ ...keyRejected, lanes: keyRejected.lanes.map((lane) => ({ ...lane, opensAt: tonight, held: 4 })) })
  render(<LaneBoard folded={false} firstRun={false} />)
  expect(heavy().textContent).toContain('rejected the key')
})

test('a task in line says when its lane or its batch runs, whichever is later', () => {
  show(laneAtNight)
  const { rerender } = render(<ClockCell task={ready} place={0} wide />)
  expect(screen.getByTitle(/^Its lane runs from /).textContent).toContain(formatStart(tonight, now))
  useStore.getState().mergeOverview(atNight)
  rerender(<ClockCell task={{ ...ready }} place={0} wide />)
  expect(screen.getByTitle(/^Its batch runs from /).textContent).toContain(formatStart(saturday, now))
})

test('in the last hour it counts down, and then it is ready', () => {
  show(laneAtNight, tonight - 90_000)
  const { rerender } = render(<ClockCell task={ready} place={0} wide />)
  expect(screen.getByText('in 1:30')).toBeDefined()
  clock.set(tonight)
  rerender(<ClockCell task={{ ...ready }} place={0} wide />)
  expect(screen.getByText('next')).toBeDefined()
})

test('its glyph and the head of its details name the run window', () => {
  show(laneAtNight)
  render(
    <>
      <StateCell task={ready} place={0} wide />
      <InspectorHead task={ready} onStep={() => {}} onClose={() => {}} />
    </>,
  )
  expect(screen.getAllByRole('img', { name: 'Outside its run window' })).toHaveLength(2)
  expect(screen.getByText('Waits for its run window')).toBeDefined()
  expect(screen.getByText(`Its lane runs from ${formatStart(tonight, now)}`)).toBeDefined()
})

test('what does not wait in line is not told about it', () => {
  show(atNight)
  render(<StateCell task={task(142)} place={null} wide />)
  expect(screen.getByRole('img', { name: 'Running' })).toBeDefined()
})

test('a batch says from when on it runs, and one that has ended does not', () => {
  show(atNight)
  const { rerender } = render(<BatchList />)
  const words = `from ${formatStart(saturday, now)}`
  expect(screen.getByRole('button', { name: /^contract-summaries/ }).textContent).toContain(words)
  const ended = atNight.batches.map((batch) =>
    batch.id === batches.contracts
      ? { ...batch, counts: { ...batch.counts, queued: 0, running: 0, backing_off: 0 } }
      : batch,
  )
  useStore.getState().mergeOverview({ batches: ended })
  rerender(<BatchList />)
  expect(screen.getByRole('button', { name: /^contract-summaries/ }).textContent).not.toContain('from ')
})

test('a batch that waits for a time says when beside its name, also to a screen reader', () => {
  show(busy)
  render(<BatchList />)
  const row = screen.getByRole('button', { name: `unit-test-gen, starts ${formatMoment(tonight)}, 0% done` })
  expect(row.textContent).toContain(`at ${formatStart(tonight, now)}`)
})
