import { expect, test } from 'vitest'
import { mostItCanCost } from '#shared/cost'
import { ModelInfo, ModelOverride } from '#shared/model-info'
import type { ToldModel } from '#shared/model-told'
import { createCatalogue, type ModelAt } from './catalogue'
import { modelsData } from './data'

const urls = {
  openai: 'https://api.openai.com/v1',
  azure: 'https://acme.openai.azure.com/openai/v1',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  groq: 'https://api.groq.com/openai/v1',
  mistral: 'https://api.mistral.ai/v1',
  deepseek: 'https://api.deepseek.com',
  together: 'https://api.together.xyz/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  custom: 'https://llm.example.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
}
const at = (preset: keyof typeof urls, model: string): ModelAt => ({
  ...{ providerId: 'p', preset, baseUrl: urls[preset], model },
})
const catalogue = createCatalogue(() => undefined)

test.each([
  ['as it is', 'openai', 'gpt-4o-mini', 128_000],
  ['a snapshot by its model', 'openai', 'gpt-4o-mini-2024-07-18', 128_000],
  ['upper case', 'openai', 'GPT-4o-mini', 128_000],
  ['its vendor before it', 'openai', 'openai/gpt-4o-mini', 128_000],
  ['a deployment named as its model', 'azure', 'gpt-4o-mini', 128_000],
  ['without a dot', 'azure', 'gpt-35-turbo', 16_385],
  ['a window that is cut down in one of the lists', 'openai', 'gpt-5.4', 1_050_000],
  ['an embedding', 'openai', 'text-embedding-3-small', 8_192],
  ['a dated Claude', 'anthropic', 'claude-sonnet-4-5-20250929', 200_000],
  ['a dated Claude without a minor version', 'anthropic', 'claude-opus-4-20250514', 200_000],
  ['an old Claude', 'anthropic', 'claude-3-5-haiku-20241022', 200_000],
  ['a Gemini', 'gemini', 'models/gemini-2.5-flash', 1_048_576],
  ['a numbered Gemini', 'gemini', 'gemini-2.5-pro-002', 1_048_576],
  ['a vendor that belongs to the name', 'groq', 'openai/gpt-oss-120b', 131_072],
  ['OpenRouter', 'openrouter', 'anthropic/claude-sonnet-4.5', 1_000_000],
] as const)('a model is found: %s', (_how, preset, model, contextWindow) =>
  expect(catalogue.info(at(preset, model))).toMatchObject({ contextWindow, source: 'data' }),
)

test('prices, with their steps, their batch factor and their date', () => {
  const { prices, maxOutput, asOf } = catalogue.info(at('gemini', 'gemini-2.5-pro'))
  const step = { above: 200_000, input: 2.5, cachedInput: 0.25, cacheWrite: null, output: 15 }
  expect(prices).toEqual({
    ...{ input: 1.25, cachedInput: 0.125, cacheWrite: null, output: 10 },
    ...{ steps: [step], batch: null },
  })
  expect(maxOutput).toBe(65_536)
  expect(asOf).toBe(modelsData().sources[0]?.date)
  expect(catalogue.info(at('anthropic', 'claude-haiku-4-5')).prices).toMatchObject({
    ...{ input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5, batch: 0.5 },
  })
})

test('whether a temperature is taken is known where the source says so', () => {
  expect(catalogue.info(at('anthropic', 'claude-opus-4-8')).temperature).toBe(false)
  expect(catalogue.info(at('openai', 'gpt-4o')).temperature).toBeNull()
})

test.each([
  ['a deployment with a name of its own', 'azure', 'my-deployment'],
  ['a model that nobody has heard of', 'openai', 'gpt-99'],
  ['a known name at a server that nobody knows', 'custom', 'gpt-4o-mini'],
  ['a fine-tuned model, which has prices of its own', 'openai', 'ft:gpt-4o-mini-2024-07-18:acme::x1'],
] as const)('nothing is made up for %s', (_what, preset, model) =>
  expect(catalogue.info(at(preset, model))).toMatchObject({
    ...{ contextWindow: null, maxOutput: null, prices: null, source: null, asOf: null },
  }),
)

