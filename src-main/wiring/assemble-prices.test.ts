import { expect, onTestFinished, test } from 'vitest'
import type { ModelSettings } from '#shared/model-settings'
import { noModelSettings } from '#shared/model-settings'
import { chat } from '#shared/request'
import type { Way } from '#shared/work'
import { tempStore } from '#store/temp-store'
import { assemble } from './assemble'

async function setup(settings: Partial<ModelSettings> = {}) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const [providerId, model] = ['p', 'gpt-4o-mini']
  await store.write(() => {
    store.providers.save(
      {
        ...{ id: providerId, protocol: 'openai-chat', preset: 'openai', name: 'P' },
        ...{ baseUrl: 'https://api.openai.com/v1', defaultModel: model },
      },
      1,
    )
    store.modelSettings.save(providerId, model, { ...noModelSettings, ...settings })
  })
  const { pricing, closeCounter } = assemble({
    store,
    adapters: {
      adapter: () => Promise.reject(new Error('nothing is called')),
      ...{
        keysOf: () => [],
        endpoint: () => Promise.reject(new Error('nobody is asked')),
        hasBatchApi: () => true,
        batchApi: async () => null,
      },
    },
    ...{ now: Date.now, onOpened: () => {} },
  })
  onTestFinished(() => closeCounter())
  const full: Way = { gateId: 1 as Way['gateId'], keyId: '1', providerId, model }
  return { pricing, full, half: { ...full, halfPrice: true as const } }
}
const usage = { tokensIn: 1_000, tokensOut: 500, cachedIn: 600 }
const request = chat('Hi', { maxOutputTokens: 500 })

test('a call that goes in a batch of the provider’s costs the factor of its prices, and that is what it saved', async () => {
  const { pricing, full, half } = await setup()
  expect(pricing.most(full, request, 1_000)).toBe(450_000)
  expect(pricing.most(half, request, 1_000)).toBe(225_000)
  expect(pricing.of(full, usage)).toBe(405_000)
  expect(pricing.of(half, usage)).toBe(202_500)
  expect(pricing.saved(full, usage)).toEqual({ byCache: 45_000, byHalfPrice: 0 })
  expect(pricing.saved(half, usage)).toEqual({ byCache: 45_000, byHalfPrice: 202_500 })
})

test('a person’s own price and factor hold for it', async () => {
  const prices = { input: 1, cachedInput: null, cacheWrite: null, output: 2, steps: [], batch: 0.25 }
  const { pricing, half } = await setup({ prices })
  expect(pricing.most(half, request, 1_000)).toBe(500_000)
  expect(pricing.of(half, usage)).toBe(500_000)
  expect(pricing.saved(half, usage)).toEqual({ byCache: 0, byHalfPrice: 1_500_000 })
})
