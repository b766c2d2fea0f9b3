import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { clock } from '../../clock'
import { controlled } from '../../preview/control-overviews'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { Inspector } from './Inspector'

let stop = () => {}
afterEach(() => stop())
beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(id: number, scenario: 'busy' | 'control' = 'busy') {
  const fake = fakeBridge(scenarios[scenario])
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(scenario === 'busy' ? busy : controlled)
  stop = connect()
  render(<Inspector id={id as TaskId} />)
  await screen.findByRole('heading', { level: 2 })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, asked, user: userEvent.setup() }
}

test('names the cause of every wait, and that a rate limit spent no retry', async () => {
  await setup(142)
  expect(screen.getByText('Waited 10 s: backoff of the lane before a retry')).toBeDefined()
  expect(screen.getByText('Waited 22 s: retry-after of the provider, no retry spent')).toBeDefined()
  expect(screen.getByText(/If this try fails/)).toBeDefined()
  expect(screen.getByText('may have been billed')).toBeDefined()
})

test('a dead letter says what it means, and requeues as edited with the version it showed', async () => {
  const { user, asked } = await setup(129)
  expect(screen.getByRole('region', { name: 'Why it stopped' }).textContent).toContain('overloaded_error')
  await user.click(screen.getByRole('button', { name: 'Edit and requeue' }))
  const prompt = screen.getByRole('textbox', { name: 'Prompt' })
  await user.clear(prompt)
  expect(screen.getByRole('button', { name: /^Requeue/ }).hasAttribute('disabled')).toBe(true)
  await user.type(prompt, 'Shorter')
  await user.click(screen.getByRole('button', { name: 'Requeue with the edit' }))
  expect(asked('requeueTask')).toEqual([{ id: 129, version: 1, prompt: 'Shorter' }])
})

test('follows its task live, and shows the answer as plain text', async () => {
  const { fake } = await setup(142)
  const task = busyTasks.find(({ id }) => id === 142)
  if (!task) throw new Error('no task 142')
  const done = { ...task, version: 2, state: { kind: 'succeeded' as const, settledAt: now }, answerMs: 21_000 }
  const detail = detailOf(done)
  act(() => fake.send('task', { ...detail, result: detail.result && { ...detail.result, text: '<b>not bold</b>' } }))
  expect(screen.getByText('<b>not bold</b>')).toBeDefined()
  expect(screen.getAllByRole('button', { name: 'Copy result' }).length).toBeGreaterThan(0)
  act(() => fake.send('task', detailOf(task)))
  expect(screen.getByText('<b>not bold</b>')).toBeDefined()
})

describe('what other tasks, a clock or a person decide', () => {
  test('the tasks it needs are listed with their states, each a way there', async () => {
    const { user } = await setup(201, 'control')
    expect(screen.getByText('Waits for other tasks')).toBeDefined()
    const needs = screen.getByRole('region', { name: 'Needs the results of' })
    expect(needs.textContent).toContain('1 of 2 are there')
    await user.click(screen.getByRole('button', { name: 'Open outline, running' }))
    expect(useStore.getState().taskId).toBe(142)
  })

  test('a late answer is shown with what it cost', async () => {
    await setup(142)
    const late = screen.getByRole('region', { name: 'Late answer' })
    expect(late.textContent).toContain('To try 3')
    expect(late.textContent).toContain('41.2k tokens in, 1,377 out: billed')
    expect(late.textContent).toContain('For convenience')
  })

  test('an answer of an identical request says that there was no call and no cost', async () => {
    await setup(207, 'control')
    expect(screen.getByText('cached')).toBeDefined()
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toContain('no call, no cost')
    expect(screen.getByText('none needed')).toBeDefined()
  })

  test('a blocked letter names what it needs, and a poisoned one what to do', async () => {
    await setup(208, 'control')
    expect(screen.getByRole('region', { name: 'Why it stopped' }).textContent).toContain(
      'Nothing of it was sent or billed',
    )
    expect(screen.getByRole('button', { name: 'Open clauses, dead letter' })).toBeDefined()
  })

  test('a poisoned letter says what happened, and that a requeue tries it once more', async () => {
    await setup(209, 'control')
    const why = screen.getByRole('region', { name: 'Why it stopped' }).textContent
    expect(why).toContain('alone in flight each of the last 3 times')
    expect(why).toContain('requeue it to try once more')
  })

  test('a pause is named, and what can be changed is at hand', async () => {
    const { user, asked } = await setup(144, 'control')
    expect(screen.getByText('Its batch is paused')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Move to Fast' }))
    expect(asked('changeTasks')).toEqual([
      { selection: { tasks: [{ id: 144, version: 1 }] }, change: { kind: 'lane', lane: 'fast' } },
    ])
    await user.click(screen.getByRole('button', { name: 'More changes' }))
    expect(await screen.findByRole('menuitem', { name: 'Start at…' })).toBeDefined()
  })

  test('a backoff can be cut short', async () => {
    const { user, asked } = await setup(138)
    await user.click(screen.getByRole('button', { name: 'Start now' }))
    expect(asked('changeTasks')).toEqual([
      { selection: { tasks: [{ id: 138, version: 1 }] }, change: { kind: 'start_now' } },
    ])
  })
})
