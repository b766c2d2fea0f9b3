import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { clock } from '../../clock'
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

async function setup(id: number) {
  const fake = fakeBridge(scenarios.busy)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
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
