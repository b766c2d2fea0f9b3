import { afterEach, expect, test, vi } from 'vitest'
import { practiceModels } from '#shared/provider'
import { quietProfile, type SimulatorProfileInput } from './profile'
import { type Simulator, startSimulator } from './server'

const running: Simulator[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()))
})

async function setup(profile: SimulatorProfileInput = {}) {
  const simulator = await startSimulator({ ...quietProfile, ...profile })
  running.push(simulator)
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(new URL(path, simulator.baseUrl), {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const ask = (content: string, rest: object = {}, headers: Record<string, string> = {}) => {
    const messages = [{ role: 'user', content }]
    return post('/v1/chat/completions', { model: practiceModels.fast, messages, ...rest }, headers)
  }
  return { simulator, post, ask }
}

test('answers as OpenAI does, and says that it is practice', async () => {
  const { ask } = await setup()
  const response = await ask('Say hello')
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-request-id': expect.any(String),
    'x-ratelimit-limit-requests': '1000000',
    'x-ratelimit-remaining-requests': expect.any(String),
    'x-ratelimit-reset-requests': expect.stringMatching(/^[\d.]+m?s$/),
    'x-ratelimit-limit-tokens': '1000000000000',
  })
  expect(await response.json()).toMatchObject({
    object: 'chat.completion',
    model: practiceModels.fast,
    choices: [{ message: { content: expect.stringMatching(/^Practice answer.*Say hello/) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3 },
    system_fingerprint: expect.any(String),
  })
})

test('streams the same answer word by word, with its usage where it is asked for', async () => {
  const { ask } = await setup()
  const whole = (await (await ask('Say hello')).json()) as { choices: { message: { content: string } }[] }
  const response = await ask('Say hello', { stream: true, stream_options: { include_usage: true } })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const events = (await response.text()).split('\n\n').filter((event) => event !== '')
  expect(events.at(-1)).toBe('data: [DONE]')
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)))
  const texts = chunks.flatMap(({ choices: [choice] }) => choice?.delta.content ?? [])
  expect(texts.length).toBeGreaterThan(5)
  expect(texts.join('')).toBe(whole.choices[0]?.message.content)
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3 } })
  expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
})

test('writes a streamed answer at the pace that it is told, also while it is written', async () => {
  const { ask, post } = await setup({ wordMs: 60_000 })
  const response = await ask('Say hello', { stream: true })
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toMatch(/"role":"assistant"/)
  await reader.cancel() // who hangs up is not written to any more
  await post('/practice/profile', { wordMs: 1 })
  const next = await (await ask('Say hello again', { stream: true })).text()
  expect(next).toMatch(/\[DONE\]\s*$/)
})

test('embeds texts as unit vectors that only the text decides', async () => {
  const { post } = await setup()
  const embed = async (input: unknown) => {
    const response = await post('/v1/embeddings', { model: practiceModels.embedding, input })
    return ((await response.json()) as { data: { embedding: number[] }[] }).data.map(({ embedding }) => embedding)
  }
  const [a, b] = await embed(['a', 'b'])
  expect(await embed('a')).toEqual([a])
  expect(a).not.toEqual(b)
  expect(Math.hypot(...(a ?? []))).toBeCloseTo(1)
})

test.each<[string, unknown, number, string]>([
  ['no messages', { model: 'm', messages: [] }, 400, 'invalid_request'],
  ['no JSON', '{', 400, 'invalid_request'],
])('%s is refused in OpenAI’s shape', async (_, body, status, code) => {
  const { post } = await setup()
  const response = await post('/v1/chat/completions', body)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String), param: null } })
})

test('any model answers, unless the profile is strict', async () => {
  const { ask, post } = await setup()
  expect((await ask('Hi', { model: 'gpt-5' })).status).toBe(200)
  await post('/practice/profile', { strictModels: true })
  expect((await ask('Hi', { model: 'gpt-5' })).status).toBe(404)
})

