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
import { usePending } from './pending'

type Fake = ReturnType<typeof fakeBridge>

beforeEach(() => {
  resetStore()
  useDrafts.setState({ texts: new Map() })
  usePending.setState({ pending: null })
  Element.prototype.scrollIntoView = () => {} // jsdom has no layout
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
  expect(within(list).getAllByRole('option')).toHaveLength(6)
  expect((await group(/Provider overloaded/)).textContent).toContain('Likely to work now')
  expect((await group(/Prompt longer/)).getAttribute('aria-selected')).toBe('true')
  expect((await grid()).getAttribute('aria-rowcount')).toBe('32')
})

const letters = (user: ReturnType<typeof userEvent.setup>) => user.keyboard('{ArrowRight}')
const bar = (name: RegExp) => screen.findByRole('form', { name })
const confirmable = (name: RegExp) =>
  waitFor(() => {
    const button = within(screen.getByRole('form')).getByRole('button', { name })
    expect(button.getAttribute('aria-disabled')).toBe('false')
    return button
  })

test('from the groups by keyboard: down, into the letters, back, and the keys are for the whole group there', async () => {
  const { fake, user } = setup()
  await grid()
  const list = screen.getByRole('listbox', { name: 'Dead letter groups' })
  expect(document.activeElement).toBe(list)
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect((await group(/Provider overloaded/)).getAttribute('aria-selected')).toBe('true')
  await user.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(await grid())
  await user.keyboard('{ArrowLeft}')
  expect(document.activeElement).toBe(list)
  await waitFor(() => expect(firstRow()?.title).toContain('audit rights'))
  await user.keyboard('r')
  await bar(/Requeue 9 letters/)
  expect(last(fake, 'pickTasks')).toMatchObject({ query: { group: 'overloaded|529|overloaded_error' }, between: null })
})

test('what is done to a group is shown first, then done, and can be taken back', async () => {
  const { fake, user, asked } = setup()
  await user.click(await group(/Provider overloaded/))
  await waitFor(() => expect(firstRow()?.title).toContain('audit rights'))
  await user.keyboard('R')
  const button = await confirmable(/^Requeue 9/)
  expect((await bar(/Requeue 9 letters/)).textContent).toContain('About $1.10')
  expect(asked()).not.toContain('planBulk')
  expect(document.activeElement).toBe(button)
  await user.keyboard('{Enter}')
  await waitFor(() => expect(last(fake, 'runBulk')).toEqual({ id: 1 }))
  expect(last(fake, 'planBulk')).toMatchObject({ selection: { pick: 1 }, action: { kind: 'requeue' } })
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(last(fake, 'undoBulk')).toEqual({ id: 1 })
  await screen.findByText('9 letters put back as before')
})

test('who is left out, why, and that nothing changed is said before it is done', async () => {
  const { user } = setup()
  await grid()
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.keyboard('r')
  await confirmable(/^Requeue 29/)
  const words = (await bar(/Requeue 31 letters/)).textContent
  expect(words).toContain('left out: 2 changed meanwhile')
  expect(words).toContain('They will fail again: nothing changed since they failed.')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('form')).toBeNull()
  expect(screen.getByText('0 of 31 selected')).toBeTruthy() // the action had picked them itself
})

test('one letter in whose way nothing stands is requeued at once; X picks more, Esc lets go', async () => {
  const { fake, user } = setup()
  await grid()
  const row = await waitFor(() => firstRow() ?? expect.fail())
  await letters(user)
  await user.keyboard('r')
  await waitFor(() =>
    expect(last(fake, 'changeLetter')).toEqual({ id: row.id, version: 1, action: { kind: 'requeue' } }),
  )
  await screen.findByText('Requeued 1 letter')
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull())
  await user.keyboard('xjx')
  expect(screen.getByText('2 of 31 selected')).toBeTruthy()
  await user.keyboard('r')
  await confirmable(/^Requeue 2/)
  expect(last(fake, 'previewBulk')).toMatchObject({
    selection: { tasks: [row.id, row.id + 1].map((id) => ({ id, version: 1 })) },
  })
  await user.keyboard('{Escape}')
  expect(screen.getByText('2 of 31 selected')).toBeTruthy()
  await user.keyboard('{Escape}')
  expect(screen.getByText('0 of 31 selected')).toBeTruthy()
})

test('all that match are picked, also what is not on screen; a reason to discard may be left empty', async () => {
  const { fake, user } = setup()
  await grid()
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.click(screen.getByRole('checkbox', { name: 'Select all' }))
  expect(await screen.findByText('31 of 31 selected')).toBeTruthy()
  await user.keyboard('{Delete}')
  await confirmable(/^Discard 29/)
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Reason' }))
  await user.keyboard('not ours{Enter}')
  await waitFor(() =>
    expect(last(fake, 'planBulk')).toMatchObject({
      selection: { pick: 1, except: [], also: [] },
      action: { kind: 'discard', reason: 'not ours' },
    }),
  )
  await screen.findByRole('button', { name: 'Undo' })
})

