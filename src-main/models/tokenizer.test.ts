import { expect, test } from 'vitest'
import { tokenizerOf } from './tokenizer'

test.each([
  ['gpt-4o-mini', 'o200k_base'],
  ['gpt-4o-2024-08-06', 'o200k_base'],
  ['gpt-4.1-nano', 'o200k_base'],
  ['gpt-4.5-preview', 'o200k_base'],
  ['gpt-5', 'o200k_base'],
  ['gpt-5.6-luna', 'o200k_base'],
  ['o1', 'o200k_base'],
  ['o3-mini-2025-01-31', 'o200k_base'],
  ['o4-mini', 'o200k_base'],
  ['openai/gpt-5-mini', 'o200k_base'],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc', 'o200k_base'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-4-turbo-2024-04-09', 'cl100k_base'],
  ['gpt-3.5-turbo', 'cl100k_base'],
  ['gpt-35-turbo', 'cl100k_base'],
  ['text-embedding-3-small', 'cl100k_base'],
  ['text-embedding-ada-002', 'cl100k_base'],
  ['gpt-oss-120b', 'o200k_harmony'],
  ['openai/gpt-oss-20b', 'o200k_harmony'],
] as const)('%s is counted exactly by %s', (model, encoding) =>
  expect(tokenizerOf(model)).toEqual({ encoding, factor: 1, exact: true }),
)

test.each([
  ['claude-3-5-sonnet-20241022', 1.2],
  ['claude-sonnet-4-20250514', 1.2],
  ['claude-opus-4-1', 1.2],
  ['claude-opus-4-6', 1.2],
  ['claude-haiku-4-5-20251001', 1.2],
  ['claude-opus-4-7', 1.56],
  ['anthropic/claude-opus-4.8', 1.56],
  ['claude-opus-5', 1.56],
  ['claude-sonnet-5-20260801', 1.56],
  ['claude-fable-5-1', 1.56],
  ['~anthropic/claude-sonnet-latest', 1.56],
  ['gpt-6-sol', 1],
  ['models/gemini-2.5-flash', 1.05],
  ['meta-llama/Llama-3.3-70B-Instruct-Turbo', 1.14],
  ['mistral-large-latest', 1.14],
  ['a-deployment-of-mine', 1.14],
] as const)('%s is counted about, with %f tokens for one of o200k_base', (model, factor) =>
  expect(tokenizerOf(model)).toEqual({ encoding: 'o200k_base', factor, exact: false }),
)
