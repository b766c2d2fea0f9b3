import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from '#engine/engine'
import { manualClock } from '#engine/manual-clock'
import { createAdapters } from '#providers/adapters'
import { tempServer } from '#providers/temp-network'
import { ModelSettings, noModelSettings } from '#shared/model-settings'
import type { Outcome } from '#shared/outcome'
import { chat, type LlmRequest } from '#shared/request'
import type { Way } from '#shared/work'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { assemble } from './assemble'

type Body = { model: string; messages: { content: string }[] }
type Answer = { status: number; body: unknown }
type Server = {
  readonly preset?: string
  /** By path, for all but calls. */
  readonly tells?: () => Readonly<Record<string, unknown>>
  readonly answer: (body: Body) => Answer
}

const answered = (promptTokens: number): Answer => ({
  status: 200,
  body: {
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'm' },
    choices: [{ index: 0, message: { role: 'assistant', content: 'Yes' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: promptTokens, completion_tokens: 1, total_tokens: promptTokens + 1 },
  },
})
const tooLong = (window: number, asked: number): Answer => ({
  status: 400,
  body: {
    error: {
      message: `This model's maximum context length is ${window} tokens. However, your messages resulted in ${asked} tokens.`,
      ...{ type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' },
    },
  },
})

/** A store, a server on loopback, and all that stands between them. */
async function setup({ preset = 'custom', tells = () => ({}), answer }: Server) {
  const files = tempStore()
  const { store } = files
  const seen: string[] = []
  const port = await tempServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { url = '' } = request
    seen.push(url)
    const known = tells()
    const { status, body } = url.endsWith('/chat/completions')
      ? answer(JSON.parse(text) as Body)
      : { status: Object.hasOwn(known, url) ? 200 : 404, body: known[url] ?? {} }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const provider = { id: 'p', protocol: 'openai-chat', preset, name: 'P', defaultModel: 'm' } as const
  await store.write(() => store.providers.save({ ...provider, baseUrl: `http://127.0.0.1:${port}/v1` }, 1))
  const adapters = createAdapters({
    ...{ provider: store.providers.get, keys: () => [], key: async () => null, practiceUrl: async () => '' },
    resolveProxy: async () => null,
  })
  let time = 1_000_000
  const made = assemble({ store, adapters, now: () => time, monotonic: () => time, onOpened: () => {} })
  onTestFinished(async () => {
    await adapters.close()
    await made.closeCounter()
    files.remove()
  })
  const way = { providerId: 'p', model: 'm' } as Way // what `check` reads of it
  /** As the engine makes a call. */
  async function call(request: LlmRequest, model = 'm'): Promise<Outcome> {
    const { signal } = new AbortController()
    const refused = await made.providers.check?.({ ...way, model }, request, signal)
    if (refused) return refused
    const { call } = await made.providers.adapter('p', '1')
    return call({ request, model, idempotencyKey: 'k', signal, onFirstByte: () => {} })
  }
  const calls = () => seen.filter((url) => url.endsWith('/chat/completions')).length
  const pass = (ms: number) => {
    time += ms
  }
  return { store, seen, calls, call, pass, adapters, ...made }
}
const words = (count: number) => chat('word '.repeat(count).trimEnd()) // one token of o200k_base each

test('a batch of prompts beyond the window of a model that nobody knows costs few calls', async () => {
  const { store, providers, withMoney, calls, infoOf } = await setup({ answer: () => tooLong(8_192, 20_001) })
  const clock = manualClock()
  const engine = createEngine({
    ...{ store: withMoney(store), providers, clock, random: () => 0, bootId: 'b' },
  })
  await engine.start()
  const batchId = await store.newBatch(aBatch())
  const long = 'word '.repeat(20_000)
  const tasks = Array.from({ length: 60 }, (_, n) => aTask(`${n} ${long}`, { providerId: 'p', model: 'm' }))
  await engine.enqueue(batchId, tasks)
  await expect.poll(() => store.counts.all().find((row) => row.state === 'dead')?.n, { timeout: 30_000 }).toBe(60)
  await engine.stop(0)
  expect(calls()).toBeLessThanOrEqual(10) // the lane's five, and those that were claimed with their ends
  expect(infoOf('p', 'm')).toMatchObject({ contextWindow: 8_192, sizesFrom: 'provider', told: { by: 'refused' } })
})

test('a window that a refusal told holds for a day, and a person’s own goes before it', async () => {
  const { store, call, calls, pass, infoOf } = await setup({ answer: () => tooLong(1_000, 5_000) })
  const far = words(5_000)
  expect(await call(far)).toMatchObject({ kind: 'permanent', failure: { status: 400 } })
  expect(await call(far)).toMatchObject({
    failure: { status: null, message: expect.stringContaining('m takes 1,000') },
  })
  expect(calls()).toBe(1)
  const set = (contextWindow: number | null) =>
    store.write(() => {
      store.modelSettings.save('p', 'm', ModelSettings.parse({ ...noModelSettings, contextWindow }))
      store.changes.news('provider')
    })
  await set(100_000)
  expect(infoOf('p', 'm')).toMatchObject({ contextWindow: 100_000, sizesFrom: 'override', told: null })
  await call(far)
  expect(calls()).toBe(2)
  await set(null)
  await call(far)
  expect(calls()).toBe(2)
  pass(86_400_001)
  await call(far)
  expect(calls()).toBe(3)
})

test.each<[string, string, Answer]>([
  ['of which a number is no window', 'm', tooLong(5, 9)],
  ['whose numbers say that it fits', 'm', tooLong(9_000, 8_000)],
  ['of whichever model a router chose', 'openrouter/auto', tooLong(1_000, 5_000)],
])('nothing is learned from a refusal %s', async (_what, model, answer) => {
  const { call, infoOf } = await setup({ answer: () => answer })
  expect(await call(words(5_000), model)).toMatchObject({ failure: { code: 'context_length' } })
  expect(infoOf('p', model).contextWindow).toBeNull()
})

test('a list tells windows, and a later one takes their place', async () => {
  const { onListed, infoOf, knownOf } = await setup({ answer: () => answered(1) })
  await onListed('p', new Map([['m', { contextWindow: 8_192, maxOutput: 1_024 }]]))
  const known = { contextWindow: 8_192, maxOutput: 1_024, told: { by: 'told', at: 1_000_000 } }
  expect(infoOf('p', 'm')).toMatchObject(known)
  expect(knownOf('p', 'm')).toMatchObject(known)
  await onListed('p', new Map()) // of a server whose list has only names
  expect(infoOf('p', 'm').contextWindow).toBe(8_192)
  await onListed('p', new Map([['other', { contextWindow: 1, maxOutput: null }]]))
  expect(infoOf('p', 'm').contextWindow).toBeNull()
})

test('a local server is asked for its context before a long prompt goes, once a minute and only then', async () => {
  let context = 4_096
  const { call, calls, seen, pass, infoOf } = await setup({
    preset: 'llama-cpp',
    tells: () => ({ '/props': { default_generation_settings: { n_ctx: context }, total_slots: 1 } }),
    answer: () => answered(7_000),
  })
  await call(words(10))
  expect(seen).toEqual(['/v1/chat/completions'])
  const refused = await Promise.all([call(words(8_000)), call(words(8_000))])
  for (const each of refused)
    expect(each).toMatchObject({ failure: { message: expect.stringContaining('m takes 4,096') } })
  expect(seen.filter((url) => url === '/props')).toHaveLength(1)
  expect(infoOf('p', 'm')).toMatchObject({ contextWindow: 4_096, told: { by: 'told' }, pricesFrom: 'local' })

  context = 32_768 // it was started anew
  pass(60_001)
  expect(await call(words(8_000))).toMatchObject({ kind: 'succeeded' })
  expect(calls()).toBe(2)
})

test('what a local server does not tell any more is not known any more', async () => {
  let tells: Record<string, unknown> = { '/v1/models': { data: [{ id: 'm', max_model_len: 1_024 }] } }
  const { call, pass, infoOf } = await setup({ preset: 'vllm', tells: () => tells, answer: () => answered(7_000) })
  expect(await call(words(8_000))).toMatchObject({ failure: { code: 'context_length' } })
  tells = {}
  pass(60_001)
  expect(await call(words(8_000))).toMatchObject({ kind: 'succeeded' })
  expect(infoOf('p', 'm').contextWindow).toBeNull()
})

test('of an Ollama that cannot be asked before: a cut prompt is found out by its answer, and the next is not sent', async () => {
  let isLoaded = false
  const context = { name: 'm:latest', model: 'm:latest', context_length: 4_096 }
  const { call, calls, infoOf, pass } = await setup({
    preset: 'ollama',
    tells: () => ({ '/api/ps': { models: isLoaded ? [context] : [] } }),
    answer() {
      isLoaded = true
      pass(3_000) // a call takes its time
      return answered(2_050)
    },
  })
  expect(await call(words(9_000))).toMatchObject({
    ...{ kind: 'permanent', failure: { code: 'context_length', providerCode: 'prompt_cut' }, answer: { text: 'Yes' } },
  })
  expect(infoOf('p', 'm')).toMatchObject({ contextWindow: 4_096, told: { by: 'told' } })
  expect(await call(words(9_000))).toMatchObject({ failure: { message: expect.stringContaining('Nothing was sent.') } })
  expect(calls()).toBe(1)
  expect(await call(words(1_900))).toMatchObject({ kind: 'succeeded' })
})

test('an adapter is the same one as long as its provider is', async () => {
  const { providers, adapters } = await setup({ answer: () => answered(1) })
  const first = await providers.adapter('p', '1')
  expect(await providers.adapter('p', '1')).toBe(first)
  adapters.forget('p')
  expect(await providers.adapter('p', '1')).not.toBe(first)
})
