import { describe, expect, it } from 'vitest'
import { ModelSettings, noModelSettings } from '#shared/model-settings'
import { modelDraft, readModel } from './model-draft'

const of = { providerId: 'openai', model: 'gpt' }
const empty = modelDraft(noModelSettings)

describe('what is set of a model', () => {
  it('comes back as it was, whatever it is', () => {
    const settings = ModelSettings.parse({
      ...{ contextWindow: 200_000, maxOutput: 8_000, fallbackAfterMs: 90_000 },
      prices: { input: 0.15, output: 0.6, cachedInput: 0.075, steps: [{ above: 200_000, input: 1 }], batch: 0.5 },
      limits: { requestsPerMinute: 600, tokensPerMinute: 90_000, concurrency: 4 },
      fallbacks: [{ providerId: 'ollama', model: 'qwen3:8b' }],
    })
    expect(readModel(modelDraft(settings), of, settings)).toEqual({ value: settings, problems: {} })
    expect(readModel(empty, of, noModelSettings).value).toEqual(noModelSettings)
  })

  it('is read as it may be typed', () => {
    const typed = {
      ...empty,
      tokensPerMinute: '2M',
      contextWindow: '128k',
      input: '$1',
      output: '2,5',
      fallbackAfterMs: '5 min',
    }
    expect(readModel(typed, of, noModelSettings).value).toMatchObject({
      limits: { tokensPerMinute: 2_000_000 },
      contextWindow: 128_000,
      prices: { input: 1, output: 2.5, cachedInput: null },
      fallbackAfterMs: 300_000,
    })
  })

  it('is not taken where a field does not fit, and each says what would', () => {
    const { value, problems } = readModel(
      { ...empty, concurrency: 'few', input: '1', fallbackAfterMs: 'soon' },
      of,
      noModelSettings,
    )
    expect(value).toBeNull()
    expect(Object.keys(problems).sort()).toEqual(['concurrency', 'fallbackAfterMs', 'output'])
  })

  it.each([
    ['Name the model', [{ providerId: 'ollama', model: ' ' }]],
    ['cannot stand in for itself', [of]],
    [
      'is named twice',
      [
        { providerId: 'ollama', model: 'q' },
        { providerId: 'ollama', model: 'q' },
      ],
    ],
  ])('has no fallbacks that could not be used: %s', (words, fallbacks) => {
    const draft = { ...empty, fallbacks: fallbacks.map((fallback, key) => ({ ...fallback, key })) }
    expect(readModel(draft, of, noModelSettings).problems.fallbacks).toContain(words)
  })
})
