import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Handlers } from '#shared/contract'
import type { BatchId, TaskId } from '#shared/task'
import { BatchList } from '../../frame/BatchList'
import { controlled } from '../../preview/control-overviews'
import { fakeBridge } from '../../preview/fake-bridge'
import { allDone, busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { batches } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { StartSheet } from '../task-changes/StartSheet'
import { BatchSheet } from './BatchSheet'

const id = batches.contracts as BatchId
beforeEach(resetStore)

function setup(overview = busy, own: { [C in keyof Handlers]?: (request: never) => unknown } = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(overview)
  render(
    <>
      <BatchList />
      <BatchSheet />
      <StartSheet />
    </>,
  )
  const user = userEvent.setup()
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  const openMenu = async () => {
    await user.click(screen.getByRole('button', { name: 'Actions of contract-summaries' }))
    return screen.findByRole('menu')
  }
  return { user, asked, openMenu }
}
const item = (name: string | RegExp) => screen.getByRole('menuitem', { name })
const toasts = () => useStore.getState().toasts.map(({ title }) => title)

describe('the menu of a batch', () => {
  test('pauses it, and its row then says so and resumes it', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    await user.click(item('Pause batch'))
    expect(asked('setPaused')).toEqual([{ scopes: [{ kind: 'batch', batchId: id }], paused: true }])
  })

  test('of a paused batch resumes it', async () => {
    const { user, asked, openMenu } = setup(controlled)
    expect(screen.getByRole('button', { name: /^contract-summaries, paused, \d+% done$/ }).textContent).toContain(
      'paused',
    )
    await openMenu()
    await user.click(item('Resume batch'))
    expect(asked('setPaused')).toEqual([{ scopes: [{ kind: 'batch', batchId: id }], paused: false }])
  })

  test('is reached and used by keyboard alone', async () => {
    const { user, asked } = setup()
    screen.getByRole('button', { name: 'Actions of contract-summaries' }).focus()
    await user.keyboard('{Enter}')
    const menu = await screen.findByRole('menu')
    await waitFor(() => expect(menu.contains(document.activeElement)).toBe(true)) // keys before that are the button's
    await user.keyboard('{ArrowDown>4/}{ArrowRight}')
    await screen.findByRole('menuitemradio', { name: /Higher/ })
    await user.keyboard('{Enter}')
    await waitFor(() => expect(asked('setBatch')).toEqual([{ batchId: id, priority: 10 }]))
  })

  test('a priority can be taken back', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    item(/^Priority/).focus()
    await user.keyboard('{ArrowRight}')
    await user.click(await screen.findByRole('menuitemradio', { name: /Lower/ }))
    await waitFor(() => expect(toasts()).toEqual(['contract-summaries has priority lower']))
    useStore.getState().undoLast()
    expect(asked('setBatch')).toEqual([
      { batchId: id, priority: -10 },
      { batchId: id, priority: 0 },
    ])
  })

  test('switches the reuse of answers, and keeps the other rules', async () => {
    const { user, asked, openMenu } = setup(controlled)
    await openMenu()
    await user.click(screen.getByRole('menuitemcheckbox', { name: 'Reuse stored answers', checked: true }))
    const { policy } = controlled.batches.find((batch) => batch.id === id)?.options ?? {}
    expect(asked('setBatch')).toEqual([{ batchId: id, options: { policy, reuse: false, windows: [] } }])
  })

  test('cancels what has not ended, with its number', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    await user.click(item('Cancel the 490 that have not ended'))
    expect(asked('cancelTasks')).toEqual([{ batchId: id }])
  })

  test('starts now what waits for a time, tells of how many, and takes it back', async () => {
    const { user, asked, openMenu } = setup(busy, { changeTasks: () => ({ done: 12, skipped: 0, undo: 'token' }) })
    await openMenu()
    await user.click(item('Start now'))
    expect(asked('changeTasks')).toEqual([{ selection: { batchId: id }, change: { kind: 'start_now' } }])
    await waitFor(() => expect(toasts()).toEqual(['12 tasks start now']))
    useStore.getState().undoLast()
    expect(asked('undo')).toEqual([{ token: 'token' }])
  })

  test('gives all that has not started another start, and keeps what was picked in the list', async () => {
    const { user, asked, openMenu } = setup()
    useStore.getState().select([{ id: 131 as TaskId, version: 1 }])
    await openMenu()
    await user.click(item('Start at…'))
    const sheet = await screen.findByRole('dialog', { name: 'Start at' })
    expect(sheet.textContent).toContain('488 tasks of contract-summaries')
    expect(screen.getByRole('button', { name: /^Set start|^Start now/ })).toHaveProperty('disabled', true)
    await user.type(screen.getByRole('textbox', { name: 'Start' }), 'tomorrow 9:00{Enter}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(asked('changeTasks')).toMatchObject([{ selection: { batchId: id }, change: { kind: 'start_at' } }])
    expect(toasts()).toEqual(['490 tasks start at another time'])
    expect(useStore.getState().selected.size).toBe(1)
  })

  test('moves it to the lane that it is not in', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    expect(screen.queryByRole('menuitem', { name: 'Move to Heavy' })).toBeNull()
    await user.click(item('Move to Fast'))
    expect(asked('changeTasks')).toEqual([{ selection: { batchId: id }, change: { kind: 'lane', lane: 'fast' } }])
    await waitFor(() => expect(toasts()).toEqual(['Moved 490 tasks to Fast']))
  })

  test('of one whose tasks are all in line offers no start now, and both lanes where it is in both', async () => {
    const batches = busy.batches.map((batch) => {
      const counts = { ...batch.counts, backing_off: 0, scheduled: 0 }
      return batch.id === id ? { ...batch, counts, toRun: { fast: 3, heavy: 4 } } : batch
    })
    const { openMenu } = setup({ ...busy, batches })
    await openMenu()
    expect(screen.queryByRole('menuitem', { name: 'Start now' })).toBeNull()
    expect(['Start at…', 'Move to Fast', 'Move to Heavy'].map(item)).toHaveLength(3)
  })

  test('of one that has ended offers none of these', async () => {
    const { openMenu } = setup(allDone)
    const menu = await openMenu()
    expect(within(menu).queryByRole('menuitem', { name: /Pause|Cancel|Priority|Start|Move/ })).toBeNull()
  })

  test('a refusal is told, and says what stays', async () => {
    const setBatch = () => {
      throw new Error('The disk is full.')
    }
    const { user, openMenu } = setup(busy, { setBatch })
    await openMenu()
    await user.click(screen.getByRole('menuitemcheckbox', { name: 'Reuse stored answers' }))
    await waitFor(() =>
      expect(useStore.getState().toasts).toMatchObject([
        { title: 'The batch stays as it was', detail: 'The disk is full.' },
      ]),
    )
  })
})

