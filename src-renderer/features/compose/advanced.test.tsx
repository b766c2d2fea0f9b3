import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Handlers } from '#shared/contract'
import { fakeBridge } from '../../preview/fake-bridge'
import { estimate } from '../../preview/money'
import { scenarios } from '../../preview/scenarios'
import { connect } from '../../state/connect'
import { resetStore, useStore } from '../../state/store'
import { advancedWords, readAdvanced } from './advanced'
import { ComposeSheet } from './ComposeSheet'
import { changeDraft, emptyDraft, useDraft } from './draft'

beforeEach(() => {
  resetStore()
  changeDraft(emptyDraft)
})

async function setup(own: { [C in keyof Handlers]?: (request: never) => unknown } = {}) {
  const fake = fakeBridge(scenarios.money, own)
  window.trilane = fake.bridge
  connect()
  render(<ComposeSheet />)
  act(() => useStore.getState().openCompose())
  const prompt = await screen.findByRole('textbox', { name: 'Prompt' })
  await waitFor(() => expect(useStore.getState().overview).not.toBeNull())
  const asked = (command: string) => fake.asked.filter((each) => each.command === command).map(({ request }) => request)
  return { user: userEvent.setup({ delay: null }), prompt, asked }
}
const button = (name: string | RegExp) => screen.getByRole('button', { name })

describe('the estimate', () => {
  test('is there once the typing pauses, for all that was chosen', async () => {
    const { user, prompt, asked } = await setup({ estimateCost: () => estimate })
    await user.type(prompt, 'Name three rivers')
    await user.type(screen.getByRole('textbox', { name: 'Max output tokens' }), '64')
    expect(await screen.findByText('About $0.42')).toBeDefined()
    expect(screen.getByRole('status', { name: 'Estimate' }).textContent).toBe(
      'About $0.42: 310,000 tokens in, up to 120,000 out; price of gpt-4o-mini as of 2026-11-10',
    )
    expect(asked('estimateCost').at(-1)).toEqual({
      ...{ kind: 'prompts', providerId: 'openai', model: 'gpt-4o-mini', prompts: ['Name three rivers'] },
      maxOutputTokens: 64,
    })
  })

  test.each([
    [{ ...estimate, price: 'unknown', cost: null, unpriced: 'gpt-4o-mini' }, 'Price not known'],
    [{ ...estimate, price: 'free', cost: 0 }, 'Free on this computer'],
  ])('says what is not known, and what is free: %#', async (told, words) => {
    const { user, prompt } = await setup({ estimateCost: () => told })
    await user.type(prompt, 'Name three rivers')
    expect(await screen.findByText(words)).toBeDefined()
  })

  test('is never waited for: without one the prompt is queued all the same', async () => {
    const { user, prompt, asked } = await setup({ estimateCost: () => new Promise(() => {}) })
    await user.type(prompt, 'Name three rivers')
    await user.click(button('Queue'))
    expect(asked('submitPrompts')).toEqual([{ lane: 'auto', prompts: ['Name three rivers'] }])
  })
})

describe('the advanced fields', () => {
  test('are sent with the prompt, and its images go with its words', async () => {
    const { user, prompt, asked } = await setup()
    await user.type(prompt, 'What is this?')
    await user.click(button(/^Advanced/))
    await user.click(screen.getByRole('combobox', { name: 'Answer' }))
    await user.click(await screen.findByRole('option', { name: 'JSON of any shape' }))
    await user.type(screen.getByRole('textbox', { name: 'Seed' }), '7')
    await user.type(screen.getByRole('textbox', { name: 'Stop, a line each' }), 'END{Enter}---')
    await user.type(screen.getByRole('textbox', { name: 'Images, a line each' }), '/home/me/a b.png')
    await user.click(button('Queue'))
    expect(asked('submitPrompts')).toEqual([
      {
        ...{ lane: 'auto', prompts: ['What is this?'], json: 'any', seed: 7, stop: ['END', '---'] },
        images: ['/home/me/a b.png'],
      },
    ])
    await waitFor(() => expect(useStore.getState().compose).toBeNull())
    expect(useDraft.getState()).toMatchObject({ answer: 'json', seed: '7', images: '' })
  })

  test('a schema is checked as it is typed, and holds the queue back until it is one', async () => {
    const { user, prompt } = await setup()
    await user.type(prompt, 'Where?')
    await user.click(button(/^Advanced/))
    await user.click(screen.getByRole('combobox', { name: 'Answer' }))
    await user.click(await screen.findByRole('option', { name: 'JSON that fits a schema' }))
    const schema = screen.getByRole('textbox', { name: 'Schema' })
    expect(button('Queue')).toHaveProperty('disabled', true)
    await user.type(schema, '{{"type": ')
    expect(screen.getByText(/^This is no JSON/)).toBeDefined()
    await user.type(schema, '"object"}')
    expect(screen.getByText(/The answer is checked against it/)).toBeDefined()
    expect(button('Queue')).toHaveProperty('disabled', false)
  })

  test('folded, they say what is set and that something cannot be read', async () => {
    const { user } = await setup()
    act(() => changeDraft({ seed: '1.5', answer: 'json' }))
    expect(button(/^Advanced/).textContent).toContain('Something here cannot be read')
    await user.click(button(/^Advanced/))
    expect(screen.getByText('A whole number, or empty.')).toBeDefined()
  })
})

test('what is set is told in a few words', () => {
  const fields = { answer: 'schema', schema: '', stop: 'a\nb', seed: '7', extra: '{}', images: '/a.png' } as const
  expect(advancedWords(fields)).toBe('JSON that fits a schema, 2 stop words, seed 7, extra fields, 1 image')
  expect(advancedWords(emptyDraft)).toBe('')
})

test.each([
  ['[]', /A schema is an object/],
  ['{}', /says nothing about the answer/],
  ['', /Paste the schema/],
])('%j is no schema', (schema, words) => {
  expect(readAdvanced({ ...emptyDraft, answer: 'schema', schema }).problems.schema).toMatch(words)
})

test.each(['/a.png', 'C:\\pictures\\a.png', '\\\\server\\a.png', 'https://x.example/a', 'data:image/png;base64,AA'])(
  '%s may be an image',
  (images) => expect(readAdvanced({ ...emptyDraft, images }).problems).toEqual({}),
)
test.each(['a.png', './a.png', 'ftp://x.example/a.png'])('%s may not', (images) =>
  expect(readAdvanced({ ...emptyDraft, images }).problems.images).toContain('neither a full path nor a URL'),
)

test.each([
  ['[1]', /Fields stand in an object/],
  ['{ top_p', /This is no JSON/],
  ['{ "model": "x" }', /model is not set here/],
])('extra fields that are %s are not sent, and say why', (extra, words) => {
  const { value, problems } = readAdvanced({ ...emptyDraft, extra })
  expect(problems.extra).toMatch(words)
  expect(value).not.toHaveProperty('extra')
})
