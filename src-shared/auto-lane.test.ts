import { expect, test } from 'vitest'
import { autoLane } from './auto-lane'
import { chat, type LlmRequest } from './request'

const verbatim = (
  body: Extract<LlmRequest, { kind: 'verbatim' }>['body'],
  path = '/v1/chat/completions' as const,
): LlmRequest => ({
  kind: 'verbatim',
  path,
  body,
})

test.each([
  ['a short prompt', chat('Label this'), 'gpt-4o-mini', 'fast'],
  [
    'an embedding, however long',
    { kind: 'embedding', input: 'x'.repeat(20_000) } as LlmRequest,
    'text-embedding-3-small',
    'fast',
  ],
  [
    'a verbatim embedding',
    { kind: 'verbatim', path: '/v1/embeddings', body: { input: 'x' } } as LlmRequest,
    'o3',
    'fast',
  ],
  ['a long prompt', chat('x'.repeat(4_001)), 'gpt-4o-mini', 'heavy'],
  ['a short prompt with a long system message', chat('hi', { system: 'x'.repeat(4_000) }), 'gpt-4o-mini', 'heavy'],
  ['a small output', chat('hi', { maxOutputTokens: 1_000 }), 'gpt-4o-mini', 'fast'],
  ['a large output', chat('hi', { maxOutputTokens: 1_001 }), 'gpt-4o-mini', 'heavy'],
  ['a large output of a verbatim body', verbatim({ max_tokens: 4_096, messages: [] }), 'gpt-4o-mini', 'heavy'],
  [
    'long messages of a verbatim body',
    verbatim({ messages: [{ role: 'user', content: 'x'.repeat(5_000) }] }),
    'm',
    'heavy',
  ],
] as const)('%s', (_what, request, model, lane) => expect(autoLane(request, model)).toBe(lane))

test.each([
  'o1',
  'o3-mini',
  'openai/o4-mini',
  'gpt-5',
  'gpt-5.1',
  'deepseek-r1:8b',
  'deepseek-reasoner',
  'qwq:32b',
  'practice-reasoner',
  'kimi-k2-thinking',
])('the reasoning model %s goes to Heavy', (model) => expect(autoLane(chat('hi'), model)).toBe('heavy'))

test.each([
  'gpt-4o-mini',
  'qwen3:8b',
  'gpt-5-nano',
  'practice-mini',
  'mistral-small',
  'llama3.2',
  'grok-4-fast-non-reasoning',
  'phi-4',
])('the model %s stays on Fast', (model) => expect(autoLane(chat('hi'), model)).toBe('fast'))
