import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultOptions } from '#shared/provider'
import { type Loopback, type Reply, startLoopback, whole } from './conformance/loopback'
import { endpointOf } from './endpoint'
import { createLoadedWindows } from './loaded-windows'

let server: Loopback
let now = 0
beforeEach(async () => {
  server = await startLoopback()
  now = 1_000
})
afterEach(() => server.close())

function setup(preset: string, model: string) {
  const settings = { protocol: 'openai-chat', preset, options: { ...defaultOptions, proxy: 'none' } } as const
  const endpoint = async () => endpointOf(settings, `${server.origin}/v1`, 'token-1')
  const windows = createLoadedWindows({ endpoint, monotonic: () => now })
  return { windows, at: { providerId: 'p', preset, model } }
}
/** Answers by path; 404 where there is nothing. */
function serve(answers: Readonly<Record<string, () => Reply>>): void {
  server.play((response, seen) => whole(answers[seen.url]?.() ?? { status: 404 })(response, seen))
}
const body = (json: unknown) => () => ({ body: json })

test.each<[preset: string, path: string, model: string, json: unknown, window: number | undefined]>([
  ['ollama', '/api/ps', 'qwen3', { models: [{ name: 'qwen3:latest', context_length: 4_096 }] }, 4_096],
  ['ollama', '/api/ps', 'qwen3:8b', { models: [{ name: 'qwen3:8b', context_length: 32_768 }] }, 32_768],
  ['ollama', '/api/ps', 'qwen3', { models: [{ name: 'qwen3:8b', context_length: 4_096 }] }, undefined],
  ['vllm', '/v1/models', 'm', { data: [{ id: 'm', max_model_len: 8_192 }] }, 8_192],
  ['llama-cpp', '/props', 'any', { default_generation_settings: { n_ctx: 16_384 }, total_slots: 4 }, 16_384],
  [
    ...(['lm-studio', '/api/v1/models', 'm'] as const),
    { models: [{ key: 'm', max_context_length: 262_144, loaded_instances: [{ config: { context_length: 4_096 } }] }] },
    4_096,
  ],
  ['lm-studio', '/api/v1/models', 'm', { models: [{ key: 'm', loaded_instances: [] }] }, undefined],
  ['vllm', '/v1/models', 'm', { data: 'none' }, undefined],
])('%s tells at %s how much %s takes', async (preset, path, model, json, window) => {
  const { windows, at } = setup(preset, model)
  serve({ [path]: body(json) })
  await windows.refresh(at)
  expect(windows.told(at)).toBe(window)
  expect(server.seen[0]).toMatchObject({ method: 'GET', url: path, headers: { authorization: 'Bearer token-1' } })
})

test('a model that Ollama has not loaded is loaded, and then it tells', async () => {
  const { windows, at } = setup('ollama', 'qwen3')
  let models: object[] = []
  serve({
    '/api/ps': () => ({ body: { models } }),
    '/api/generate': () => {
      models = [{ name: 'qwen3:latest', context_length: 4_096 }]
      return { body: { done: true, done_reason: 'load' } }
    },
  })
  await windows.refresh(at)
  expect(windows.told(at)).toBe(4_096)
  expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['GET', '/api/ps', undefined],
    ['POST', '/api/generate', { model: 'qwen3' }],
    ['GET', '/api/ps', undefined],
  ])
})

test('what was told is kept for a minute, what was not for two seconds; calls at the same time ask once', async () => {
  const { windows, at } = setup('vllm', 'm')
  serve({})
  await Promise.all([windows.refresh(at), windows.refresh(at)])
  expect(server.seen).toHaveLength(1)
  now += 1_999
  expect(windows.refresh(at)).toBeNull()
  now += 1
  serve({ '/v1/models': body({ data: [{ id: 'm', max_model_len: 8_192 }] }) })
  await windows.refresh(at)
  expect(windows.told(at)).toBe(8_192)
  now += 59_999
  expect(windows.refresh(at)).toBeNull()
  now += 1
  expect(windows.refresh(at)).not.toBeNull()
})

test('other servers are asked nothing, and one that does not answer keeps nobody', async () => {
  expect(setup('openai', 'm').windows.refresh({ providerId: 'p', preset: 'openai', model: 'm' })).toBeNull()
  const { windows, at } = setup('ollama', 'm')
  const heard = Promise.withResolvers<void>()
  server.play(() => heard.resolve())
  const asked = windows.refresh(at)
  await heard.promise
  windows.close()
  await asked
  expect(windows.told(at)).toBeUndefined()
  expect(windows.refresh(at)).toBeNull()
})