describe('the rules of a batch', () => {
  const open = async (overview = busy, own = {}) => {
    const all = setup(overview, own)
    await all.openMenu()
    await all.user.click(item('Retry rules…'))
    return { ...all, sheet: await screen.findByRole('dialog', { name: 'Batch rules' }) }
  }
  const field = (name: string) => screen.getByRole('textbox', { name })

  test('empty fields tell what the lanes do, and only what is typed is sent', async () => {
    const { user, asked } = await open()
    expect(field('Longest wait')).toHaveProperty('placeholder', '60 s on Fast, 5 min on Heavy')
    await user.type(field('Retries'), '6')
    await user.type(field('Give up after'), '20 min')
    await user.type(field('Retry for at most'), 'no limit')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(asked('setBatch')).toEqual([
      {
        batchId: id,
        options: { policy: { retries: 6, timeoutMs: 1_200_000, retryForMs: null }, reuse: false, windows: [] },
      },
    ])
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('what does not fit is told at its field, and nothing is sent', async () => {
    const { user, asked } = await open()
    await user.type(field('Delay'), 'soon')
    expect(screen.getByText('A time, such as 1.5 s or 10 min.')).toBeDefined()
    await user.clear(field('Priority'))
    await user.type(field('Priority'), '101')
    expect(screen.getByText('A whole number from −100 to 100.')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
    expect(asked('setBatch')).toEqual([])
  })

  test('all go back to the lanes at once', async () => {
    const { user, asked } = await open(controlled)
    expect(field('Delay')).toHaveProperty('value', '30 s')
    await user.click(screen.getByRole('button', { name: 'All as the lanes' }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(asked('setBatch')).toEqual([{ batchId: id, options: { policy: {}, reuse: true, windows: [] } }])
  })

  test('a number of priority is typed where it was asked for', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    item(/^Priority/).focus()
    await user.keyboard('{ArrowRight}')
    await user.click(await screen.findByRole('menuitem', { name: 'A number…' }))
    await waitFor(() => expect(document.activeElement).toBe(field('Priority')))
    await user.clear(field('Priority'))
    await user.type(field('Priority'), '25')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(asked('setBatch')).toEqual([{ batchId: id, priority: 25 }])
  })

  test('run windows are opened from the menu, and sent with the other rules', async () => {
    const { user, asked, openMenu } = setup()
    await openMenu()
    await user.click(item('Run windows…'))
    const add = await screen.findByRole('button', { name: 'Add to Run windows, contract-summaries' })
    await waitFor(() => expect(document.activeElement).toBe(add))
    await user.click(add)
    await user.click(await screen.findByRole('menuitem', { name: 'Weekends' }))
    await user.click(screen.getByRole('button', { name: 'Change Sat, Sun all day' }))
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
    expect(screen.getByText('Finish the run window first.')).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.getByRole('dialog', { name: 'Batch rules' })).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(asked('setBatch')).toMatchObject([
      { batchId: id, options: { policy: {}, windows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }] } },
    ])
  })

  test('a refusal keeps the sheet and what was typed', async () => {
    const setBatch = () => {
      throw new Error('The disk is full.')
    }
    const { user } = await open(busy, { setBatch })
    await user.type(field('Retries'), '6')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(toasts()).toEqual(['The batch stays as it was']))
    expect(field('Retries')).toHaveProperty('value', '6')
  })
})
