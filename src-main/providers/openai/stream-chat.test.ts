import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { chat, type JsonObject } from '#shared/request'
import { brokenStream, type Loopback, type Script, startLoopback, stream, whole } from '../conformance/loopback'
import type { ProtocolAdapter } from '../protocol'
import { createOpenAiChat } from './adapter'

let server: Loopback
let provider: ProtocolAdapter
beforeEach(async () => {
  server = await startLoopback()
  provider = createOpenAiChat({ baseUrl: server.origin, apiKey: null, stream: true })
})
afterEach(async () => {
  await provider.close()
  await server.close()
})

function ask(script: Script, extra?: JsonObject): Promise<Outcome> {
  server.play(script)
  return provider.call({
    request: { ...chat('Hello'), ...(extra ? { extra } : {}) } as ReturnType<typeof chat>,
    model: 'm',
    idempotencyKey: 'k',
    signal: new AbortController().signal,
    onFirstByte: () => {},
  })
}
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`
const done = 'data: [DONE]\n\n'

test('a server that takes no stream_options is asked without them from the next call on, and never twice in one', async () => {
  const message = 'Unrecognized request argument supplied: stream_options'
  const refusal = { status: 400, body: { error: { message, type: 'invalid_request_error' } } }
  const first = await ask(whole(refusal))
  expect(first).toMatchObject({ kind: 'transient', outage: false, failure: { status: 400, code: 'server_error' } })
  expect(server.seen).toHaveLength(1)
  const second = await ask(stream([chunk({ content: 'Hi' }), chunk({}, 'stop'), done]))
  expect(second).toMatchObject({ kind: 'succeeded', result: { text: 'Hi', usage: { tokensIn: null } } })
  const messages = [{ role: 'user', content: 'Hello' }]
  expect(server.seen.map(({ body }) => body)).toEqual([
    { model: 'm', messages, stream: true, stream_options: { include_usage: true } },
    { model: 'm', messages, stream: true },
  ])
  // Should it name them once more, then not because of us: the request itself is at fault.
  expect(await ask(whole(refusal))).toMatchObject({ kind: 'permanent', failure: { code: 'bad_request' } })
})

test('streamed tool calls are put together, and are the result of a request that offers tools', async () => {
  const call = (piece: object) => chunk({ tool_calls: [piece] })
  const outcome = await ask(
    stream([
      call({ index: 0, id: 'c1', type: 'function', function: { name: 'add', arguments: '' } }),
      call({ index: 1, id: 'c2', type: 'function', function: { name: 'sub', arguments: '{}' } }),
      call({ index: 0, function: { arguments: '{"a":' } }),
      call({ index: 0, function: { arguments: '1}' } }),
      chunk({}, 'tool_calls'),
      done,
    ]),
    { tools: [{ type: 'function', function: { name: 'add' } }] },
  )
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { finishReason: 'tool_calls' } })
  expect(outcome.kind === 'succeeded' && JSON.parse(outcome.result.text)).toEqual([
    { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
    { id: 'c2', type: 'function', function: { name: 'sub', arguments: '{}' } },
  ])
})

test.each<[string, Script]>([
  ['its terminator is missing', stream([chunk({ content: 'Hi' }), chunk({}, 'stop')])],
  ['the connection breaks after its stop reason', brokenStream([chunk({ content: 'Hi' }), chunk({}, 'stop')])],
  ['its terminator has no blank line after it', stream([chunk({ content: 'Hi' }), chunk({}, 'stop'), 'data: [DONE]'])],
  ['no stop reason is given before the terminator', stream([chunk({ content: 'Hi' }), done])],
  [
    'stop reasons are empty until the last',
    stream([chunk({ content: 'H' }, ''), chunk({ content: 'i' }, 'stop'), done]),
  ],
  [
    'parts of its content are thoughts',
    stream([
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }),
      chunk({ content: [{ type: 'text', text: 'Hi' }] }),
      chunk({}, 'stop'),
      done,
    ]),
  ],
  [
    'events are empty or of another kind',
    stream(['data:\n\n', 'event: ping\ndata: {"type": "ping"}\n\n', chunk({ content: 'Hi' }), chunk({}, 'stop'), done]),
  ],
])('an answer is complete though %s', async (_, script) => {
  expect(await ask(script)).toMatchObject({ kind: 'succeeded', result: { text: 'Hi' } })
})

test('empty stop reasons make no answer complete', async () => {
  const outcome = await ask(stream([chunk({ content: 'H' }, ''), chunk({ content: 'i' }, '')]))
  expect(outcome).toMatchObject({ kind: 'transient', failure: { code: 'connection' } })
})