test('letters are snoozed until a time that a digit chooses', async () => {
  const { fake, user } = setup()
  await grid()
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.keyboard('s')
  const form = await bar(/Snooze 31 letters/)
  await user.keyboard('1')
  expect(within(form).getByRole('radio', { name: 'In an hour' }).getAttribute('aria-checked')).toBe('true')
  await confirmable(/^Snooze 29/)
  await user.keyboard('{Enter}')
  await waitFor(() => expect(last(fake, 'planBulk')).toMatchObject({ action: { kind: 'snooze' } }))
})

test('another model: what is left as it is stays so', async () => {
  const { fake, user } = setup()
  await grid()
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.keyboard('m')
  await bar(/Requeue 31 letters/)
  await user.keyboard('gpt-5')
  await screen.findByText('Requeue 29')
  await user.keyboard('{Enter}')
  await waitFor(() => expect(last(fake, 'planBulk')).toMatchObject({ action: { kind: 'requeue', model: 'gpt-5' } }))
})

test('a label and a note are written, and an empty one takes it away', async () => {
  const { fake, user } = setup()
  await user.click(await group(/Model declined/))
  await waitFor(() => expect(firstRow()?.letter?.label).toBe('ask legal'))
  await letters(user)
  await user.keyboard('l')
  const field = await screen.findByRole('textbox', { name: 'Label' })
  expect((field as HTMLInputElement).value).toBe('ask legal')
  await user.clear(field)
  await confirmable(/^Take it off 1/)
  await user.keyboard('{Enter}')
  await waitFor(() => expect(last(fake, 'changeLetter')).toMatchObject({ action: { kind: 'annotate', label: null } }))
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull())
  await user.keyboard('n')
  await user.type(await screen.findByRole('textbox', { name: 'Note' }), ' ok')
  await confirmable(/^Set it on 1/)
  await user.keyboard('{Enter}')
  await waitFor(() =>
    expect(last(fake, 'changeLetter')).toMatchObject({
      action: { kind: 'annotate', note: 'Names a person; legal decides by Friday. ok' },
    }),
  )
})

test('a letter that moved on is refused with what changed, and can be taken as it is now', async () => {
  const { fake, user } = setup(lettersBridge(false, 'letters-stale'))
  await grid()
  const row = await waitFor(() => firstRow() ?? expect.fail())
  await letters(user)
  await user.keyboard('r')
  expect((await bar(/Requeue row/)).textContent).not.toBe('')
  expect(await screen.findByText(/Action 7 edited it/)).toBeTruthy()
  expect(last(fake, 'changeLetter')).toBeUndefined()
  await user.click(screen.getByRole('button', { name: /Take it as it is now/ }))
  await confirmable(/^Requeue 1/)
  await user.keyboard('{Enter}')
  await waitFor(() => expect(last(fake, 'changeLetter')).toMatchObject({ id: row.id, version: 2 }))
})

test('an action that runs says how far it is and can be stopped', async () => {
  const { fake, user } = setup(lettersBridge(false, 'letters-running'))
  await grid()
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.keyboard('r')
  await confirmable(/^Requeue 29/)
  await user.keyboard('{Enter}')
  expect(await screen.findByText('Requeueing 12 of 31')).toBeTruthy()
  await user.keyboard('{Escape}')
  expect(last(fake, 'stopBulk')).toEqual({ id: 1 })
})

test('many prompts are changed in a sheet that shows the change before it is made', async () => {
  const { fake, user } = setup()
  await user.click(await group(/Model declined/))
  await waitFor(() => expect(firstRow()?.cause).toContain('content_policy'))
  await user.keyboard('E')
  const sheet = await screen.findByRole('dialog', { name: /Edit 12 letters|Edit row/ })
  fireEvent.change(within(sheet).getByRole('textbox', { name: 'Find' }), { target: { value: 'all years' } })
  fireEvent.change(within(sheet).getByRole('textbox', { name: 'Replace with' }), { target: { value: 'since 2024' } })
  expect((await within(sheet).findAllByText('since 2024')).length).toBeGreaterThan(0)
  await waitFor(() =>
    expect(within(sheet).getByRole('button', { name: /^Edit and requeue/ })).toHaveProperty('disabled', false),
  )
  await user.keyboard('{Enter}')
  await waitFor(() =>
    expect(last(fake, 'planBulk')).toMatchObject({
      action: { kind: 'requeue', edit: { kind: 'replace', find: 'all years', with: 'since 2024' } },
    }),
  )
})

