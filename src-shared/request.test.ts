import { expect, test } from 'vitest'
import { chat, type Json, type LlmRequest, promptOf, systemOf, withPrompt } from './request'

test('the prompt of a chat is its last user message, its system message stands apart', () => {
  const request = chat('Hello', { system: 'Be brief', temperature: 0 })
  expect([promptOf(request), systemOf(request)]).toEqual(['Hello', 'Be brief'])
  expect(withPrompt(request, 'Bye')).toEqual(chat('Bye', { system: 'Be brief', temperature: 0 }))
})

test('an edit of a message with an image keeps the image', () => {
  const image = { type: 'image_url', image_url: { url: 'data:,' } }
  const content = [{ type: 'text', text: 'What is it?' }, image]
  const request: LlmRequest = { kind: 'chat', messages: [{ role: 'user', content }] }
  expect(promptOf(request)).toBe('What is it?')
  expect(withPrompt(request, 'Name it')).toEqual({
    kind: 'chat',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Name it' }, image] }],
  })
})

test('an edit of a verbatim body changes its last user message and nothing else', () => {
  const before: Json[] = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ]
  const body = { model: 'm', seed: 7, messages: [...before, { role: 'user', content: 'c', name: 'x' }] }
  const request: LlmRequest = { kind: 'verbatim', path: '/v1/chat/completions', body }
  expect(promptOf(request)).toBe('c')
  expect(withPrompt(request, 'd')).toEqual({
    ...request,
    body: { ...body, messages: [...before, { role: 'user', content: 'd', name: 'x' }] },
  })
})

test('a body without messages has no prompt, and an edit leaves it alone', () => {
  const request: LlmRequest = { kind: 'verbatim', path: '/v1/chat/completions', body: { model: 'm' } }
  expect(promptOf(request)).toBe('')
  expect(withPrompt(request, 'x')).toEqual(request)
})
