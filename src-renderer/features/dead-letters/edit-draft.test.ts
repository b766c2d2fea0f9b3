import { expect, test } from 'vitest'
import { actionOf, emptyDraft, windowIn } from './edit-draft'

test('what is still missing is said; a template must say where the prompt goes', () => {
  expect(actionOf(emptyDraft)).toEqual({ needs: 'Say what to find.' })
  expect(actionOf({ ...emptyDraft, find: '(', regex: true })).toEqual({ needs: 'This is no regular expression yet.' })
  expect(actionOf({ ...emptyDraft, way: 'template', template: 'Hello' })).toEqual({
    needs: 'Write {{prompt}} where the prompt goes.',
  })
  expect(actionOf({ ...emptyDraft, way: 'shorten' })).toEqual({ needs: 'Say how many tokens a prompt may have.' })
})

test('a change is requeued at once or made alone; a split has its own action', () => {
  const shorten = { ...emptyDraft, way: 'shorten', limit: '900' } as const
  const edit = { kind: 'truncate', unit: 'tokens', limit: 900, cut: 'beginning', atWord: true, mark: '…' }
  expect(actionOf(shorten)).toEqual({ action: { kind: 'requeue', edit } })
  expect(actionOf({ ...shorten, requeue: false })).toEqual({ action: { kind: 'edit', edit } })
  expect(actionOf({ ...shorten, way: 'split' })).toEqual({ action: { kind: 'split', unit: 'tokens', limit: 900 } })
})

test.each([
  ['This model’s maximum context length is 128000 tokens. However, your messages resulted in 141820 tokens.', 128_000],
  ['prompt is too long: 213,400 tokens > 200,000 maximum', 200_000],
  ['too many tokens', null],
])('of “%s” the window is %s', (message, window) => {
  expect(windowIn(message)).toBe(window)
})
