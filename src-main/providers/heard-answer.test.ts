import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { chat } from '#shared/request'
import { longestAnswer, longestBody, type WireAnswer } from '#shared/wire'
import { type Loopback, type Reply, startLoopback, whole } from './conformance/loopback'
import { createOpenAiChat } from './openai/adapter'

let server: Loopback
beforeAll(async () => {
  server = await startLoopback()
})
afterAll(() => server.close())

const apiKey = 'sk-live-topsecret-0123456789'

/** One call that is answered so, and what it tells of the wire. */
async function ask(reply: Reply, keepsBody = false) {
  server.play(whole(reply))
  const adapter = createOpenAiChat({
    baseUrl: `${server.origin}/v1`,
    apiKey,
    stream: false,
    headers: { 'X-Team': 'own-secret' },
  })
  const told: WireAnswer[] = []
  const outcome: Outcome = await adapter.call({
    ...{ request: chat('Hello'), model: 'm', idempotencyKey: 'k', signal: new AbortController().signal },
    onFirstByte: () => {},
    ...{ onWire: (answer: WireAnswer) => told.push(answer), keepsBody },
  })
  await adapter.close()
  return { outcome, told }
}

test('of a call that failed it tells status, body and the headers that say something, as they came', async () => {
  const body = { error: { type: 'rate_limit_error', message: 'Slow down' } }
  const headers = {
    'retry-after': '35',
    'x-ratelimit-remaining-tokens': '0',
    'x-request-id': 'req_1',
    'set-cookie': 'a=b',
  }
  const { outcome, told } = await ask({ status: 429, headers, body })
  expect(outcome.kind).toBe('rate_limited')
  expect(told).toMatchObject([{ status: 429, body: JSON.stringify(body), cut: false }])
  const kept = Object.fromEntries(told[0]?.headers ?? [])
  expect(kept).toMatchObject({ 'retry-after': '35', 'x-ratelimit-remaining-tokens': '0', 'x-request-id': 'req_1' })
  expect(kept).not.toHaveProperty('set-cookie')
})

test('keys are masked, those that were sent and what looks like one', async () => {
  const { told } = await ask({
    status: 401,
    headers: { 'www-authenticate': `Bearer ${apiKey}` },
    body: `Incorrect API key provided: ${apiKey}. Team own-secret, and also sk-other-abcdefgh12345678.`,
  })
  expect(JSON.stringify(told)).not.toMatch(/topsecret|own-secret|abcdefgh/)
  expect(told[0]?.body).toContain('[key]')
})

test('of a long body the beginning is kept, and that there was more', async () => {
  const { told } = await ask({ status: 502, body: `<html>${'ä'.repeat(longestBody)}` })
  expect(told[0]?.cut).toBe(true)
  expect(told[0]?.body?.startsWith('<html>ää')).toBe(true)
  expect(told[0]?.body?.length).toBeLessThanOrEqual(longestBody)
})

test('an error without a body, and one inside a 200, have no body of their own', async () => {
  expect((await ask({ status: 503 })).told).toMatchObject([{ status: 503, body: null, cut: false }])
  const { outcome, told } = await ask({ status: 200, body: { error: { message: 'inside', code: 502 } } })
  expect(outcome.kind).not.toBe('succeeded')
  expect(told).toMatchObject([{ status: 200, body: null }])
})

test('a success tells its status and the headers of its call, and no body', async () => {
  const body = {
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }],
    model: 'm',
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  }
  const headers = { 'x-request-id': 'req_2', 'x-ratelimit-remaining-requests': '59', server: 'edge', 'cf-ray': apiKey }
  const { outcome, told } = await ask({ body, headers })
  expect(outcome.kind).toBe('succeeded')
  expect(told).toMatchObject([{ status: 200, body: null, cut: false }])
  expect(Object.fromEntries(told[0]?.headers ?? [])).toEqual({
    ...{ 'x-request-id': 'req_2', 'x-ratelimit-remaining-requests': '59', 'cf-ray': '[key]' },
  })
  expect((await ask({ body })).told).toEqual([]) // nothing worth keeping came
})

test('a key that stands where a body or a header is cut leaves no part of itself behind', async () => {
  const { told } = await ask({
    status: 502,
    headers: { 'x-ms-detail': `${'x'.repeat(480)} ${apiKey}` },
    body: `${'y'.repeat(longestBody - 12)} ${apiKey} and more`,
  })
  expect(JSON.stringify(told)).not.toContain('sk-live')
  expect(told[0]?.body).toHaveLength(longestBody)
})

const hello = (content: string) => ({
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  ...{ model: 'm', usage: { prompt_tokens: 1, completion_tokens: 1 } },
})

test('where raw answers are kept a success tells its body as it came, with keys masked', async () => {
  const body = `${JSON.stringify(hello('Hello'))}\n`
  const { outcome, told } = await ask({ body, headers: { 'x-request-id': 'req_2', server: 'edge' } }, true)
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { text: 'Hello' } })
  expect(told).toEqual([{ status: 200, headers: [['x-request-id', 'req_2']], body, cut: false }])
  const echoed = await ask({ body: hello(`You sent ${apiKey}`) }, true)
  expect(echoed.told[0]?.body).toContain('You sent [key]')
})

test('of a long raw answer the beginning is kept; its text is whole', async () => {
  const text = 'ä'.repeat(longestAnswer)
  const { outcome, told } = await ask({ body: hello(text) }, true)
  expect(outcome).toMatchObject({ kind: 'succeeded', result: { text } })
  expect(told[0]?.cut).toBe(true)
  expect(told[0]?.body?.startsWith('{"choices"')).toBe(true)
  expect(told[0]?.body?.length).toBeLessThanOrEqual(longestAnswer)
})
