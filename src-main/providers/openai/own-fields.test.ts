import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProviderCall } from '#shared/outcome'
import { chat, LlmRequest } from '#shared/request'
import { type Loopback, startLoopback, whole } from '../conformance/loopback'
import type { ProtocolAdapter } from '../protocol'
import { isObject } from '../read-error-body'
import { createOpenAiChat } from './adapter'

let server: Loopback
const adapters: ProtocolAdapter[] = []
beforeEach(async () => {
  server = await startLoopback()
})
afterEach(async () => {
  for (const adapter of adapters.splice(0)) await adapter.close()
  await server.close()
})

const callOf = (more: Partial<ProviderCall> = {}): ProviderCall => ({
  ...{ request: chat('Hello', { maxOutputTokens: 9 }), model: 'm', idempotencyKey: 'k' },
  ...{ signal: new AbortController().signal, onFirstByte: () => {}, ...more },
})

type Refusing = { readonly field: string; readonly words: string; readonly limitFamily: 'generic' | 'openai' }
/** An adapter of a server that refuses a field in these words. */
function refusing({ field, words, limitFamily }: Refusing): ProtocolAdapter {
  server.play((response, seen) => {
    const refused = isObject(seen.body) && field in seen.body
    const answer = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }
    whole(refused ? { status: 400, body: { error: { message: words } } } : { body: answer })(response, seen)
  })
  const provider = createOpenAiChat({ baseUrl: server.origin, apiKey: null, stream: false, limitFamily })
  adapters.push(provider)
  return provider
}
const [older, newer] = ['max_tokens', 'max_completion_tokens'] as const

test.each<[string, Refusing, object]>([
  [
    'a reasoning model behind a gateway',
    {
      ...{ field: older, limitFamily: 'generic' },
      words:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    },
    { [newer]: 9 },
  ],
  [
    'an older server under the name of OpenAI',
    { field: newer, limitFamily: 'openai', words: 'Unrecognized request argument supplied: max_completion_tokens' },
    { [older]: 9 },
  ],
  [
    'a server that knows no key for its cache',
    { field: 'prompt_cache_key', limitFamily: 'openai', words: 'Unrecognized request argument: prompt_cache_key' },
    { [newer]: 9 },
  ],
])('%s refuses a field that nobody asked for, and no task dies of it', async (_, of, then) => {
  const provider = refusing(of)
  const asked = { sharedPrefix: { system: false, userChars: 3 } }
  const together = await Promise.all([1, 2].map(() => provider.call(callOf(asked))))
  for (const outcome of together) expect(outcome).toMatchObject({ kind: 'transient', outage: false })
  expect(await provider.call(callOf(asked))).toMatchObject({ kind: 'succeeded' })
  const last = server.seen.at(-1)?.body
  expect(last).toMatchObject(then)
  expect(last).not.toHaveProperty(of.field)
})

test.each([
  ['too large', 'max_completion_tokens is too large: 9. This model supports at most 8.', {}],
  ['asked for by the request itself', "Use 'max_completion_tokens' instead.", { max_tokens: 9 }],
])('a token limit that is %s is the request’s own fault', async (_, words, extra) => {
  const limitFamily = Object.keys(extra).length > 0 ? 'generic' : 'openai'
  const provider = refusing({ field: limitFamily === 'openai' ? newer : older, words, limitFamily })
  const request = LlmRequest.parse({ ...chat('Hello', { maxOutputTokens: 9 }), extra })
  expect(await provider.call(callOf({ request }))).toMatchObject({ kind: 'permanent' })
})