test('an empty bucket answers 429 with the wait in every form', async () => {
  const { simulator, ask } = await setup({ rate: { capacity: 1, refillPerSecond: 0.1 } })
  await ask('one')
  const response = await ask('two')
  expect(response.status).toBe(429)
  expect(await response.json()).toMatchObject({ error: { type: 'requests', code: 'rate_limit_exceeded' } })
  expect(response.headers.get('retry-after')).toBe('10')
  expect(Number(response.headers.get('retry-after-ms'))).toBeGreaterThan(9_000)
  expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0')
  expect((await ask('three', { model: practiceModels.heavy })).status).toBe(200)
  expect(simulator.stats()).toMatchObject({ calls: 3, answered: 2, rateLimited: 1 })
})

test('limit closes its model for that long, for every prompt', async () => {
  const { ask } = await setup()
  const limited = await ask('Hello (practice: limit 6)')
  expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('retry-after-ms')]).toEqual([
    429,
    '6',
    '6000',
  ])
  expect((await ask('Something else')).status).toBe(429)
  expect((await ask('Something else', { model: practiceModels.heavy })).status).toBe(200)
})

test('a repeated key replays the first answer, takes no token and is counted', async () => {
  const { simulator, ask } = await setup({ rate: { capacity: 1, refillPerSecond: 0.001 } })
  const first = await ask('Hello', {}, { 'idempotency-key': 'k1' })
  const again = await ask('Hello', {}, { 'idempotency-key': 'k1' })
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.json()).toEqual(await first.json())
  expect((await ask('Bye', {}, { 'idempotency-key': 'k1' })).status).toBe(422)
  expect(simulator.stats()).toMatchObject({ calls: 3, answered: 1, replayed: 1, callsByKey: { k1: 3 } })
  expect(simulator.stats().recent.map(({ content, key, ending }) => [content, key, ending])).toEqual([
    ['Hello', 'k1', 'answered'],
    ['Hello', 'k1', 'replayed'],
    ['Bye', 'k1', 'client_error'],
  ])
})

test('a key whose first call still runs is told so, and is free again once the client hung up', async () => {
  const { simulator, ask, post } = await setup()
  const abort = new AbortController()
  const body = { model: 'm', messages: [{ role: 'user', content: 'Hello (practice: hang)' }] }
  const headers = { 'idempotency-key': 'k1' }
  const init = { method: 'POST', body: JSON.stringify(body), headers, signal: abort.signal }
  const hanging = fetch(`${simulator.baseUrl}/chat/completions`, init).catch(() => 'aborted')
  await vi.waitUntil(() => simulator.stats().concurrency.now === 1)
  expect((await post('/v1/chat/completions', body, headers)).status).toBe(409)
  expect((await ask('Another body', {}, headers)).status).toBe(422)
  abort.abort()
  expect(await hanging).toBe('aborted')
  await vi.waitUntil(() => simulator.stats().concurrency.now === 0)
  expect((await post('/v1/chat/completions', body, headers)).status).toBe(200)
})

test('the tries of a prompt count apart for every key', async () => {
  const { ask } = await setup()
  const statuses = []
  for (const key of ['k1', 'k1', 'k2', 'k2']) {
    statuses.push((await ask('Hello (practice: fail)', {}, { 'idempotency-key': key })).status)
  }
  expect(statuses).toEqual([503, 200, 503, 200])
})

test('an outage is staged and ended from another process', async () => {
  const { simulator, ask, post } = await setup()
  await post('/practice/profile', { down: true })
  expect((await ask('Hello')).status).toBe(503)
  await post('/practice/profile', { down: false })
  expect((await ask('Hello')).status).toBe(200)
  expect((await post('/practice/profile', { latencyScale: 'fast' })).status).toBe(400)
  const stats = await fetch(new URL('/practice/stats', simulator.baseUrl))
  expect(await stats.json()).toEqual(simulator.stats())
  expect(simulator.stats()).toMatchObject({ answered: 1, faults: { unavailable: 1 } })
})

test('counts how many calls ran at once, in all and per model', async () => {
  const { simulator, ask } = await setup({ latencyScale: 1 })
  await Promise.all([1, 2, 3].map((n) => ask(`Hello ${n} (practice: slow 0.05)`)))
  await ask('Hello (practice: slow 0)', { model: practiceModels.heavy })
  expect(simulator.stats().concurrency).toEqual({
    now: 0,
    max: 3,
    calls: 4,
    byModel: {
      [practiceModels.fast]: { now: 0, max: 3, calls: 3 },
      [practiceModels.heavy]: { now: 0, max: 1, calls: 1 },
    },
  })
})