test.each([
  ['a server on this machine', at('ollama', 'gpt-4o-mini')],
  ['by its name', { ...at('custom', 'm'), baseUrl: 'http://localhost:1234/v1' }],
  ['by IPv6', { ...at('custom', 'm'), baseUrl: 'http://[::1]:8000/v1' }],
  ['the practice provider', { providerId: 'practice', preset: 'practice', baseUrl: null, model: 'practice-mini' }],
])('%s costs nothing and has a window of its own', (_what, where) => {
  const info = catalogue.info(where)
  expect(info).toMatchObject({ contextWindow: null, source: 'local', prices: { input: 0, output: 0 } })
  expect(info.prices && mostItCanCost({ inputTokens: 1_000, maxOutput: 1_000 }, info.prices)).toBe(0)
})

test('a host that only begins like loopback is elsewhere', () => {
  const info = catalogue.info({ ...at('custom', 'm'), baseUrl: 'http://127.0.0.1.example.com/v1' })
  expect(info).toMatchObject({ prices: null, source: null })
})

test('what a person set goes first, then what the provider tells, then the file', () => {
  const sets = new Map<string, ModelOverride>([['gpt-4o', ModelOverride.parse({ contextWindow: 5_000 })]])
  const tells = new Map<string, ToldModel>([
    ['gpt-4o', { contextWindow: 9_000, maxOutput: 900, by: 'told', at: 7 }],
    ['my-deployment', { contextWindow: 9_000, maxOutput: null, by: 'refused', at: 8 }],
  ])
  const layered = createCatalogue(
    (_id, model) => sets.get(model),
    (_id, model) => tells.get(model),
  )
  expect(layered.info(at('openai', 'gpt-4o'))).toMatchObject({
    ...{ contextWindow: 5_000, maxOutput: 900, prices: { input: 2.5 }, source: 'override' },
    ...{ sizesFrom: 'override', pricesFrom: 'data', told: null },
  })
  expect(layered.info(at('azure', 'my-deployment'))).toMatchObject({
    ...{ contextWindow: 9_000, source: 'provider', sizesFrom: 'provider', pricesFrom: null },
    told: { by: 'refused', at: 8 },
  })
  sets.set('gpt-4o', ModelOverride.parse({}))
  expect(layered.info(at('openai', 'gpt-4o'))).toMatchObject({
    ...{ contextWindow: 9_000, source: 'provider', pricesFrom: 'data', told: { by: 'told', at: 7 } },
  })
})

test('a price of a person’s own is halved by the provider’s batch API as the file’s is, unless they say otherwise', () => {
  const own = { input: 1, cachedInput: null, cacheWrite: null, output: 2, steps: [] }
  const catalogue = createCatalogue((_id, model) =>
    ModelOverride.parse({ prices: model === 'other' ? { ...own, batch: 0.7 } : own }),
  )
  const factorOf = (where: ModelAt) => catalogue.info(where).prices?.batch
  expect(factorOf(at('openai', 'gpt-4o'))).toBe(0.5)
  expect(factorOf(at('anthropic', 'a-model-that-is-new'))).toBe(0.5)
  expect(factorOf(at('openai', 'other'))).toBe(0.7)
  expect(factorOf(at('ollama', 'gpt-4o'))).toBeNull()
  expect(factorOf(at('custom', 'gpt-4o'))).toBeNull()
})

test('every row of the file makes a sound entry', () => {
  const { providers, sources } = modelsData()
  let priced = 0
  for (const [provider, { rows }] of providers) {
    for (const [model, row] of rows) {
      const info = catalogue.info({ ...at('custom', model), preset: provider })
      expect([model, ModelInfo.safeParse(info).error]).toEqual([model, undefined])
      expect([model, sources[row.from]?.licence]).toEqual([model, 'MIT'])
      if (info.contextWindow !== null) expect(info.maxOutput ?? 0).toBeLessThanOrEqual(info.contextWindow)
      const { prices } = info
      if (!prices) continue
      priced++
      const levels = [prices, ...prices.steps]
      for (const [index, level] of levels.entries()) {
        // What is read from a cache costs no more, and a longer input never less.
        expect([model, (level.cachedInput ?? 0) <= (level.input ?? 0)]).toEqual([model, true])
        const before = levels[index - 1]
        if (before) expect([model, (level.input ?? 0) >= (before.input ?? 0)]).toEqual([model, true])
        if (before) expect([model, (level.output ?? 0) >= (before.output ?? 0)]).toEqual([model, true])
      }
    }
  }
  expect(priced).toBeGreaterThan(300)
})
