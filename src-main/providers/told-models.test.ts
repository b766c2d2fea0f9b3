import { expect, test } from 'vitest'
import { readToldModels } from './told-models'

const one = { object: 'model', created: 1, owned_by: 'x' }

test.each<[string, unknown, string, number | null, number | null]>([
  [
    'OpenRouter',
    {
      data: [
        {
          ...{ id: 'anthropic/claude-sonnet-5', name: 'Anthropic: Claude Sonnet 5', context_length: 1_000_000 },
          top_provider: { context_length: 200_000, max_completion_tokens: 64_000, is_moderated: true },
        },
      ],
    },
    ...(['anthropic/claude-sonnet-5', 1_000_000, 64_000] as const),
  ],
  [
    'Groq',
    {
      object: 'list',
      data: [{ ...one, id: 'llama-3.3-70b', active: true, context_window: 131_072, max_completion_tokens: 32_768 }],
    },
    ...(['llama-3.3-70b', 131_072, 32_768] as const),
  ],
  [
    'Mistral',
    { object: 'list', data: [{ ...one, id: 'mistral-small-latest', max_context_length: 131_072, aliases: [] }] },
    ...(['mistral-small-latest', 131_072, null] as const),
  ],
  ['Together', [{ ...one, id: 'openai/gpt-oss-120b', context_length: 131_072 }], 'openai/gpt-oss-120b', 131_072, null],
  [
    'vLLM',
    { object: 'list', data: [{ ...one, id: 'qwen', root: 'qwen', parent: null, max_model_len: 8_192 }] },
    ...(['qwen', 8_192, null] as const),
  ],
  [
    'llama.cpp, and not what it was trained for',
    { data: [{ ...one, id: 'a.gguf', meta: { n_vocab: 128_256, n_ctx: 4_096, n_ctx_train: 131_072 } }] },
    ...(['a.gguf', 4_096, null] as const),
  ],
  [
    'Anthropic',
    { data: [{ type: 'model', id: 'claude-opus-5', max_input_tokens: 200_000, max_tokens: 32_000 }], has_more: false },
    ...(['claude-opus-5', 200_000, 32_000] as const),
  ],
  [
    'Gemini',
    { models: [{ name: 'models/gemini-2.5-flash', inputTokenLimit: 1_048_576, outputTokenLimit: 65_536 }] },
    ...(['gemini-2.5-flash', 1_048_576, 65_536] as const),
  ],
])('the sizes of a model in the list of %s', (_whose, list, model, contextWindow, maxOutput) =>
  expect([...readToldModels(JSON.stringify(list))]).toEqual([[model, { contextWindow, maxOutput }]]),
)

test.each<[string, unknown]>([
  ['OpenAI', { object: 'list', data: [{ ...one, id: 'gpt-5' }] }],
  ['Together, of one that is no language model', [{ ...one, id: 'flux', context_length: 0 }]],
  ['Ollama without models', { object: 'list', data: null }],
  ['a server whose numbers are words', { data: [{ id: 'm', context_length: '8k', max_tokens: -1 }] }],
  ['something else', 'no list'],
])('nothing is made up of the list of %s', (_whose, list) => expect(readToldModels(JSON.stringify(list)).size).toBe(0))

test('a page that is no JSON tells nothing', () => expect(readToldModels('<html>').size).toBe(0))
