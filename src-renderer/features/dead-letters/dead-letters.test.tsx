import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { CommandError } from '#shared/result'
import type { TaskId, TaskView } from '#shared/task'
import { ToastStack } from '../../frame/ToastStack'
import { fakeBridge } from '../../preview/fake-bridge'
import { detailOf, lettersBridge } from '../../preview/letters/letters'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { DeadLettersView } from './DeadLettersView'
import { useDrafts } from './drafts'

type Fake = ReturnType<typeof fakeBridge>

beforeEach(() => {
  resetStore()
  useDrafts.setState({ texts: new Map() })
})

function setup(fake: Fake = lettersBridge(false)) {
  window.trilane = fake.bridge
  const stop = connect()
  render(
    <>
      <DeadLettersView />
      <ToastStack />
    </>,
  )
  return { fake, stop, user: userEvent.setup({ delay: null }), asked: () => fake.asked.map(({ command }) => command) }
}
const last = (fake: Fake, command: string) => fake.asked.findLast((each) => each.command === command)?.request
const grid = () => screen.findByRole('grid', { name: 'Dead letters' })
const group = (name: RegExp) => screen.findByRole('option', { name })
const firstRow = (): TaskView | undefined => {
  const { body, rows } = useStore.getState()
  const [id] = body?.kind === 'list' ? body.order : []
  return id === undefined ? undefined : rows.get(id)
}
async function openEditor(user: ReturnType<typeof userEvent.setup>) {
  await grid()
  await user.click(screen.getByRole('button', { name: 'Edit' }))
  return screen.findByRole('textbox', { name: 'Edited prompt' })
}

test('groups say what happened and whether another try helps; the first is open', async () => {
  setup()
  const list = await screen.findByRole('listbox', { name: 'Dead letter groups' })
  expect(within(list).getAllByRole('option')).toHaveLength(5)
  expect((await group(/Provider overloaded/)).textContent).toContain('Likely to work now')
  expect((await group(/Prompt longer/)).getAttribute('aria-selected')).toBe('true')
  expect((await grid()).getAttribute('aria-rowcount')).toBe('32')
})

test('requeueing all of a group can be undone', async () => {
  const { fake, user } = setup()
  await user.click(await group(/Provider overloaded/))
  await grid()
  await user.click(screen.getByRole('button', { name: 'Requeue all 9' }))
  expect(last(fake, 'requeueTasks')).toEqual({ deadGroup: 'overloaded|529|overloaded_error', batchId: null })
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(last(fake, 'undo')).toEqual({ token: 'undo-requeue' })
})

test('X picks, R requeues what is picked, Esc lets go', async () => {
  const { fake, user } = setup()
  await grid()
  const row = await waitFor(() => firstRow() ?? expect.fail())
  await user.keyboard('xjx')
  expect(screen.getByText('2 of 31 selected')).toBeTruthy()
  await user.keyboard('r')
  await waitFor(() => expect(last(fake, 'requeueTasks')).toBeTruthy())
  expect(last(fake, 'requeueTasks')).toEqual({
    tasks: [
      { id: row.id, version: 1 },
      { id: row.id + 1, version: 1 },
    ],
  })
  await user.keyboard('x{Escape}')
  expect(screen.getByText('0 of 31 selected')).toBeTruthy()
})

test('selecting all is for the group, also what is not on screen; Del discards it and can be undone', async () => {
  const { fake, user } = setup()
  await grid()
  await user.click(screen.getByRole('checkbox', { name: 'Select all' }))
  expect(screen.getByText('31 of 31 selected')).toBeTruthy()
  await user.keyboard('{Delete}')
  await waitFor(() => expect(last(fake, 'discardTasks')).toBeTruthy())
  expect(last(fake, 'discardTasks')).toMatchObject({ deadGroup: expect.stringContaining('context_length') })
  await screen.findByRole('button', { name: 'Undo' })
})

test('a filter word that cannot hold says why, and no letter is taken for what was asked', async () => {
  const { fake, user } = setup()
  await grid()
  await user.keyboard('x')
  await user.type(screen.getByRole('textbox', { name: 'Filter letters' }), 'cost>much')
  expect(await screen.findByText(/cost> takes dollars/)).toBeTruthy()
  expect(screen.queryByRole('grid', { name: 'Dead letters' })).toBeNull()
  expect(screen.getByText('0 of 0 selected')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /Requeue all/ })).toBeNull()
  await user.click(screen.getByText('0 of 0 selected'))
  await user.keyboard('r{Delete}')
  expect(last(fake, 'requeueTasks')).toBeUndefined()
  expect(last(fake, 'discardTasks')).toBeUndefined()
  await user.click(screen.getByRole('button', { name: 'Clear the filter' }))
  expect((await grid()).getAttribute('aria-rowcount')).toBe('32')
})

