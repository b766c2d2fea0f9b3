import { expect, test } from 'vitest'
import { limitClassOf } from './limit-class'

const anthropic = 'https://api.anthropic.com'
const openrouter = 'https://openrouter.ai/api/v1'

test.each<[string, string, string | null]>([
  [anthropic, 'claude-opus-4-1-20250805', 'claude-opus-4'],
  [anthropic, 'claude-opus-4-20250514', 'claude-opus-4'],
  [anthropic, 'claude-opus-4-8', 'claude-opus-4'],
  [anthropic, 'claude-opus-5', 'claude-opus-5'],
  [anthropic, 'claude-sonnet-5-5', 'claude-sonnet-5'],
  [anthropic, 'claude-3-5-sonnet-20241022', null],
  [anthropic, 'claude-haiku-4-5', null],
  [openrouter, 'deepseek/deepseek-r1:free', 'free'],
  [openrouter, 'qwen/qwen3-coder:free', 'free'],
  [openrouter, 'anthropic/claude-opus-4.1', null],
])('at %s the limit of %s is shared as %s', (baseUrl, model, name) =>
  expect(limitClassOf(baseUrl, baseUrl === anthropic ? 'anthropic' : 'openai-chat', model)).toBe(name),
)

test('elsewhere every model has a limit of its own', () => {
  expect(limitClassOf('https://api.openai.com/v1', 'openai-chat', 'gpt-4o:free')).toBeNull()
  expect(limitClassOf('https://api.deepseek.com/anthropic', 'anthropic', 'claude-opus-4-1')).toBeNull()
  expect(limitClassOf(null, 'openai-chat', 'practice-mini')).toBeNull()
})
