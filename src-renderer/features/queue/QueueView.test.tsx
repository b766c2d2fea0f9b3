import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../App'
import { clock } from '../../clock'
import { loadTheRest } from '../../later'
import { fakeBridge } from '../../preview/fake-bridge'
import { type ScenarioName, scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { resetStore, useStore } from '../../state/store'

beforeAll(loadTheRest)

beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(scenario: ScenarioName = 'busy', width = 1_280) {
  const fake = fakeBridge(scenarios[scenario])
  window.trilane = fake.bridge
  window.innerWidth = width
  const user = userEvent.setup()
  render(<App />)
  await screen.findByRole('region', { name: 'Lanes' })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, user, asked }
}
const grid = () => screen.findByRole('grid', { name: 'Tasks' })
const rowNamed = (name: RegExp) => screen.findByRole('row', { name })

describe('the board', () => {
  test('tells of each lane what runs, is ready, backs off, and what holds it until when', async () => {
    await setup()
    const fast = await screen.findByRole('group', { name: 'Fast lane' })
    expect(fast.textContent).toContain('3/5')
    expect(fast.textContent).toContain('next 0.6 s')
    expect(fast.textContent).toContain('OpenAI paused')
    expect(fast.textContent).toContain('0:23')
    expect(screen.getByRole('group', { name: 'Heavy lane' }).textContent).toContain('485')
    expect(screen.getByRole('group', { name: 'Dead letters' }).textContent).toContain('56')
  })

  test('tells of the dead letters how many need somebody, and apart from them what is snoozed', async () => {
    await setup()
    const lane = await screen.findByRole('group', { name: 'Dead letters' })
    const { overview, mergeOverview } = useStore.getState()
    const groups = overview?.deadGroups ?? []
    act(() =>
      mergeOverview({
        deadSnoozed: 31,
        deadGroups: groups.map((group, at) => (at === 0 ? { ...group, snoozed: 31 } : group)),
      }),
    )
    expect(groups[0]?.count).toBe(31)
    expect(lane.textContent).toContain('25need you')
    expect(lane.textContent).toContain(`${groups.length - 1} kinds of error, 31 snoozed`)
    expect(within(lane).getByRole('list', { name: 'Causes' }).textContent).not.toContain('31')
  })

  test('tells a pace that holds the next call up calmly: until when, and whose limit it is', async () => {
    await setup('paced')
    const heavy = await screen.findByRole('group', { name: 'Heavy lane' })
    expect(heavy.textContent).toContain('Anthropic, next call in 0:04')
    expect(heavy.textContent).toContain('15 a minute, told by the provider')
    expect(screen.getByRole('contentinfo').textContent).toContain('Anthropic: 15 a minute, told by the provider')
    expect((await rowNamed(/every warranty/)).textContent).toContain('in 0:04')
    expect(screen.getByRole('navigation').textContent).toContain('Anthropicnext call in 0:04')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('pauses one lane', async () => {
    const { user, asked } = await setup()
    await user.click(await screen.findByRole('button', { name: 'Pause Heavy lane' }))
    expect(asked('setPaused')).toEqual([{ scopes: [{ kind: 'lane', lane: 'heavy' }], paused: true }])
  })

  test('folds into a strip beside an open task, and still has every lane', async () => {
    const { user } = await setup()
    await user.click(await rowNamed(/termination clauses/))
    expect(await screen.findByRole('complementary', { name: 'Task' })).toBeDefined()
    expect(screen.getByRole('group', { name: 'Fast lane' }).textContent).toContain('OpenAI 0:23')
    expect(screen.getByRole('button', { name: 'Pause Fast lane' })).toBeDefined()
  })
})

describe('a row', () => {
  test('has its state by name, its try and its clock', async () => {
    await setup()
    const running = await rowNamed(/termination clauses/)
    expect(within(running).getByRole('img', { name: 'Running' })).toBeDefined()
    expect(running.textContent).toContain('3/3')
    expect(running.textContent).toContain('18.4 s')
    const held = await rowNamed(/strap broke/)
    expect(within(held).getByRole('img', { name: 'Held by a rate limit' })).toBeDefined()
    expect(held.textContent).toContain('held 0:23')
    expect((await rowNamed(/assign the contract/)).textContent).toContain('529')
  })

  test('redraws when its patch comes, and no other does', async () => {
    const { fake } = await setup()
    const other = await rowNamed(/payment obligation/)
    const before = other.innerHTML
    const task = busyTasks.find(({ id }) => id === 142)
    if (!task) throw new Error('no task 142')
    const { viewId, body } = useStore.getState()
    if (body?.kind !== 'live') throw new Error('not live')
    const done = { ...task, version: 2, answerMs: 21_000, state: { kind: 'succeeded' as const, settledAt: now } }
    act(() =>
      fake.send('view', {
        viewId,
        seq: 2,
        at: now,
        changed: [done],
        body: { kind: 'live', sections: [...body.sections] },
      }),
    )
    expect((await rowNamed(/termination clauses/)).textContent).toContain('21.0 s')
    expect(other.innerHTML).toBe(before)
  })
})

describe('the keyboard', () => {
  test('moves with J and K, opens with Enter, goes back with Escape', async () => {
    const { user } = await setup()
    await grid()
    await user.keyboard('jjk{Enter}')
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/payment obligation/)
    const inspector = await screen.findByRole('complementary', { name: 'Task' })
    expect(await within(inspector).findByRole('heading', { name: /payment obligation/ })).toBeDefined()
    await user.keyboard('j')
    expect(await within(inspector).findByRole('heading', { name: /termination clauses/ })).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('complementary', { name: 'Task' })).toBeNull()
  })

  test('picks with X and cancels what was picked', async () => {
    const { user, asked } = await setup()
    await grid()
    await user.keyboard('jxjx')
    expect(screen.getByRole('toolbar', { name: 'Selected tasks' }).textContent).toContain('2 tasks selected')
    await user.keyboard('{Delete}')
    expect(asked('cancelTasks')).toEqual([
      {
        tasks: [
          { id: 143, version: 1 },
          { id: 142, version: 1 },
        ],
      },
    ])
  })

  test('letters do nothing while one types into the filter', async () => {
    const { user, asked } = await setup()
    await grid()
    await user.keyboard('/')
    await act(() => new Promise((done) => requestAnimationFrame(done)))
    await user.type(screen.getByRole('searchbox', { name: 'Filter' }), 'rx lane:heavy')
    expect(asked('requeueTasks')).toEqual([])
    await expectFilterQuery(asked)
  })
})

