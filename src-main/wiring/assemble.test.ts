import { expect, onTestFinished, test } from 'vitest'
import { createAdapters } from '#providers/adapters'
import { startLoopback, whole } from '#providers/conformance/loopback'
import { chat } from '#shared/request'
import type { GateId } from '#shared/task'
import { tempStore } from '#store/temp-store'
import { assemble } from './assemble'

/** Ollama with one model, loaded with a window of 4,096 tokens, as a provider of a real store. */
async function setup() {
  const temp = tempStore()
  const server = await startLoopback()
  server.play(whole({ body: { models: [{ name: 'qwen3:latest', context_length: 4_096 }] } }))
  const { store } = temp
  const ollama = { id: 'o', preset: 'ollama', protocol: 'openai-chat', name: 'Ollama' } as const
  await store.write(() => store.providers.save({ ...ollama, baseUrl: `${server.origin}/v1`, defaultModel: 'qwen3' }, 1))
  const adapters = createAdapters({
    ...{
      provider: store.providers.get,
      keys: () => [],
      key: async () => null,
      practiceUrl: async () => 'http://127.0.0.1:9',
    },
    resolveProxy: async () => null,
  })
  const made = assemble({ store, adapters, now: () => 1, onOpened: () => {} })
  onTestFinished(async () => {
    await made.closeCounter()
    await adapters.close()
    await server.close()
    temp.remove()
  })
  const way = { gateId: 1 as GateId, keyId: '1', providerId: 'o', model: 'qwen3' }
  const { signal } = new AbortController()
  const check = async (prompt: string) => (await made.providers.check?.(way, chat(prompt), signal)) ?? null
  return { check, server, ...made }
}
const words = (count: number) => Array.from({ length: count }, (_, at) => `word ${at}`).join(' ')

test('a prompt that Ollama would cut off without a word is not sent, and its numbers are told', async () => {
  const { check, server, infoOf } = await setup()
  expect(await check(words(4_000))).toMatchObject({
    ...{ kind: 'permanent', failure: { code: 'context_length', message: expect.stringContaining('4,096') } },
  })
  expect(server.seen.map(({ url }) => url)).toEqual(['/api/ps'])
  expect(infoOf('o', 'qwen3')).toMatchObject({ contextWindow: 4_096, source: 'provider' })
})

test('one that fits goes, and for a short one nobody is asked', async () => {
  const { check, server } = await setup()
  expect(await check('Say hello')).toBeNull()
  expect(server.seen).toEqual([])
  expect(await check(words(300))).toBeNull()
  expect(server.seen).toHaveLength(1)
})
