import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'

beforeAll(loadTheRest)

const hour = 3_600_000
beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(changeTasks?: (request: never) => unknown) {
  const fake = fakeBridge(scenarios.control, changeTasks ? { changeTasks } : {})
  window.trilane = fake.bridge
  window.innerWidth = 1_280
  const user = userEvent.setup()
  render(<App />)
  await screen.findByRole('grid', { name: 'Tasks' })
  const sent = () => fake.asked.filter(({ command }) => command === 'changeTasks').map(({ request }) => request)
  return { fake, user, sent }
}
const row = (name: RegExp) => screen.findByRole('row', { name })
const tasks = (...ids: number[]) => ({ tasks: ids.map((id) => ({ id, version: 1 })) })
const item = (name: string | RegExp) => screen.getByRole('menuitem', { name })
const toasts = () => useStore.getState().toasts

async function pick(...ids: number[]) {
  const { rows, select } = useStore.getState()
  await act(async () => select([...rows.values()].filter(({ id }) => ids.includes(id))))
}

describe('picked tasks', () => {
  test('start now where they wait for a time, and the others are not asked for', async () => {
    const { user, sent } = await setup()
    await pick(131, 138, 9130) // two back off, one is in line
    await user.click(screen.getByRole('button', { name: 'Start 2 now' }))
    expect(sent()).toEqual([{ selection: tasks(131, 138), change: { kind: 'start_now' } }])
    await waitFor(() => expect(toasts()).toMatchObject([{ title: '2 tasks start now', undo: true }]))
  })

  test('are counted honestly: how many, how many had moved on, and back by undo', async () => {
    const { fake, user } = await setup(() => ({ done: 3, skipped: 1, undo: 'token' }))
    await pick(131, 138, 9130, 144)
    await user.click(screen.getByRole('button', { name: 'Change' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Move to Fast' }))
    await waitFor(() => expect(toasts()).toHaveLength(1))
    expect(toasts()[0]?.title).toBe('Moved 3 tasks to Fast')
    expect(toasts()[0]?.detail).toContain(
      '1 other was there already, or had started, ended or changed meanwhile and stays as it is.',
    )
    await act(async () => void useStore.getState().undoLast())
    expect(fake.asked).toContainEqual({ command: 'undo', request: { token: 'token' } })
  })

  test('that had all moved on are told as such', async () => {
    const { user } = await setup(() => ({ done: 0, skipped: 2, undo: null }))
    await pick(131, 138)
    await user.click(screen.getByRole('button', { name: 'Start 2 now' }))
    await waitFor(() => expect(toasts()).toMatchObject([{ title: 'No task was started', kind: 'info', action: null }]))
  })

  test('take a priority from the menu', async () => {
    const { user, sent } = await setup()
    await pick(131, 201)
    await user.click(screen.getByRole('button', { name: 'Change' }))
    await screen.findByRole('menu')
    item('Priority').focus()
    await user.keyboard('{ArrowRight}')
    await user.click(await screen.findByRole('menuitemradio', { name: /Higher/ }))
    expect(sent()).toEqual([{ selection: tasks(131, 201), change: { kind: 'priority', priority: 10 } }])
  })

  test('that run or have ended offer no change', async () => {
    await setup()
    await pick(142, 129)
    expect(screen.queryByRole('button', { name: 'Change' })).toBeNull()
  })

  test('a refusal is told in its words', async () => {
    const { user } = await setup(() => {
      throw new Error('The disk is full.')
    })
    await pick(131)
    await user.click(screen.getByRole('button', { name: 'Start 1 now' }))
    await waitFor(() =>
      expect(toasts()).toMatchObject([{ kind: 'error', title: 'No task was started', detail: 'The disk is full.' }]),
    )
  })
})

describe('a row', () => {
  test('has its menu at the other button, for itself alone when it is not picked', async () => {
    const { user, sent } = await setup()
    await pick(131)
    fireEvent.contextMenu(await row(/renewal terms/))
    await screen.findByRole('menu', { name: 'Task' })
    await user.click(item('Move to Fast'))
    expect(sent()).toEqual([{ selection: tasks(138), change: { kind: 'lane', lane: 'fast' } }])
  })

  test('that is one of the picked stands for all of them', async () => {
    const { user, sent } = await setup()
    await pick(131, 138)
    fireEvent.contextMenu(await row(/renewal terms/))
    await screen.findByRole('menu', { name: 'Task' })
    await user.click(item('Start now'))
    expect(sent()).toEqual([{ selection: tasks(131, 138), change: { kind: 'start_now' } }])
  })

  test('moves to the other lane with L', async () => {
    const { user, sent } = await setup()
    await act(async () => (await row(/renewal terms/)).focus())
    await user.keyboard('l')
    expect(sent()).toEqual([{ selection: tasks(138), change: { kind: 'lane', lane: 'fast' } }])
  })

  test('beside the rows there is no menu', async () => {
    await setup()
    fireEvent.contextMenu(screen.getByRole('button', { name: /^Waiting/ }))
    expect(screen.queryByRole('menu')).toBeNull()
  })

  test('says what it waits for: a pause, a time, other tasks, and that an answer was not called for', async () => {
    await setup()
    const waiting = await row(/board memo/)
    expect(within(waiting).getByRole('img', { name: 'Waits for other tasks' })).toBeDefined()
    expect(waiting.textContent).toContain('for others')
    expect((await row(/every warranty/)).textContent).toContain('paused')
    expect((await row(/seats\.ts/)).textContent).toContain('cached')
    expect((await row(/412 attachments/)).textContent).toContain('set aside')
    await act(async () => useStore.getState().showTab('waiting'))
    expect((await row(/parse-filter\.ts/)).textContent).toContain('in 23:00')
    expect((await row(/clock\.ts/)).textContent).toMatch(/22:02|10:02/)
    expect((await row(/keep-identity\.ts/)).textContent).toMatch(/2 Jan|Jan 2/)
  })
})

describe('another start', () => {
  async function openStart() {
    const all = await setup()
    fireEvent.contextMenu(await row(/renewal terms/))
    await screen.findByRole('menu', { name: 'Task' })
    await all.user.click(item('Start at…'))
    await screen.findByRole('dialog', { name: 'Start at' })
    return { ...all, field: screen.getByRole('textbox', { name: 'Start' }) }
  }

  test('is read as it is typed, and sent as a moment', async () => {
    const { user, sent, field } = await openStart()
    expect(screen.getByText('It waits until then and keeps the tries it has had.')).toBeDefined()
    await waitFor(() => expect(document.activeElement).toBe(field))
    const before = Date.now()
    await user.type(field, 'in 2 h{Enter}')
    await waitFor(() => expect(sent()).toHaveLength(1))
    const [{ selection, change }] = sent() as [{ selection: unknown; change: { kind: string; at: number } }]
    expect(selection).toEqual(tasks(138))
    expect(change.at - before - 2 * hour).toBeLessThan(60_000)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  test('that cannot be read says how to write it, and sends nothing', async () => {
    const { user, sent, field } = await openStart()
    await user.type(field, 'soonish{Enter}')
    expect(screen.getByText(/no time that can be read. Write it as 22:30/)).toBeDefined()
    expect(sent()).toEqual([])
  })

  test('may be now', async () => {
    const { user, sent, field } = await openStart()
    await user.type(field, 'now{Enter}')
    await waitFor(() => expect(sent()).toEqual([{ selection: tasks(138), change: { kind: 'start_now' } }]))
  })
})
