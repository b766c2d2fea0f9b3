import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TaskDetail, TaskId } from '#shared/task'
import { clock } from '../../clock'
import { ToastStack } from '../../frame/ToastStack'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { useDrafts } from '../dead-letters/drafts'
import { Inspector } from './Inspector'
import { useTaskKeys } from './use-task-keys'

let stop = () => {}
afterEach(() => stop())
beforeEach(() => {
  resetStore()
  useDrafts.setState({ texts: new Map() })
  clock.set(now)
})

/** The task in the inspector, with the keys of its own window. */
function Open() {
  useTaskKeys(true)
  const id = useStore((store) => store.taskId)
  return id === null ? null : <Inspector id={id} />
}

async function setup(id: number) {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  useStore.getState().openTask(id as TaskId)
  stop = connect()
  render(
    <>
      <Open />
      <ToastStack />
    </>,
  )
  await screen.findByRole('heading', { level: 2 })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, asked, user: userEvent.setup() }
}
const detail = (id: number): TaskDetail => {
  const task = busyTasks.find((each) => each.id === id)
  if (!task) throw new Error(`no task ${id}`)
  return detailOf(task)
}
const answeredId = 141
const runningId = 142

describe('a task that has its answer', () => {
  test('runs again as a new task, which is then the open one, and can be taken back', async () => {
    const { user, asked } = await setup(answeredId)
    await user.click(screen.getByRole('button', { name: 'Run again' }))
    expect(asked('runAgain')).toEqual([{ id: answeredId }])
    await waitFor(() => expect(useStore.getState().taskId).toBe(answeredId + 1))
    await user.click(await screen.findByRole('button', { name: /^Undo/ }))
    expect(asked('cancelTasks')).toMatchObject([{ tasks: [{ id: answeredId + 1 }] }])
  })

  test('does so by its key, and with other words', async () => {
    const { user, asked } = await setup(answeredId)
    await user.keyboard('e')
    const prompt = screen.getByRole('textbox', { name: 'Prompt' })
    expect(screen.getByText(/This one and its answer stay as they are/)).toBeDefined()
    await user.clear(prompt)
    await user.type(prompt, 'Shorter')
    await user.click(screen.getByRole('button', { name: 'Run again with the edit' }))
    expect(asked('runAgain')).toEqual([{ id: answeredId, prompt: 'Shorter' }])
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Prompt' })).toBeNull())
  })
})

describe('a task that has not ended', () => {
  test('is stopped, and goes back with the edit once it has stopped', async () => {
    const { fake, user, asked } = await setup(runningId)
    await user.click(screen.getByRole('button', { name: 'Edit and requeue' }))
    const prompt = screen.getByRole('textbox', { name: 'Prompt' })
    await user.clear(prompt)
    await user.type(prompt, 'Shorter')
    await user.click(screen.getByRole('button', { name: 'Stop and requeue with the edit' }))
    expect(asked('cancelTasks')).toEqual([{ tasks: [{ id: runningId, version: 1 }] }])
    expect(asked('requeueTask')).toEqual([])
    const before = detail(runningId)
    const state = { kind: 'cancelled', settledAt: now, failure: null } as const
    act(() => fake.send('task', { ...before, task: { ...before.task, version: 3, state } }))
    await waitFor(() => expect(asked('requeueTask')).toEqual([{ id: runningId, version: 3, prompt: 'Shorter' }]))
  })

  test('that was answered first keeps its answer, and the edit stays', async () => {
    const { fake, user, asked } = await setup(runningId)
    await user.keyboard('e')
    await user.type(screen.getByRole('textbox', { name: 'Prompt' }), ' more')
    await user.click(screen.getByRole('button', { name: 'Stop and requeue with the edit' }))
    const before = detail(runningId)
    const state = { kind: 'succeeded', settledAt: now } as const
    act(() => fake.send('task', { ...before, task: { ...before.task, version: 3, state } }))
    expect(await screen.findByText(/answered before it could be stopped/)).toBeDefined()
    expect(asked('requeueTask')).toEqual([])
    expect((screen.getByRole('textbox', { name: 'Prompt' }) as HTMLTextAreaElement).value).toMatch(/ more$/)
    expect(screen.getByRole('button', { name: 'Run again with the edit' })).toBeDefined()
  })
})

