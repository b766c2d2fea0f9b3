import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LiveOutput } from '#shared/contract'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { clock } from '../../clock'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { moneyTasks, spending } from '../../preview/money'
import { scenarios } from '../../preview/scenarios'
import { now } from '../../preview/tasks'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { Inspector } from './Inspector'
import { imageWords, requestFields } from './request-fields'

let stop = () => {}
afterEach(() => stop())
beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(id: number, overview = spending) {
  const fake = fakeBridge({ ...scenarios.money, overview })
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(overview)
  stop = connect()
  render(<Inspector id={id as TaskId} />)
  await screen.findByRole('heading', { level: 2 })
  return { fake, user: userEvent.setup() }
}
const attempts = () => screen.getByRole('region', { name: 'Attempts' })
const task = (id: number) => {
  const found = moneyTasks.find((each) => each.id === id)
  if (!found) throw new Error(`no task ${id}`)
  return found
}

describe('an attempt', () => {
  test('tells its tokens, those from a cache, its cost and when its answer began; and what stood in with which key', async () => {
    const openai = spending.providers.find(({ id }) => id === 'openai')
    if (!openai) throw new Error('no provider')
    const team = { keyId: '2', name: 'Team', last4: 'k3Yb', kept: 'keychain' as const }
    const twoKeys = { ...openai, keys: [...openai.keys, team] }
    const providers = spending.providers.map((each) => (each.id === 'openai' ? twoKeys : each))
    await setup(141, { ...spending, providers })
    expect(screen.getByText('gpt-5-mini of OpenAI stood in, key Team …k3Yb')).toBeDefined()
    expect(screen.getByText('36.5k tokens in (30.1k cached), 1,402 out')).toBeDefined()
    expect(screen.getByText('first token after 1.2 s')).toBeDefined()
    expect(within(attempts()).getByText('$0.13')).toBeDefined()
    expect(screen.getByTitle('Attempt 2, gpt-5-mini in place of claude-sonnet-4-5').textContent).toBe(
      'gpt-5-mini: answered',
    )
    expect(screen.getByText('In all: 36.5k tokens in (30.1k cached), 1,402 out, $0.13.')).toBeDefined()
  })

  test('that was never answered may have been billed, up to what was put by for it', async () => {
    await setup(142)
    expect(screen.getByText('may have been billed: up to $0.012')).toBeDefined()
    expect(screen.getByText('May have been billed besides: up to $0.012.')).toBeDefined()
  })

  test('whose answer was cut off keeps what came, which can be folded and copied', async () => {
    const { fake, user } = await setup(129)
    expect(within(attempts()).getByText('cut off')).toBeDefined()
    const fold = screen.getByRole('button', { name: /^What came before it was cut off, \d+ characters$/ })
    expect(screen.getByText(/Either party may assign/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Copy what came of attempt 4' }))
    expect(fake.asked.at(-1)).toMatchObject({
      command: 'copyText',
      request: { text: expect.stringContaining('The royalty') },
    })
    await user.click(fold)
    expect(screen.queryByText(/Either party may assign/)).toBeNull()
    expect(screen.getByText(/Allow more output tokens, then requeue/)).toBeDefined()
  })
})

describe('a streamed answer', () => {
  const output = (text: string, start: number, attempt = 4): LiveOutput => ({ id: 142 as TaskId, attempt, start, text })
  const result = () => screen.queryByRole('region', { name: 'Result' })

  test('appears while it runs, piece by piece, and the stored result takes its place', async () => {
    const { fake } = await setup(142)
    expect(result()).toBeNull()
    act(() => fake.send('output', output('1. For conv', 0)))
    act(() => fake.send('output', output('enience.', 11)))
    expect(result()?.textContent).toContain('being written, 19 characters so far')
    expect(result()?.textContent).toContain('1. For convenience.')
    const done = { ...task(142), version: 2, state: { kind: 'succeeded' as const, settledAt: now }, answerMs: 21_000 }
    act(() => fake.send('task', detailOf(done)))
    expect(screen.getAllByRole('region', { name: 'Result' })).toHaveLength(1)
    expect(result()?.textContent).not.toContain('being written')
  })

  test('that is joined late says that its beginning is left out; another attempt starts anew', async () => {
    const { fake } = await setup(142)
    act(() => fake.send('output', output('the end of it', 300_000)))
    expect(result()?.textContent).toContain('The first 300,000 characters are shown once the answer is stored.')
    act(() => fake.send('output', output('Of an older try', 0, 3)))
    expect(result()).toBeNull()
  })

  test('of another task is not shown', async () => {
    const { fake } = await setup(142)
    act(() => fake.send('output', { ...output('Elsewhere', 0), id: 143 as TaskId }))
    expect(result()).toBeNull()
  })

  test('takes no more room than its last 256 kB', async () => {
    await setup(142)
    const piece = 'x'.repeat(100_000)
    act(() => {
      for (let n = 0; n < 5; n++) useStore.getState().applyOutput(output(piece, n * 100_000))
    })
    expect(useStore.getState().output).toMatchObject({ start: 500_000 - 262_144 })
    expect(useStore.getState().output?.text.length).toBe(262_144)
  })
})

test('what a request asks for besides its texts is shown with it', async () => {
  await setup(142)
  const request = screen.getByRole('region', { name: 'Request' })
  for (const words of [
    '2,048 tokens',
    '0.2',
    'JSON that fits a schema',
    '"END OF ANSWER"',
    '/home/me/contracts/halden page 3.png',
  ])
    expect(within(request).getByText(words)).toBeDefined()
  expect(within(request).getByText(/"clauses"/)).toBeDefined()
})

test('a request without any has no list of them; images say where they are from', () => {
  expect(requestFields(chat('Hello', { system: 'Be brief' }))).toEqual([])
  expect(requestFields({ kind: 'embedding', input: 'x' })).toEqual([])
  expect(imageWords('file:///C:/Users/me/a%20b.png')).toBe('C:/Users/me/a b.png')
  expect(imageWords('https://x.example/a%20b.png')).toBe('https://x.example/a%20b.png')
  expect(imageWords(`data:image/png;base64,${'A'.repeat(2_048)}`)).toBe('in the request, 2 kB')
})

test('a long prompt is folded so that its answer is in sight, and unfolds', async () => {
  const { fake, user } = await setup(142)
  const detail = detailOf(task(142))
  const long = chat(`Read this. ${'It goes on. '.repeat(200)}`)
  act(() => fake.send('task', { ...detail, revisions: [{ revision: 1, createdAt: now, request: long }] }))
  const unfold = await screen.findByRole('button', { name: 'Show all 2,411 characters' })
  await user.click(unfold)
  expect(screen.getByRole('button', { name: 'Show less' })).toBeDefined()
})
