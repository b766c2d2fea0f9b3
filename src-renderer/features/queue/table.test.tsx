import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { plainLayout } from '#shared/table-layout'
import type { TaskId } from '#shared/task'
import type { Filter } from '#shared/view'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'
import { loadLayout } from '../../state/table-layout'
import { cancelTasks } from '../../state/work'
import { isCovered } from './use-queue-keys'

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
})
afterEach(() => void vi.useRealTimers())

// So wide that every column is there.
Object.defineProperties(HTMLElement.prototype, {
  clientWidth: { configurable: true, get: () => 1_064 },
  offsetWidth: { configurable: true, get: () => 1_064 },
})

/** The tab All of a hundred thousand tasks. */
async function setup(own: Parameters<typeof fakeBridge>[1] = {}) {
  const fake = fakeBridge(scenarios.huge, own)
  window.trilane = fake.bridge
  window.innerWidth = 1_280
  const user = userEvent.setup()
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  act(() => useStore.getState().showTab('all'))
  await waitFor(() => expect(useStore.getState().body?.kind).toBe('list'))
  const grid = await screen.findByRole('grid', { name: 'Tasks' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, user, grid, asked }
}
const bar = () => screen.findByRole('toolbar', { name: 'Selected tasks' })
const rowAt = (grid: HTMLElement, index: number) => {
  const row = grid.querySelector<HTMLElement>(`[role="row"][data-index="${index}"]`)
  if (!row) throw new Error(`no row ${index}`)
  return row
}
const idAt = (index: number) => {
  const { body } = useStore.getState()
  return body?.kind === 'list' ? body.order[index - body.start] : undefined
}

test('Ctrl A picks all that match without holding them, tells how many, and what is done names the pick', async () => {
  const { user, asked } = await setup()
  await user.keyboard('{Control>}a{/Control}')
  expect(asked('pickTasks')).toMatchObject([{ query: { kind: 'list', tab: 'all' }, between: null, keep: null }])
  expect((await bar()).textContent).toContain('100,000 tasks selected')
  expect(useStore.getState().selected.size).toBe(0)
  await user.click(within(await bar()).getByRole('button', { name: /^Cancel or discard|^Cancel/ }))
  const { lastPickId } = useStore.getState()
  expect(asked('cancelTasks')).toEqual([{ pick: lastPickId, except: [], also: [] }])
  expect(screen.queryByRole('toolbar', { name: 'Selected tasks' })).toBeNull()
  expect(await screen.findAllByRole('button', { name: /^Undo/ })).toHaveLength(2) // of letters, and of what was open
})

test('a row that is let go of a pick is left out of what is done', async () => {
  const { user, fake, grid, asked } = await setup()
  await user.keyboard('{Control>}a{/Control}')
  await bar()
  const { viewId, body, lastPickId } = useStore.getState()
  if (body?.kind !== 'list') throw new Error('no list')
  const order = [...body.order]
  act(() =>
    fake.send('view', {
      ...{ viewId, seq: 2, at: now, changed: [] },
      body: { kind: 'list', total: body.total, start: body.start, order },
      picked: { pickId: lastPickId, ids: order },
    }),
  )
  expect(rowAt(grid, 0).getAttribute('aria-selected')).toBe('true')
  fireEvent.mouseDown(rowAt(grid, 1), { button: 0, ctrlKey: true })
  expect(rowAt(grid, 1).getAttribute('aria-selected')).toBe('false')
  expect((await bar()).textContent).toContain('99,999 tasks selected')
  await user.keyboard('{Delete}')
  expect(asked('cancelTasks')).toEqual([{ pick: lastPickId, except: [idAt(1)], also: [] }])
})

test('Shift picks from the anchor on: rows that are at hand here, others by asking main', async () => {
  const { user, grid, asked } = await setup()
  fireEvent.mouseDown(rowAt(grid, 2), { button: 0, ctrlKey: true })
  fireEvent.mouseDown(rowAt(grid, 5), { button: 0, shiftKey: true })
  expect([...useStore.getState().selected.keys()]).toEqual([2, 3, 4, 5].map(idAt))
  fireEvent.mouseDown(rowAt(grid, 1), { button: 0, shiftKey: true })
  expect([...useStore.getState().selected.keys()]).toEqual([1, 2].map(idAt))
  expect(asked('pickTasks')).toEqual([])
  await user.keyboard('{Shift>}{End}{/Shift}')
  expect(asked('pickTasks')).toMatchObject([
    { between: { from: { index: 2, id: idAt(2) }, to: { index: 99_999, id: null } }, keep: null },
  ])
})

test('Shift and an arrow extend and take back, and a plain move begins anew', async () => {
  const { user } = await setup()
  const picked = () => [...useStore.getState().selected.keys()]
  await user.keyboard('j{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
  expect(picked()).toEqual([0, 1, 2].map(idAt))
  await user.keyboard('{Shift>}{ArrowUp}{/Shift}')
  expect(picked()).toEqual([0, 1].map(idAt))
  await user.keyboard('j{Shift>}{ArrowDown}{/Shift}')
  expect(picked()).toEqual([2, 3].map(idAt))
  await user.keyboard('{Escape}')
  expect(picked()).toEqual([])
})

test('a press on a column turns the list around, says so, and is kept', async () => {
  const { user, asked } = await setup()
  const source = () => screen.getByRole('columnheader', { name: 'Source' })
  expect(source().getAttribute('aria-sort')).toBe('ascending')
  expect(screen.getByRole('columnheader', { name: 'Model' }).getAttribute('aria-sort')).toBe('none')
  await user.click(within(source()).getByRole('button'))
  expect(source().getAttribute('aria-sort')).toBe('descending')
  expect(asked('openView').at(-1)).toMatchObject({ query: { sort: { by: 'source', desc: true } } })
  expect(asked('saveTableLayout').at(-1)).toMatchObject({ sorts: { all: { by: 'source', desc: true } } })
})

test('a hundred thousand tasks are not put in order by their prompts, and the column says why', async () => {
  const { user, asked } = await setup()
  const before = asked('openView').length
  const prompt = within(screen.getByRole('columnheader', { name: 'Prompt' })).getByRole('button')
  expect(prompt.getAttribute('aria-label')).toContain('Filter the list first')
  await user.click(prompt)
  expect(asked('openView')).toHaveLength(before)
})

test('a hundred thousand tasks are put in order by another column once, which is told, and again when asked to', async () => {
  const { user, fake, asked } = await setup()
  await user.click(within(screen.getByRole('columnheader', { name: 'Model' })).getByRole('button'))
  const query = { sort: { by: 'model', desc: false } }
  expect(asked('openView').at(-1)).toMatchObject({ query })
  const { viewId, body } = useStore.getState()
  if (body?.kind !== 'list') throw new Error('no list')
  const { total, start, order } = body
  const sorted = { kind: 'list' as const, total, start, order: [...order], sortedAt: now }
  act(() => fake.send('view', { viewId, seq: 2, at: now, changed: [], body: sorted }))
  expect((await screen.findByText(/^In order of Model as of/)).textContent).toContain('what changes stays in its place')
  await user.click(screen.getByRole('button', { name: 'Refresh' }))
  expect(asked('openView').at(-1)).toMatchObject({ query, fresh: true })
})

test('columns are moved, made wider and hidden with keys alone, and all of it is kept', async () => {
  const { user, asked } = await setup()
  const head = (name: string) => screen.getByRole('columnheader', { name })
  const button = (name: string) => within(head(name)).getByRole('button')
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue({ width: 112 } as DOMRect)
  act(() => button('Prompt').focus())
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}')
  expect(document.activeElement).toBe(button('Model'))
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}')
  expect(asked('saveTableLayout').at(-1)).toMatchObject({ widths: { model: 120 } })
  vi.restoreAllMocks()
  await user.keyboard('{Control>}{Shift>}{ArrowLeft}{/Shift}{/Control}')
  const names = () => screen.getAllByRole('columnheader').map((each) => each.getAttribute('aria-label'))
  expect(names().slice(0, 5)).toEqual(['State', 'Prompt', 'Source', 'Model', 'Lane'])
  expect(document.activeElement).toBe(button('Model'))
  await user.click(screen.getByRole('button', { name: 'Columns and rows' }))
  await user.click(await screen.findByRole('menuitemcheckbox', { name: 'Lane' }))
  await user.click(screen.getByRole('menuitemradio', { name: 'Roomy rows' }))
  expect(names()).not.toContain('Lane')
  expect(asked('saveTableLayout').at(-1)).toMatchObject({ hidden: ['lane'], density: 'roomy' })
})

