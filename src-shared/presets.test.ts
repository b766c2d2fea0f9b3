import { describe, expect, test } from 'vitest'
import { defaultParallel, parallelOf, placeholdersOf, presetAt, presetOf, presets } from './presets'
import { Protocol, ProviderInput } from './provider'

describe('presets', () => {
  test('there is one for each provider that is offered, each under an id of its own', () => {
    expect(presets.map(({ id }) => id)).toEqual([
      ...['openai', 'openai-responses', 'anthropic', 'gemini', 'azure', 'openrouter', 'groq', 'mistral', 'deepseek'],
      ...['together', 'fireworks', 'ollama', 'lm-studio', 'llama-cpp', 'vllm', 'custom'],
    ])
  })

  test.each(presets.map((preset) => [preset.id, preset] as const))('%s can be saved as it stands', (id, preset) => {
    const baseUrl = preset.baseUrl.replaceAll(/\{\w+\}/g, 'mine') || 'https://server.example'
    const input = { name: preset.name, preset: id, protocol: preset.protocol, baseUrl, defaultModel: '' }
    expect(ProviderInput.safeParse(input).success).toBe(true)
    expect(Protocol.options).toContain(preset.protocol)
    if (preset.key === 'needed') expect(preset.keyPage).toMatch(/^https:/)
    if (preset.local) expect(new URL(preset.baseUrl).hostname).toBe('127.0.0.1')
  })

  test.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://api.anthropic.com/', 'anthropic'],
    ['http://localhost:11434/v1', 'ollama'],
    ['https://contoso.openai.azure.com/openai/v1/', 'azure'],
    ['https://contoso.openai.azure.com.evil.example/openai/v1', 'custom'],
    ['https://evil.example/x.openai.azure.com/openai/v1', 'custom'],
    ['https://llm.example/v1', 'custom'],
    ['', 'custom'],
  ])('%s is known as %s', (baseUrl, id) => {
    expect(presetAt(baseUrl).id).toBe(id)
  })

  test('an unknown preset is none', () => {
    expect(presetOf('gone').id).toBe('custom')
  })

  test('Azure asks for the resource', () => {
    expect(placeholdersOf(presetOf('azure').baseUrl)).toEqual(['resource'])
    expect(placeholdersOf(presetOf('openai').baseUrl)).toEqual([])
  })

  test('local servers are limited to what they run at once', () => {
    const parallel = ['ollama', 'lm-studio', 'llama-cpp', 'vllm', 'openai'].map((id) => defaultParallel(presetOf(id)))
    expect(parallel).toEqual([1, 4, 1, null, null])
    expect(parallelOf({ preset: 'ollama', options: { parallel: null } })).toBe(1)
    expect(parallelOf({ preset: 'ollama', options: { parallel: 8 } })).toBe(8)
  })
})