test('what is typed stays when main sends the letter anew', async () => {
  const { fake, user } = setup()
  const editor = await openEditor(user)
  fireEvent.change(editor, { target: { value: 'A shorter prompt' } })
  const row = firstRow() ?? expect.fail()
  const newer: TaskView = { ...row, version: 2, title: 'Changed elsewhere' }
  const { viewId, body } = useStore.getState()
  act(() => {
    fake.send('task', detailOf(newer))
    if (body?.kind === 'list') {
      fake.send('view', { viewId, seq: 2, at: 0, changed: [newer], body: { ...body, order: [...body.order] } })
    }
    fake.send('overview', { deadGroups: [] })
  })
  expect((screen.getByRole('textbox', { name: 'Edited prompt' }) as HTMLTextAreaElement).value).toBe('A shorter prompt')
})

test('leaving the editor keeps the draft, and the list says so', async () => {
  const { user } = setup()
  fireEvent.change(await openEditor(user), { target: { value: 'A shorter prompt' } })
  await user.keyboard('{Escape}')
  expect(within(await grid()).getByText(/edited, not requeued/)).toBeTruthy()
  const again = (await openEditor(user)) as HTMLTextAreaElement
  expect(again.value).toBe('A shorter prompt')
  expect(screen.getByText(/draft kept/)).toBeTruthy()
})

test('requeueing an edit names the version that was opened and goes on to the next letter', async () => {
  const { fake, user } = setup()
  fireEvent.change(await openEditor(user), { target: { value: 'A shorter prompt' } })
  const id = firstRow()?.id
  await user.keyboard('{Control>}{Enter}{/Control}')
  await waitFor(() => expect(last(fake, 'requeueTask')).toEqual({ id, version: 1, prompt: 'A shorter prompt' }))
  expect(await screen.findByText('letter 2 of 31')).toBeTruthy()
  expect(useDrafts.getState().texts.size).toBe(0)
})

test('a stale letter is told, the text is kept, and the next try is for the letter as it is now', async () => {
  const letters = lettersBridge(false)
  let stale = true
  const task = { current: null as TaskView | null }
  const fake: Fake = {
    ...letters,
    bridge: new Proxy(letters.bridge, {
      get: (real, name) => {
        if (name === 'requeueTask') {
          return async (request: { id: TaskId; version: number }) => {
            letters.asked.push({ command: name, request })
            const error = new CommandError('stale', 'Version 1 is now 2.')
            if (stale) return { ok: false, error: { code: error.code, message: error.message } }
            return real.requeueTask(request)
          }
        }
        if (name === 'watchTask' && task.current) {
          const newer = task.current
          return async () => ({ ok: true, value: detailOf({ ...newer, version: 2 }) })
        }
        return Reflect.get(real, name)
      },
    }),
  }
  const { user } = setup(fake)
  fireEvent.change(await openEditor(user), { target: { value: 'A shorter prompt' } })
  task.current = firstRow() ?? null
  await user.click(screen.getByRole('button', { name: 'Requeue this one' }))
  expect((await screen.findByRole('alert')).textContent).toContain('changed after you opened it')
  expect((screen.getByRole('textbox', { name: 'Edited prompt' }) as HTMLTextAreaElement).value).toBe('A shorter prompt')
  stale = false
  await user.click(screen.getByRole('button', { name: 'Requeue this one' }))
  await waitFor(() => expect(last(letters, 'requeueTask')).toMatchObject({ version: 2, prompt: 'A shorter prompt' }))
})

test('Enter opens the whole task in the queue', async () => {
  const { user } = setup()
  await grid()
  await user.keyboard('{Enter}')
  expect(useStore.getState()).toMatchObject({ view: 'queue', tab: 'dead', taskId: firstRow()?.id })
})

test('without letters nothing needs you', async () => {
  setup(fakeBridge(scenarios['first-run']))
  expect(await screen.findByText('Nothing needs you.')).toBeTruthy()
})

test('letters that were requeued elsewhere are no longer counted as picked', async () => {
  const { fake, user } = setup()
  await user.click(await group(/No answer in time/))
  await grid()
  await waitFor(() => expect(firstRow()?.title).toContain('audit rights'))
  await user.keyboard('xjx')
  expect(screen.getByText('2 of 3 selected')).toBeTruthy()
  const { viewId, body } = useStore.getState()
  if (body?.kind !== 'list') expect.fail()
  const left = { ...body, total: 1, order: body.order.slice(2) }
  act(() => fake.send('view', { viewId, seq: 2, at: 0, changed: [], body: left }))
  expect(screen.getByText('0 of 1 selected')).toBeTruthy()
})

test('Space shows all attempts of the letter in the place of its last error, also of the next one', async () => {
  const { user } = setup()
  await user.click(await group(/Provider overloaded/))
  await grid()
  await screen.findByRole('region', { name: 'Last error' })
  act(() => screen.getByRole('grid', { name: 'Dead letters' }).focus())
  await user.keyboard(' ')
  const attempts = await screen.findByRole('region', { name: 'Attempts' })
  expect(screen.queryByRole('region', { name: 'Last error' })).toBeNull()
  expect(attempts.textContent).toContain('529')
  await user.keyboard('j')
  expect(await screen.findByRole('region', { name: 'Attempts' })).toBeDefined()
  await user.keyboard('{Escape}')
  expect(await screen.findByRole('region', { name: 'Last error' })).toBeDefined()
})