test('letters that died since wait at the top, and come when they are asked for', async () => {
  const { fake, user } = setup(lettersBridge(false, 'letters-new'))
  await grid()
  const first = last(fake, 'openView') as { query: { until: number } }
  expect(await screen.findByRole('button', { name: '12 new' })).toBeTruthy()
  await new Promise((done) => setTimeout(done, 2)) // a later millisecond
  await user.keyboard('.')
  await waitFor(() => expect((last(fake, 'openView') as typeof first).query.until).toBeGreaterThan(first.query.until))
})

test('groups keep their places while the keyboard is among them', async () => {
  const { fake } = setup()
  await grid()
  const names = () => screen.getAllByRole('option').map((each) => each.textContent?.slice(0, 12))
  const before = names()
  const { overview } = useStore.getState()
  if (!overview) expect.fail()
  const [one, two, ...others] = overview.deadGroups
  if (!one || !two) expect.fail()
  act(() => fake.send('overview', { deadGroups: [two, ...others, { ...one, count: 30 }] }))
  expect(names()).toEqual(before)
  act(() => fake.send('overview', { deadGroups: [two, ...others] }))
  expect(names()).toEqual(before.slice(1)) // the one that is empty goes, and the next is open
  expect((await group(/Model declined/)).getAttribute('aria-selected')).toBe('true')
})

test('groups keep their places while letters of one are acted on, wherever the keyboard is', async () => {
  const { fake, user } = setup()
  await grid()
  await user.keyboard('{Delete}')
  await bar(/./)
  ;(document.activeElement as HTMLElement).blur()
  const names = () => screen.getAllByRole('option').map((each) => each.textContent?.slice(0, 12))
  const before = names()
  const [one, two, ...others] = useStore.getState().overview?.deadGroups ?? []
  if (!one || !two) expect.fail()
  act(() => fake.send('overview', { deadGroups: [two, ...others, { ...one, count: 1 }] })) // it empties slice by slice
  expect(names()).toEqual(before)
  act(() => usePending.setState({ pending: null }))
  act(() => fake.send('overview', { deadGroups: [two, ...others] })) // told a moment after its end
  expect((await group(/Model declined/)).getAttribute('aria-selected')).toBe('true')
})

test('letters that are put away are a section of their own', async () => {
  const { fake, user } = setup(lettersBridge(false, 'letters-snoozed'))
  await grid()
  await user.click(screen.getByRole('radio', { name: 'Snoozed 4' }))
  await waitFor(() => expect(last(fake, 'openView')).toMatchObject({ query: { filter: { snoozed: true } } }))
  expect(screen.getAllByRole('option')).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Bring back' }))
  await waitFor(() => expect(last(fake, 'previewBulk')).toMatchObject({ action: { kind: 'snooze', until: null } }))
})

test('a filter word that cannot hold says why, and no letter is taken for what was asked', async () => {
  const { fake, user } = setup()
  await grid()
  await user.keyboard('x')
  await user.type(screen.getByRole('textbox', { name: 'Filter letters' }), 'cost>much')
  expect(await screen.findByText(/cost> takes dollars/)).toBeTruthy()
  expect(screen.queryByRole('grid', { name: 'Dead letters' })).toBeNull()
  expect(screen.getByText('0 of 0 selected')).toBeTruthy()
  await user.click(screen.getByText('0 of 0 selected'))
  await user.keyboard('r{Delete}')
  expect(last(fake, 'previewBulk')).toBeUndefined()
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
  await waitFor(() => expect(firstRow()).toBeDefined())
  await user.keyboard('{Enter}') // from the groups to the letters
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

test('beside a prompt that was too long stand its tokens before and after the edit, and what the model takes', async () => {
  const { user } = setup()
  const editor = await openEditor(user)
  expect(await screen.findByText('limit 128,000')).toBeTruthy()
  expect(screen.getAllByText('141,820 tokens')).toHaveLength(2)
  const text = (editor as HTMLTextAreaElement).value
  fireEvent.change(editor, { target: { value: text.slice(0, text.length / 2) } })
  expect(await screen.findByText('70,910 tokens')).toBeTruthy()
  expect(screen.getAllByText('141,820 tokens')).toHaveLength(1)
})

test('letters that an action left out can be looked at from its toast', async () => {
  const { user } = setup()
  await grid()
  await user.keyboard('{Shift>}r{/Shift}')
  await user.click(await confirmable(/^Requeue/))
  await user.click(await screen.findByRole('button', { name: 'Which' }))
  expect(useStore.getState().letterActions).toEqual({ shown: 1 })
})
