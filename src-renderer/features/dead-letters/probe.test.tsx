import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import type { ReleaseView } from '#shared/release'
import type { TaskState, TaskView } from '#shared/task'
import { clock } from '../../clock'
import { ToastStack } from '../../frame/ToastStack'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { aRelease } from '../../preview/releases'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { DeadLettersView } from './DeadLettersView'
import { resetProbes } from './probes'
import { usePace } from './release-pace'

const letter = busyTasks.find(({ state }) => state.kind === 'dead') as TaskView
const group = busy.deadGroups.find(({ code }) => code === 'overloaded') ?? expect.fail()

beforeEach(() => {
  resetStore()
  resetProbes()
  usePace.setState({ pace: { kind: 'all' }, byItself: false })
  clock.set(now)
})

/** Main's release is as the test says; the letter that went ahead too. */
async function setup() {
  let state: TaskState = { kind: 'queued' }
  const main = (): TaskView => ({ ...letter, state, answerMs: 44_000, tokensOut: 212 })
  const release = (more: Partial<ReleaseView>) =>
    aRelease({ probeId: letter.id, cause: group.key, total: 8, left: 8, ...more })
  const fake = fakeBridge(scenarios.busy, {
    probeLetters: () => release({}),
    releaseLetters: () => release({ state: 'releasing', pace: { kind: 'all' } }),
    pauseRelease: ({ paused }) =>
      release({ state: 'releasing', pace: { kind: 'all' }, released: 3, left: 5, pausedAt: paused ? now : null }),
    abortRelease: () => release({ state: 'aborted', endedAt: now }),
    findTasks: () => ({ tasks: [main()], total: 1 }),
    watchTask: () => ({ ...detailOf(letter), task: main() }),
  })
  window.trilane = fake.bridge
  connect()
  render(
    <>
      <DeadLettersView />
      <ToastStack />
    </>,
  )
  const user = userEvent.setup({ delay: null })
  await user.click(await screen.findByRole('option', { name: /Provider overloaded/ }))
  await screen.findByRole('grid', { name: 'Dead letters' })
  await waitFor(() => expect(useStore.getState().rows.size).toBeGreaterThan(0))
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  const becomes = (next: TaskState, more: Partial<ReleaseView>) => {
    state = next
    const counts = { ...busy.counts, queued: useStore.getState().overview?.counts.queued ?? 0 }
    act(() =>
      useStore
        .getState()
        .mergeOverview({ counts: { ...counts, queued: counts.queued + 1 }, releases: [release(more)] }),
    )
  }
  return { user, asked, becomes }
}
const steps = () => screen.getByRole('list', { name: 'Probe one, then the rest' })
const answered: TaskState = { kind: 'succeeded', settledAt: now }

test('one letter goes first, and only once it was answered does Enter send the others back', async () => {
  const { user, asked, becomes } = await setup()
  await user.keyboard('p')
  await waitFor(() => expect(asked('probeLetters')).toHaveLength(1))
  expect(asked('probeLetters')).toEqual([
    { selection: expect.objectContaining({ pick: expect.any(Number) }), pace: null, probe: expect.any(Number) },
  ])
  await waitFor(() => expect(steps().textContent).toContain('Once you have read the answer'))
  expect(within(steps()).queryByRole('button', { name: /^Requeue/ })).toBeNull()
  await user.keyboard('p') // one at a time
  expect(asked('probeLetters')).toHaveLength(1)
  becomes(answered, { state: 'proved' })
  expect(await within(steps()).findByText('Answered in 44.0 s')).toBeTruthy()
  expect(steps().textContent).toContain('212 tokens')
  expect(asked('releaseLetters')).toEqual([])
  await user.keyboard('{Enter}')
  expect(asked('releaseLetters')).toEqual([{ id: 1, pace: { kind: 'all' } }])
  await user.keyboard('{Enter}') // from then on it opens the letter again
  expect(asked('releaseLetters')).toHaveLength(1)
})

test('a probe that fails again says why, and that nothing was released', async () => {
  const { user, asked, becomes } = await setup()
  await user.click(within(steps()).getByRole('button', { name: 'Probe one' }))
  await waitFor(() => expect(steps().textContent).toContain('Once you have read'))
  const { state } = letter
  if (state.kind !== 'dead') expect.fail()
  becomes(state, { state: 'failed', reason: 'probe_died', failure: state.failure, endedAt: now })
  expect(await within(steps()).findByText(/^Failed again/)).toBeDefined()
  expect(screen.getAllByText(/Nothing was released. The other 8 stay where they are/).length).toBeGreaterThan(0)
  await user.keyboard('{Enter}')
  expect(asked('releaseLetters')).toEqual([])
  await user.keyboard('p')
  await waitFor(() => expect(asked('probeLetters')).toHaveLength(2))
})

test('by itself, at a pace: both are chosen before the letter goes, and remembered', async () => {
  const { user, asked } = await setup()
  await user.click(within(steps()).getByRole('button', { name: /^How the others go back/ }))
  await user.click(await screen.findByRole('switch', { name: 'When it succeeds, requeue the rest' }))
  await user.click(screen.getByRole('radio', { name: '20 a minute' }))
  await user.clear(screen.getByRole('textbox', { name: 'How many a minute' }))
  await user.type(screen.getByRole('textbox', { name: 'How many a minute' }), '6')
  await user.keyboard('{Escape}')
  await user.click(within(steps()).getByRole('button', { name: 'Probe one' }))
  await waitFor(() => expect(asked('probeLetters')).toHaveLength(1))
  expect(asked('probeLetters')).toMatchObject([{ pace: { kind: 'per_minute', n: 6 } }])
  expect(JSON.parse(localStorage.getItem('trilane:release-pace') ?? '')).toEqual({
    ...{ pace: { kind: 'per_minute', n: 6 }, byItself: true },
  })
})