test('a new order waits while the pointer is over the list, two seconds at most', async () => {
  const { fake, grid } = await setup()
  const { viewId, body } = useStore.getState()
  if (body?.kind !== 'list') throw new Error('no list')
  const title = (index: number) => rowAt(grid, index).getAttribute('aria-label')
  const first = title(0)
  const turn = (order: readonly TaskId[], seq: number) =>
    act(() =>
      fake.send('view', {
        ...{ viewId, seq, at: now, changed: [] },
        body: { kind: 'list', total: body.total, start: body.start, order: [...order] },
      }),
    )
  vi.useFakeTimers()
  fireEvent.pointerEnter(grid)
  turn(body.order.toReversed(), 2)
  expect(title(0)).toBe(first)
  act(() => void vi.advanceTimersByTime(2_000))
  expect(title(0)).not.toBe(first)
  turn(body.order, 3)
  expect(title(0)).not.toBe(first)
  fireEvent.pointerLeave(grid)
  expect(title(0)).toBe(first)
})

test('the cursor stays with its task while hundreds that ended come above it, also out of sight', async () => {
  const { fake } = await setup()
  act(() => useStore.getState().showTab('done'))
  await waitFor(() => expect(useStore.getState().query).toMatchObject({ tab: 'done' }))
  await waitFor(() => expect(useStore.getState().body?.kind).toBe('list'))
  const { viewId } = useStore.getState()
  const ended = (total: number, first: number, seq: number) => {
    const order = Array.from({ length: 100 }, (_, n) => (first + n) as TaskId)
    act(() => fake.send('view', { viewId, seq, at: now, changed: [], body: { kind: 'list', total, start: 0, order } }))
  }
  ended(5_000, 1, 2)
  act(() => useStore.getState().setCursor({ index: 50, id: 51 as TaskId }))
  ended(5_003, -2, 3)
  expect(useStore.getState().cursor).toEqual({ index: 53, id: 51 })
  ended(5_703, 90_000, 4)
  expect(useStore.getState().cursor).toEqual({ index: 753, id: 51 })
})