test('what was typed is still there after another task was opened', async () => {
  const { user } = await setup(runningId)
  await user.keyboard('e')
  await user.type(screen.getByRole('textbox', { name: 'Prompt' }), ' and more')
  act(() => useStore.getState().openTask(answeredId as TaskId))
  expect(screen.queryByRole('textbox', { name: 'Prompt' })).toBeNull()
  act(() => useStore.getState().openTask(runningId as TaskId))
  await user.click(await screen.findByRole('button', { name: 'Edit and requeue' }))
  expect((screen.getByRole('textbox', { name: 'Prompt' }) as HTMLTextAreaElement).value).toMatch(/ and more$/)
  expect(screen.getByText(/your edit from before/)).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Undo the edit' }))
  expect(screen.getByRole('button', { name: 'Stop and requeue as it is' })).toBeDefined()
})

test('a prompt that cannot be edited says why', async () => {
  const { fake, user } = await setup(answeredId)
  const before = detail(answeredId)
  const needs = [{ name: 'facts', taskId: 140 as TaskId, state: 'succeeded' as const }]
  act(() => fake.send('task', { ...before, task: { ...before.task, version: 2 }, needs }))
  expect(screen.queryByRole('button', { name: 'Edit and run again' })).toBeNull()
  await user.keyboard('e')
  expect(await screen.findByText(/It uses the results of other tasks/)).toBeDefined()
  expect(useStore.getState().editing).toBe(false)
})

test('of megabytes of an answer a part is drawn, and the rest when it is asked for', async () => {
  const { fake, user } = await setup(answeredId)
  const before = detail(answeredId)
  const text = 'A line of some words that an answer is made of.\n'.repeat(40_000)
  const result = before.result && { ...before.result, text }
  act(() => fake.send('task', { ...before, task: { ...before.task, version: 2 }, result }))
  const shown = () =>
    within(screen.getByRole('region', { name: 'Result' })).getByText(/^A line/, {
      selector: '[data-selectable] > :first-child',
    })
  const length = () => shown().parentElement?.textContent?.length ?? 0
  expect(length()).toBeLessThan(1_001_000)
  await user.click(screen.getByRole('button', { name: /^Show .* more characters$/ }))
  expect(length()).toBe(text.length)
})

test('brackets lead from attempt to attempt, also where they need AltGr', async () => {
  const { user } = await setup(129)
  const picked = () => useStore.getState().pickedAttempt?.number
  await user.keyboard('[[')
  expect(picked()).toBe(3)
  const altGr = { key: '[', ctrlKey: true, altKey: true, modifierAltGraph: true }
  fireEvent.keyDown(document.body, altGr)
  expect(picked()).toBe(2)
  fireEvent.keyDown(document.body, { key: ']', ctrlKey: true })
  expect(picked()).toBe(2)
  await user.keyboard(']')
  expect(picked()).toBe(3)
})

test('of hundreds of attempts those in the middle are folded away until one asks', async () => {
  const { fake, user } = await setup(129)
  const before = detail(129)
  const [first] = before.attempts
  if (!first) throw new Error('no attempt')
  const attempts = Array.from({ length: 300 }, (_, n) => ({
    ...first,
    ...{ number: n + 1, startedAt: now - (300 - n) * 60_000, endedAt: now - (300 - n) * 60_000 + 900, wait: null },
  }))
  act(() => fake.send('task', { ...before, task: { ...before.task, version: 2 }, attempts }))
  const lines = () => screen.getAllByRole('button', { name: /^Attempt \d+,/ })
  expect(lines()).toHaveLength(10)
  expect(screen.getByRole('img', { name: /^300 attempts in / })).toBeDefined()
  await user.click(screen.getByRole('button', { name: 'Show 290 attempts between' }))
  expect(lines()).toHaveLength(300)
})

test('attempts on several days stand under their days, also behind the fold; those of one day have none', async () => {
  const { fake } = await setup(129)
  const days = () =>
    screen.queryAllByText(/^\w+,? \d+ Nov$|^\w+, Nov \d+$/).map(({ textContent }) => textContent?.match(/\d+/)?.[0])
  expect(days()).toEqual([])
  const before = detail(129)
  const [first] = before.attempts
  if (!first) throw new Error('no attempt')
  const noon = (day: number) => new Date(2026, 10, day, 12).getTime()
  const of = (startedAts: readonly number[]) =>
    startedAts.map((startedAt, n) => ({ ...first, number: n + 1, startedAt, endedAt: startedAt + 900, wait: null }))
  const show = (version: number, startedAts: readonly number[]) =>
    act(() => fake.send('task', { ...before, task: { ...before.task, version }, attempts: of(startedAts) }))
  show(2, [noon(21), noon(21) + 60_000, noon(22), noon(23)])
  expect(days()).toEqual(['21', '22', '23'])
  show(3, [...Array.from({ length: 6 }, (_, n) => noon(20) + n), ...Array.from({ length: 10 }, (_, n) => noon(23) + n)])
  expect(days()).toEqual(['20', '23']) // the 23rd began behind the fold
})
