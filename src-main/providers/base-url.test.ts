import { expect, test } from 'vitest'
import { apiRoot } from './base-url'

test.each([
  ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/v1'],
  ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/v1'],
  ['http://localhost:1234/v1', 'http://localhost:1234/v1'],
  ['http://localhost:1234/v1/', 'http://localhost:1234/v1'],
  ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
  ['https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
  ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
  [
    'https://generativelanguage.googleapis.com/v1beta/openai/',
    'https://generativelanguage.googleapis.com/v1beta/openai',
  ],
  ['https://gateway.example/v1/account/gateway/compat', 'https://gateway.example/v1/account/gateway/compat'],
  [
    'https://r.openai.azure.com/openai/deployments/d?api-version=2026-10-01',
    'https://r.openai.azure.com/openai/deployments/d?api-version=2026-10-01',
  ],
])('%s is asked under %s', (typed, root) => {
  expect(apiRoot(typed)).toBe(root)
})