/** The filter is asked for once the typing pauses. */
async function expectFilterQuery(asked: (command: string) => unknown[]) {
  await waitFor(() =>
    expect(asked('openView').at(-1)).toMatchObject({
      query: { kind: 'list', tab: 'all', filter: { text: 'rx', lane: 'heavy' } },
    }),
  )
}

test('a list of a hundred thousand has few rows in the document, and knows how long it is', async () => {
  await setup('huge')
  act(() => useStore.getState().showTab('all')) // in 800 px its tab has left
  expect((await grid()).getAttribute('aria-rowcount')).toBe('100001')
  expect(screen.getAllByRole('row').length).toBeLessThan(80)
})

test('the first start offers files, the sample and providers found here', async () => {
  const { user, asked } = await setup('first-run')
  await user.click(await screen.findByRole('button', { name: 'Run the sample' }))
  expect(asked('runSample')).toHaveLength(1)
  await user.click(await screen.findByRole('button', { name: 'Use Ollama' }))
  expect(asked('saveProvider')).toEqual([
    { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', defaultModel: 'qwen3:8b', makeDefault: true },
  ])
  expect(screen.getByRole('button', { name: /^Practice/ })).toBeDefined()
})

test('a list that cannot be read says so and offers another try; storage that fails is told', async () => {
  const { user, asked } = await setup('error')
  expect((await screen.findAllByRole('alert')).map(({ textContent }) => textContent).join()).toContain(
    'The disk is full. Nothing is lost. 12 answers are kept in memory until there is room.',
  )
  await user.click(await screen.findByRole('button', { name: 'Try again' }))
  expect(asked('openView')).toHaveLength(2)
})