test('a row that has the focus keeps it when more come above it than are drawn: no other task gets it meanwhile', async () => {
  const { fake } = await setup()
  act(() => useStore.getState().showTab('done'))
  await waitFor(() => expect(useStore.getState().query).toMatchObject({ tab: 'done' }))
  await waitFor(() => expect(useStore.getState().body?.kind).toBe('list'))
  const grid = screen.getByRole('grid', { name: 'Tasks' })
  const ended = (total: number, order: number[], seq: number) => {
    const body = { kind: 'list', total, start: 0, order: order as TaskId[] } as const
    const { viewId } = useStore.getState() // the range that is in sight is asked for anew
    act(() => fake.send('view', { viewId, seq, at: now, changed: [], body }))
  }
  const ids = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n)
  ended(5_000, ids(1, 100), 2)
  act(() => rowAt(grid, 5).focus())
  expect(useStore.getState().cursor).toEqual({ index: 5, id: 6 })
  ended(5_060, ids(-59, 160), 3)
  expect(grid.querySelector('[data-index="65"]')).toBeNull()
  expect(useStore.getState().cursor).toEqual({ index: 65, id: 6 })
  expect(document.activeElement).toBe(document.body)
  // Of what is in sight nothing is at hand yet: its place is known, and it is not a row without a task.
  ended(5_160, ids(-159, 20), 4)
  grid.scrollTop = 160 * 28
  fireEvent.scroll(grid)
  expect(document.activeElement).toBe(rowAt(grid, 165))
  expect(useStore.getState().cursor).toEqual({ index: 165, id: 6 })
})

