import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TaskId } from '#shared/task'
import { clock } from '../../clock'
import { ToastStack } from '../../frame/ToastStack'
import { detailOf } from '../../preview/details'
import { fakeBridge } from '../../preview/fake-bridge'
import { busy } from '../../preview/overviews'
import { scenarios } from '../../preview/scenarios'
import { busyTasks, now } from '../../preview/tasks'
import { wireOf } from '../../preview/wire'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { Inspector } from './Inspector'

let stop = () => {}
afterEach(() => stop())
beforeEach(() => {
  resetStore()
  clock.set(now)
})

async function setup(id: number, own: Parameters<typeof fakeBridge>[1] = {}) {
  const fake = fakeBridge(scenarios.busy, own)
  window.trilane = fake.bridge
  useStore.getState().mergeOverview(busy)
  stop = connect()
  render(
    <>
      <Inspector id={id as TaskId} />
      <ToastStack />
    </>,
  )
  await screen.findByRole('heading', { level: 2 })
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { fake, asked, user: userEvent.setup() }
}
const pane = (name: 'Request' | 'Response') => screen.findByRole('region', { name })

describe('the raw side of an attempt', () => {
  test('is the newest attempt’s until another one is picked', async () => {
    const { user, asked } = await setup(129)
    await user.click(screen.getByRole('radio', { name: 'Request' }))
    expect((await pane('Request')).textContent).toContain('Attempt 4 of 4: 529')
    await user.click(screen.getByRole('button', { name: /^Attempt 2, .*429/ }))
    expect((await pane('Request')).textContent).toContain('Attempt 2 of 4: 429')
    expect(asked('getAttemptWire')).toEqual([
      { id: 129, attempt: 4 },
      { id: 129, attempt: 2 },
    ])
  })

  test('shows the request with its key hidden, and says that it was built anew', async () => {
    const { user } = await setup(129)
    await user.click(screen.getByRole('radio', { name: 'Request' }))
    const request = await pane('Request')
    expect(await within(request).findByText('https://api.anthropic.com/v1/messages', { exact: false })).toBeDefined()
    expect(request.textContent).toContain('x-api-key: ••••••')
    expect(request.textContent).toContain('"max_tokens": 4096')
    expect(request.textContent).toContain('Keys and headers of your own are hidden')
    expect(request.textContent).toContain('more characters') // a long text is shortened
  })

  test('shows status, headers and body of the answer to an attempt that failed', async () => {
    const { user } = await setup(129)
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    await user.click(screen.getByRole('button', { name: /^Attempt 2, .*429/ }))
    const response = await pane('Response')
    expect(await within(response).findByText('22')).toBeDefined()
    expect(response.textContent).toContain('HTTP 429')
    expect(response.textContent).toContain('retry-after: 22')
    expect(response.textContent).toContain('"type": "rate_limit_error"')
  })

  test('says it in words where no answer came', async () => {
    const { user } = await setup(129)
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    await user.click(screen.getByRole('button', { name: 'Previous attempt' }))
    const response = await pane('Response')
    expect(await within(response).findByText('No answer came over the wire.')).toBeDefined()
    expect(response.textContent).toContain('No answer within 30 s.')
  })

  test('of a success it shows what was read from the answer', async () => {
    const { user } = await setup(
      busyTasks.find(({ state, lane }) => state.kind === 'succeeded' && lane === 'heavy')?.id ?? 0,
    )
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    const response = await pane('Response')
    expect(await within(response).findByText(/Its raw body is not: that would about double/)).toBeDefined()
    expect(response.textContent).toContain('HTTP 200')
    expect(response.textContent).toContain('anthropic-ratelimit-tokens-remaining: 362000')
    expect(response.textContent).toContain('req_9k2')
  })

  test('of a success whose raw answer is kept it shows the body as it came, masked, and that it was cut', async () => {
    const answered = busyTasks.find(({ state, lane }) => state.kind === 'succeeded' && lane === 'heavy')?.id ?? 0
    const body = '{"id":"msg_01","content":[{"type":"text","text":"Either party may end it."}],"key":"••••••"}'
    const kept = (cut: boolean) => ({
      getAttemptWire: (asked: Parameters<typeof wireOf>[0]) => {
        const wire = wireOf(asked)
        return { ...wire, answer: wire.answer && { ...wire.answer, body, cut } }
      },
    })
    const { user } = await setup(answered, kept(true))
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    const response = await pane('Response')
    await within(response).findByText('The first 256 kB are kept; there was more.')
    expect(response.textContent).toContain('HTTP 200')
    const drawn = response.querySelector('pre')?.textContent ?? ''
    expect(JSON.parse(drawn)).toEqual(JSON.parse(body))
    expect(drawn).toContain('"text": "Either party may end it."')
    expect(response.textContent).not.toContain('Its raw body is not')
    expect(response.textContent).toContain('req_9k2') // what was read from it stands below
  })

  test('a raw answer that is no JSON, such as a stream, is shown as it came, and nothing is said of a cut', async () => {
    const answered = busyTasks.find(({ state, lane }) => state.kind === 'succeeded' && lane === 'heavy')?.id ?? 0
    const body = 'data: {"delta":"Either "}\n\ndata: {"delta":"party"}\n\ndata: [DONE]\n\n'
    const { user } = await setup(answered, {
      getAttemptWire: (asked: Parameters<typeof wireOf>[0]) => {
        const wire = wireOf(asked)
        return { ...wire, answer: wire.answer && { ...wire.answer, body } }
      },
    })
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    const response = await pane('Response')
    await within(response).findByText(/\[DONE\]/)
    expect(response.querySelector('pre')?.textContent).toBe(body)
    expect(response.textContent).not.toContain('there was more')
  })

  test('of an attempt that failed tells the gate, its limits and the rules of that time; or that they were not kept', async () => {
    const { user } = await setup(129)
    await user.click(screen.getByRole('radio', { name: 'Response' }))
    await user.click(screen.getByRole('button', { name: /^Attempt 2/ }))
    const then = await screen.findByRole('region', { name: 'At the time' })
    expect(then.textContent).toMatch(
      /GateOpen from start to end; then closed until .+ for a rate limit \(429 rate_limit_error\)/,
    )
    expect(then.textContent).toContain('400,000 tokens a minute, told by the provider')
    expect(then.textContent).toContain('2 retries, 1 used before; 10 s at first, doubled each time')
    await user.click(screen.getByRole('button', { name: /^Attempt 1/ }))
    expect(await screen.findByText('Its gate and rules at that time were not kept.')).toBeDefined()
  })

  test('says why there is no request, and when it could not be read', async () => {
    const { user } = await setup(129, {
      getAttemptWire: () => ({
        request: null,
        problem: 'The provider of this attempt was removed.',
        answer: null,
        atTheTime: null,
      }),
    })
    await user.click(screen.getByRole('radio', { name: 'Request' }))
    expect(await screen.findByText('The provider of this attempt was removed.')).toBeDefined()
  })
})