test('what goes back is paused and resumed, and says how many wait', async () => {
  const { user, asked, becomes } = await setup()
  becomes(answered, { state: 'releasing', pace: { kind: 'all' }, released: 3, left: 5 })
  await user.click(await within(steps()).findByRole('button', { name: 'Pause' }))
  expect(asked('pauseRelease')).toEqual([{ id: 1, paused: true }])
  expect(await within(steps()).findByText('Paused after 3 of 8')).toBeDefined()
  expect(steps().textContent).toContain('5 wait')
  expect(screen.getByText('Paused. The other 5 wait until you resume it.')).toBeDefined()
  await user.click(within(steps()).getByRole('button', { name: 'Resume' }))
  expect(asked('pauseRelease')[1]).toEqual({ id: 1, paused: false })
  expect(await within(steps()).findByRole('button', { name: 'Pause' })).toBeDefined()
})

test('what would go back by itself is paused while the one ahead is on its way, and resumed before its answer', async () => {
  const { user, asked, becomes } = await setup()
  const ahead = { state: 'probing', pace: { kind: 'all' } } as const
  becomes({ kind: 'queued' }, ahead)
  await user.click(await within(steps()).findByRole('button', { name: 'Pause' }))
  becomes({ kind: 'queued' }, { ...ahead, pausedAt: now })
  expect(await within(steps()).findByText('Paused: they wait until you resume it')).toBeDefined()
  await user.click(within(steps()).getByRole('button', { name: 'Resume' }))
  expect(asked('pauseRelease')).toEqual([
    { id: 1, paused: true },
    { id: 1, paused: false },
  ])
  becomes({ kind: 'queued' }, { state: 'probing', pace: null }) // a person is asked first: nothing goes by itself
  await waitFor(() => expect(within(steps()).queryByRole('button', { name: 'Pause' })).toBeNull())
  expect(within(steps()).queryByRole('button', { name: 'Resume' })).toBeNull()
})

test('the answer is read over the list, and the rest is released from there', async () => {
  const { user, asked, becomes } = await setup()
  becomes(answered, { state: 'proved' })
  await user.click(await within(steps()).findByRole('button', { name: 'Read it' }))
  const sheet = await screen.findByRole('dialog', { name: 'The answer' })
  await user.click(within(sheet).getByRole('button', { name: 'Requeue 8' }))
  expect(asked('releaseLetters')).toEqual([{ id: 1, pace: { kind: 'all' } }])
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'The answer' })).toBeNull())
})

test('while the rest goes back it says what became of it, and can be stopped', async () => {
  const { user, asked, becomes } = await setup()
  const counts = { released: 5, succeeded: 2, died: 1, skipped: 1, left: 2 }
  becomes(answered, { state: 'releasing', pace: { kind: 'together', n: 2 }, ...counts })
  expect(await within(steps()).findByText('5 of 7 sent back')).toBeTruthy()
  expect(steps().textContent).toContain('2 answered, 1 died again, 1 skipped, 2 on their way')
  await user.click(within(steps()).getByRole('button', { name: 'Stop' }))
  expect(asked('abortRelease')).toEqual([{ id: 1 }])
  expect((await screen.findAllByText(/^You stopped it\./)).length).toBeGreaterThan(0)
})

test('one that stopped by itself says why, until it is put away', async () => {
  const { user, becomes } = await setup()
  const counts = { released: 5, died: 4, succeeded: 1, left: 3 }
  becomes(answered, { state: 'stopped', reason: 'same_cause', endedAt: now, ...counts })
  expect((await screen.findAllByText(/It stopped by itself: those that were sent back died of the same/)).length).toBe(
    2,
  )
  await user.click(screen.getByRole('button', { name: 'Put away' }))
  expect(await within(steps()).findByRole('button', { name: 'Probe one' })).toBeTruthy()
})

test('a release goes on in sight when the last letter of its group has left the list', async () => {
  const { becomes } = await setup()
  const deadGroups = busy.deadGroups.filter(({ key }) => key !== group.key)
  becomes(answered, { state: 'releasing', pace: { kind: 'all' }, cause: 'timeout.none.0000', released: 8, left: 0 })
  act(() => useStore.getState().mergeOverview({ deadGroups }))
  const list = await screen.findByRole('list', { name: 'What goes back' })
  expect(list.textContent).toContain('No answer in time. 8 of 8 sent back')
  act(() => useStore.getState().mergeOverview({ deadGroups: [] }))
  expect(screen.getByRole('list', { name: 'What goes back' })).toBeTruthy()
})

test('letters that would fail again unless edited have no such steps', async () => {
  const { user } = await setup()
  await user.click(screen.getByRole('option', { name: /Prompt longer/ }))
  expect(screen.queryByRole('list', { name: 'Probe one, then the rest' })).toBeNull()
})