test('a filter that finds nothing is said again, and the nearest that finds something is offered', async () => {
  const findTasks = ({ filter }: { filter: Filter }) => ({ tasks: [], total: filter.status === undefined ? 12 : 0 })
  const { user, fake } = await setup({ findTasks })
  act(() => useStore.getState().setFilterText('platypus status:529'))
  await waitFor(() => expect(useStore.getState().query).toMatchObject({ filter: { status: 529 } }))
  await waitFor(() => expect(useStore.getState().body).not.toBeNull())
  const { viewId } = useStore.getState()
  act(() =>
    fake.send('view', { viewId, seq: 2, at: now, changed: [], body: { kind: 'list', total: 0, start: 0, order: [] } }),
  )
  expect(await screen.findByText('platypus status:529')).toBeDefined()
  expect(screen.getByText('Clear the filter').closest('button')).not.toBeNull()
  const show = await screen.findByRole('button', { name: 'Show 12 tasks' })
  expect(screen.getByText(/^Without/).textContent).toBe('Without status:529, 12 tasks match in all tabs and batches.')
  await user.click(show)
  expect(useStore.getState()).toMatchObject({ tab: 'all', filterText: 'platypus', batchId: null })
})

test('the tab and the filter are kept, and the next start goes back to them', async () => {
  const { asked } = await setup()
  act(() => useStore.getState().setFilterText('lane:heavy'))
  await waitFor(() =>
    expect(asked('saveTableLayout').at(-1)).toMatchObject({ place: { tab: 'all', filter: 'lane:heavy' } }),
  )
  act(() => useStore.getState().goTo('settings'))
  act(() => useStore.getState().goTo('queue'))
  expect(useStore.getState()).toMatchObject({ tab: 'all', filterText: 'lane:heavy' })
})

test('a start goes to the tab and filter that were left, unless one is elsewhere by then', async () => {
  const place = { tab: 'done' as const, filter: 'lane:fast' }
  const start = async (act?: () => void) => {
    resetStore()
    window.trilane = fakeBridge(scenarios.huge, { getTableLayout: () => ({ ...plainLayout, place }) }).bridge
    const loaded = loadLayout()
    act?.()
    await loaded
    return useStore.getState()
  }
  expect(await start()).toMatchObject({ tab: 'done', filterText: 'lane:fast' })
  expect(await start(() => useStore.getState().showTab('dead'))).toMatchObject({ tab: 'dead', filterText: '' })
})

test('an action on very many tasks shows how far it is once main tells, and nothing when it is done', async () => {
  let end = (_: object) => {}
  const { fake } = await setup({ cancelTasks: () => new Promise((done) => (end = done)) })
  const cancelling = cancelTasks({ tasks: [] })
  expect(screen.queryByRole('progressbar', { name: 'Cancelling' })).toBeNull()
  act(() => fake.send('bulk', { seen: 412_000, of: 1_000_000 }))
  expect(screen.getByRole('progressbar', { name: 'Cancelling' }).getAttribute('aria-valuetext')).toBe(
    'Cancelling: 412,000 of 1,000,000 tasks',
  )
  end({ done: 1_000_000, skipped: 0, undo: 'u' })
  await act(async () => void (await cancelling))
  expect(screen.queryByRole('progressbar', { name: 'Cancelling' })).toBeNull()
})

test('a list that is scrolled away from the row that has the focus stays where it was scrolled to, and keys go on from that row', async () => {
  const { user, grid } = await setup()
  await user.keyboard('jjj')
  expect(useStore.getState().cursor?.index).toBe(2)
  const to = vi.fn()
  grid.scrollTo = to
  act(() => void document.body.focus())
  act(() => grid.focus()) // as the guard of the focus does when the row is gone
  expect(to).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(grid)
  await user.keyboard('{ArrowDown}')
  expect(useStore.getState().cursor?.index).toBe(3)
})

test('while a sheet is still on its way, what is typed for it does nothing to the tasks', () => {
  expect(isCovered()).toBe(false)
  useStore.getState().openCompose()
  expect(document.querySelector('[role="dialog"]')).toBeNull()
  expect(isCovered()).toBe(true)
})