test('asks for its key where the profile sets one, for the models too', async () => {
  const { simulator, ask } = await setup({ apiKey: 'k' })
  expect((await ask('Hello')).status).toBe(401)
  expect((await ask('Hello', {}, { authorization: 'Bearer k' })).status).toBe(200)
  expect((await fetch(`${simulator.baseUrl}/models`)).status).toBe(401)
})

test('web pages are turned away', async () => {
  const { ask } = await setup()
  expect((await ask('Hello', {}, { origin: 'https://example.org' })).status).toBe(403)
})

test('closes at once with calls that hang', async () => {
  const { simulator, ask } = await setup()
  const hanging = ask('Hello (practice: hang)').catch(() => 'broken')
  await vi.waitUntil(() => simulator.stats().concurrency.now === 1)
  await simulator.close()
  expect(await hanging).toBe('broken')
})

test('the same prompts meet the same fates in any order', async () => {
  const prompts = Array.from({ length: 60 }, (_, n) => `prompt ${n}`)
  const profile = { faults: { unavailable: 0.3, drop: 0.2, serverError: 0.2 } }
  const fates = async (order: string[]) => {
    const { ask } = await setup(profile)
    const ended = await Promise.all(
      order.map(
        async (prompt) =>
          [
            prompt,
            await ask(prompt).then(
              ({ status }) => status,
              () => 'dropped',
            ),
          ] as const,
      ),
    )
    return new Map(ended)
  }
  const first = await fates(prompts)
  expect(new Set(first.values())).toEqual(new Set([200, 500, 503, 'dropped']))
  const second = await fates(prompts.toReversed())
  expect(prompts.map((prompt) => second.get(prompt))).toEqual(prompts.map((prompt) => first.get(prompt)))
})

test('a limit on tokens takes what the usage says, and its 429 is told from one for requests', async () => {
  const { ask } = await setup({ rate: { capacity: 10, tokens: { capacity: 60, refillPerSecond: 0.001 } } })
  const first = await ask('Say hello')
  const { usage } = (await first.json()) as { usage: { total_tokens: number } }
  expect(first.headers.get('x-ratelimit-remaining-tokens')).toBe(String(60 - usage.total_tokens))
  const second = await ask('Say hello again, please')
  const third = await ask('Say hello once more')
  const refused = [second, third].find(({ status }) => status === 429)
  expect(await refused?.json()).toMatchObject({ error: { type: 'tokens', code: 'rate_limit_exceeded' } })
})

test('without hints neither headers nor errors name a limit or a time', async () => {
  const { ask } = await setup({ rate: { capacity: 1, refillPerSecond: 0.001, hints: false } })
  const answers = [await ask('one'), await ask('two')]
  expect(answers.map(({ status }) => status)).toEqual([200, 429])
  for (const { headers } of answers) {
    expect([...headers.keys()].filter((name) => /ratelimit|retry/.test(name))).toEqual([])
  }
  expect(await answers[1]?.json()).toMatchObject({ error: { message: expect.not.stringMatching(/\d/) } })
})

test('an outage after the first call answers 503 to all, and grants nothing meanwhile', async () => {
  const { ask } = await setup({
    rate: { capacity: 1, refillPerSecond: 1 },
    outage: { afterMs: 0, forMs: 3_600_000 },
  })
  for (const prompt of ['one', 'two', 'three']) {
    const { status, headers } = await ask(prompt)
    expect([status, headers.get('x-ratelimit-remaining-requests')]).toEqual([503, '1'])
  }
})

test('keys that are not honoured get no stored answer, and whoever listens hears of every call', async () => {
  const heard: string[] = []
  const simulator = await startSimulator({ ...quietProfile, idempotency: false }, ({ key, ending }) =>
    heard.push(`${key} ${ending}`),
  )
  running.push(simulator)
  const body = JSON.stringify({ model: practiceModels.fast, messages: [{ role: 'user', content: 'x' }] })
  for (let n = 0; n < 2; n++) {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' }
    const response = await fetch(`${simulator.baseUrl}/chat/completions`, { method: 'POST', body, headers })
    expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([200, null])
  }
  expect(heard).toEqual(['k answered', 'k answered'])
})
