import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test } from 'vitest'
import { ToastStack } from '../../frame/ToastStack'
import { fakeBridge } from '../../preview/fake-bridge'
import { limited } from '../../preview/limits'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { ComposeSheet } from './ComposeSheet'
import { changeDraft, emptyDraft, useDraft } from './draft'

beforeEach(() => {
  resetStore()
  changeDraft(emptyDraft)
})

async function setup(own: Parameters<typeof fakeBridge>[1] = {}) {
  const fake = fakeBridge(scenarios.practice, own)
  window.trilane = fake.bridge
  connect()
  render(<ComposeSheet />)
  act(() => useStore.getState().openCompose())
  const prompt = (await screen.findByRole('textbox', { name: 'Prompt' })) as HTMLTextAreaElement
  await waitFor(() => expect(useStore.getState().overview).not.toBeNull())
  const sent = () => fake.asked.filter(({ command }) => command === 'submitPrompts').map(({ request }) => request)
  return { user: userEvent.setup({ delay: null }), prompt, sent }
}
const button = (name: string) => screen.getByRole('button', { name }) as HTMLButtonElement

test('a prompt is queued and the sheet closes', async () => {
  const { user, prompt, sent } = await setup()
  expect(screen.getByRole('dialog', { name: 'New prompt' })).toBeTruthy()
  expect(button('Queue').disabled).toBe(true)
  await user.type(prompt, 'Name three rivers')
  await user.click(button('Queue'))
  expect(sent()).toEqual([{ lane: 'auto', prompts: ['Name three rivers'] }])
  await waitFor(() => expect(useStore.getState().compose).toBeNull())
  expect(useStore.getState().toasts).toMatchObject([{ title: 'Queued 1 prompt', detail: '', action: null }])
})

test('Queue, keep open clears the words, keeps the choices, and is ready for the next', async () => {
  const { user, prompt, sent } = await setup()
  await user.click(screen.getByRole('radio', { name: 'Heavy' }))
  await user.type(prompt, 'First{Control>}{Shift>}{Enter}{/Shift}{/Control}')
  await waitFor(() => expect(prompt.value).toBe(''))
  expect(screen.getByText('1 prompt queued')).toBeTruthy()
  await user.type(prompt, 'Second{Control>}{Enter}{/Control}')
  await waitFor(() => expect(useStore.getState().compose).toBeNull())
  expect(sent()).toEqual([
    { lane: 'heavy', prompts: ['First'] },
    { lane: 'heavy', prompts: ['Second'] },
  ])
})

test('closing keeps the draft', async () => {
  const { user, prompt } = await setup()
  await user.type(prompt, 'Half a thought{Escape}')
  await waitFor(() => expect(useStore.getState().compose).toBeNull())
  act(() => useStore.getState().openCompose())
  const again = (await screen.findByRole('textbox', { name: 'Prompt' })) as HTMLTextAreaElement
  expect(again.value).toBe('Half a thought')
  expect(screen.getByText('Draft kept')).toBeTruthy()
})

test('each line can be a prompt, and Auto says where they go', async () => {
  const { user, prompt, sent } = await setup()
  expect(screen.queryByRole('switch')).toBeNull()
  await user.type(prompt, 'One{Enter}{Enter}Two')
  expect(screen.getByText('Goes to Fast')).toBeTruthy()
  await user.click(screen.getByRole('switch', { name: 'Each line is a prompt' }))
  expect(screen.getByText('2 prompts, a batch of their own')).toBeTruthy()
  await user.click(button('Queue'))
  expect(sent()).toEqual([{ lane: 'auto', prompts: ['One', 'Two'] }])
})

