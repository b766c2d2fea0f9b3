import OpenAI from 'openai'
import { afterEach, expect, test, vi } from 'vitest'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { chat } from '#shared/request'
import { type Loopback, startLoopback, whole } from './conformance/loopback'
import type { Endpoint } from './protocol'
import { createUpstream, type Upstream } from './upstream'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function setup(endpoint: Partial<Endpoint> = {}) {
  const server = await startLoopback()
  const onMultiplied = vi.fn()
  const upstream = createUpstream({ baseUrl: server.origin, apiKey: null, stream: false, onMultiplied, ...endpoint })
  cleanups.push(server.close, upstream.close)
  return { server, upstream, onMultiplied }
}
const aCall = (): ProviderCall => ({
  request: chat('Hi'),
  model: 'm',
  idempotencyKey: 'k',
  signal: new AbortController().signal,
  onFirstByte: vi.fn(),
  onLimits: vi.fn(),
})
const answered = (text: string): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text, cutOff: false, finishReason: null, model: 'm', requestId: null },
    usage: { tokensIn: null, tokensOut: null },
  },
})

/** An attempt through an SDK that was left with retries of its own. */
function viaSdk({ upstream, server }: { upstream: Upstream; server: Loopback }, call: ProviderCall): Promise<Outcome> {
  const client = new OpenAI({ baseURL: server.origin, apiKey: 'k', maxRetries: 2, fetch: upstream.fetch })
  return upstream.attempt(call, async () => {
    const { id } = await client.models.retrieve('m')
    return answered(id)
  })
}

/** Refuses so often, asking for another try, and then answers. */
function failing(server: Loopback, times: number): void {
  server.play((response, seen) => {
    const again = { 'retry-after-ms': '1', 'x-ratelimit-limit-requests': '5' }
    const reply = server.seen.length <= times ? { status: 503, headers: again } : { body: { id: 'm' } }
    whole(reply)(response, seen)
  })
}

test('an SDK that retries is found out, its answer counts, and its first byte is told once', async () => {
  const world = await setup()
  failing(world.server, 2)
  const call = aCall()
  expect(await viaSdk(world, call)).toEqual(answered('m'))
  expect(world.server.seen).toHaveLength(3)
  expect(world.onMultiplied.mock.calls).toEqual([[3, 'the SDK (x-stainless-retry-count)']])
  expect(call.onFirstByte).toHaveBeenCalledTimes(1)
  expect(call.onLimits).toHaveBeenCalledTimes(2)
})

test('calls that run at the same time are counted apart', async () => {
  const world = await setup()
  failing(world.server, 0)
  await Promise.all([viaSdk(world, aCall()), viaSdk(world, aCall()), viaSdk(world, aCall())])
  expect(world.server.seen).toHaveLength(3)
  expect(world.onMultiplied).not.toHaveBeenCalled()
})

test.each([
  ['x-litellm-attempted-retries', '0', null],
  ['x-litellm-attempted-retries', '1', [2, 'LiteLLM’s retries (x-litellm-attempted-retries)']],
  ['x-litellm-attempted-fallbacks', '2', [3, 'LiteLLM’s fallbacks (x-litellm-attempted-fallbacks)']],
  ['x-portkey-retry-attempt-count', '3', [4, 'Portkey (x-portkey-retry-attempt-count)']],
  ['x-stainless-retry-count', '2', [3, 'a proxy’s SDK (x-stainless-retry-count)']],
  ['x-envoy-attempt-count', '1', null],
  ['x-envoy-attempt-count', '2', [2, 'an Envoy proxy (x-envoy-attempt-count)']],
  ['x-envoy-attempt-count', 'some', null],
])('a gateway that says %s: %s', async (header, value, told) => {
  const { server, upstream, onMultiplied } = await setup()
  server.play(whole({ headers: { [header]: value } }))
  const outcome = await upstream.attempt(aCall(), async () =>
    answered((await upstream.fetch(server.origin)).statusText),
  )
  expect(outcome).toEqual(answered('OK'))
  expect(onMultiplied.mock.calls).toEqual(told ? [told] : [])
})

test('a client that sends twice without saying so is named for what it is', async () => {
  const { server, upstream, onMultiplied } = await setup()
  server.play(whole({}))
  await upstream.attempt(aCall(), async () => {
    await upstream.fetch(server.origin)
    await upstream.fetch(server.origin)
    return answered('')
  })
  expect(onMultiplied.mock.calls).toEqual([[2, 'the HTTP client']])
})

test('a dispatcher that was given is used, and left open', async () => {
  const { server, upstream: other } = await setup()
  cleanups.push(other.close)
  const { Agent } = await import('undici')
  const dispatcher = new Agent()
  cleanups.push(() => dispatcher.close())
  const { upstream } = await setup({ dispatcher })
  server.play(whole({ body: 'Hi' }))
  await upstream.close()
  expect(dispatcher.destroyed).toBe(false)
  expect(await (await upstream.fetch(server.origin)).text()).toBe('Hi')
})