describe('a copy', () => {
  const copies = async (name: string, id = 129) => {
    const { user, asked } = await setup(id)
    await user.click(screen.getByRole('button', { name: 'Copy' }))
    await user.click(await screen.findByRole('menuitem', { name }))
    await screen.findByText(/copied$/)
    return (asked('copyText') as { text: string }[])[0]?.text ?? ''
  }

  test('as cURL has no key, and says which variable it wants', async () => {
    const text = await copies('Request as cURL')
    expect(text).toMatch(/^curl 'https:\/\/api\.anthropic\.com\/v1\/messages'/)
    expect(text).toContain(`'x-api-key: '"$API_KEY"`)
    expect(text).not.toContain('•')
    expect(screen.getByText('Keys are left out: set API_KEY in the shell first.')).toBeDefined()
  })

  test('as JSON and as Markdown has the whole task', async () => {
    expect(JSON.parse(await copies('Task as JSON')).attempts).toHaveLength(4)
  })

  test('as Markdown', async () => {
    expect(await copies('Task as Markdown')).toContain('## Attempts')
  })
})

describe('a result', () => {
  async function withResult(text: string) {
    const rest = await setup(142)
    const task = busyTasks.find(({ id }) => id === 142)
    if (!task) throw new Error('no task 142')
    const detail = detailOf({ ...task, version: 2, state: { kind: 'succeeded', settledAt: now }, answerMs: 21_000 })
    act(() => rest.fake.send('task', { ...detail, result: detail.result && { ...detail.result, text } }))
    return rest
  }

  test('is plain text first, and drawn with its structure when that is asked for', async () => {
    const { user } = await withResult('## Findings\n\n**Notice** of 90 days <b>now</b>')
    expect(screen.getByText(/\*\*Notice\*\*/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Formatted', pressed: false }))
    const result = screen.getByRole('region', { name: 'Result' })
    expect(within(result).getByRole('heading', { name: 'Findings' })).toBeDefined()
    expect(within(result).getByText('Notice').tagName).toBe('STRONG')
    expect(result.querySelector('b')).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Formatted', pressed: true }))
    expect(screen.getByText(/\*\*Notice\*\*/)).toBeDefined()
  })

  test('without any structure has no such choice', async () => {
    await withResult('Just a sentence.')
    expect(screen.queryByRole('button', { name: 'Formatted' })).toBeNull()
  })

  test('its links are opened by the main process', async () => {
    const { user, asked } = await withResult('See [the terms](https://example.org/terms).')
    await user.click(screen.getByRole('button', { name: 'Formatted' }))
    await user.click(screen.getByRole('link', { name: 'the terms' }))
    expect(asked('openLink')).toEqual([{ url: 'https://example.org/terms' }])
  })
})

test('its width is moved by keys, within bounds, and kept', async () => {
  localStorage.clear()
  const { user } = await setup(129)
  const edge = screen.getByRole('separator', { name: 'Width of the task' })
  edge.focus()
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  expect(screen.getByRole('complementary', { name: 'Task' }).style.width).toBe('508px')
  await user.keyboard('{ArrowRight>20}')
  expect(edge.getAttribute('aria-valuenow')).toBe('400')
  expect(localStorage.getItem('trilane:inspector-width')).toBe('400')
  await user.dblClick(edge)
  expect(edge.getAttribute('aria-valuenow')).toBe('468')
})