test('several prompts are told to be a batch of their own, which the toast shows', async () => {
  const { user, prompt } = await setup({ submitPrompts: () => ({ batchId: 7, ids: [] }) })
  render(<ToastStack />)
  await user.type(prompt, 'One{Enter}Two')
  await user.click(screen.getByRole('switch', { name: 'Each line is a prompt' }))
  await user.click(button('Queue'))
  const told = await screen.findByText('They are a batch of their own, and take turns with the others.')
  expect(told.closest('[role]')?.textContent).toContain('Queued 2 prompts')
  await user.click(button('Show'))
  expect(useStore.getState()).toMatchObject({ view: 'queue', batchId: 7, tab: 'live' })
})

test('a refusal says what happened and what was kept, and the text stays', async () => {
  const { user, prompt } = await setup({
    submitPrompts: () => {
      throw new Error('The disk is full.')
    },
  })
  await user.type(prompt, 'Name three rivers')
  await user.click(button('Queue'))
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('Nothing was queued. The disk is full.')
  expect(alert.textContent).toContain('Your text is kept.')
  expect(useDraft.getState().prompt).toBe('Name three rivers')
  expect(useStore.getState().compose).not.toBeNull()
})

test('practice is told, and a number that does not fit holds the queue back', async () => {
  const { user, prompt } = await setup()
  expect(screen.getByText(/No model is called/)).toBeTruthy()
  await user.type(prompt, 'Name three rivers')
  await user.type(screen.getByRole('textbox', { name: 'Temperature' }), '3')
  expect(button('Queue').disabled).toBe(true)
  await user.clear(screen.getByRole('textbox', { name: 'Temperature' }))
  expect(button('Queue').disabled).toBe(false)
})

test('a start is read as it is typed, sent as a moment, and gone with the words', async () => {
  const { user, prompt, sent } = await setup()
  await user.type(prompt, 'Name three rivers')
  await user.type(screen.getByRole('textbox', { name: 'Start' }), 'in 2 h')
  expect(screen.getByText(/^Starts .*\d/)).toBeTruthy()
  const before = Date.now()
  await user.click(button('Queue'))
  const [request] = sent() as { startAt: number }[]
  expect((request?.startAt ?? 0) - before - 7_200_000).toBeLessThan(60_000)
  await waitFor(() => expect(useStore.getState().compose).toBeNull())
  expect(useStore.getState().toasts).toMatchObject([{ detail: expect.stringMatching(/^Not before /) }])
  expect(useDraft.getState().start).toBe('')
})

test('a start that cannot be read holds the queue back, and says how to write it', async () => {
  const { user, prompt, sent } = await setup()
  await user.type(prompt, 'Name three rivers')
  await user.type(screen.getByRole('textbox', { name: 'Start' }), 'soonish')
  expect(screen.getByRole('alert').textContent).toContain('Write it as 22:30')
  expect(button('Queue').disabled).toBe(true)
  await user.clear(screen.getByRole('textbox', { name: 'Start' }))
  await user.click(button('Queue'))
  expect(sent()).toEqual([{ lane: 'auto', prompts: ['Name three rivers'] }])
})

test('a refused key beside one that works is not in the way of a prompt', async () => {
  await setup()
  const { gates } = limited
  const refused =
    gates.find(({ providerId, state }) => providerId === 'openai' && state.kind === 'closed') ?? expect.fail()
  const line = screen.getByText(/Starts|Takes turns/)
  act(() => {
    useStore.getState().mergeOverview({ ...limited, lanes: useStore.getState().overview?.lanes ?? [] })
    changeDraft({ providerId: 'openai', model: refused.model })
  })
  expect(line.textContent).not.toContain('rejected')
  const shut = [{ gateId: refused.routeId, held: 0 }]
  const onlyIt = limited.providers.map((each) =>
    each.id === 'openai' ? { ...each, keys: each.keys.filter(({ keyId }) => keyId === refused.keyId) } : each,
  )
  act(() => useStore.getState().mergeOverview({ heldByGate: shut, providers: onlyIt }))
  expect(line.textContent).toContain('OpenAI rejected the key. Starts once a valid key is set.')
})
