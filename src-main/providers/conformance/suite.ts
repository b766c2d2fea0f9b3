import type { ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import type { Outcome } from '#shared/outcome'
import type { WireAnswer } from '#shared/wire'
import { ProviderError } from '../protocol'
import { askingOf, question } from './asking'
import { brokenOff, brokenStreams } from './broken-streams'
import type { Expected, Family } from './family'
import { suiteKey } from './family'
import { eventStream, hang, stream, whole } from './loopback'
import { oddBodies } from './odd-bodies'

/** Registers the tests that every wire protocol passes, through real HTTP on loopback. */
export function conformance(family: Family): void {
  describe(family.name, () => {
    const asking = askingOf(family)
    const { adapter, ask, onMultiplied, server } = asking
    const { head, pieces, texts, quiet, end, headers: streamHeaders } = family.stream
    const [firstPiece = '', ...morePieces] = pieces
    const full = [...head, firstPiece, ...quiet, ...morePieces, ...end]

    describe('an answer', () => {
      test('whole: the request as it should be, the result in full', async () => {
        const { outcome, seen, firstBytes } = await ask(whole(family.success.reply))
        expect(seen).toMatchObject({ method: 'POST', url: family.asked.url, headers: family.auth })
        expect(seen.body).toEqual(family.asked.body)
        expect(outcome).toEqual({ kind: 'succeeded', result: family.success.result })
        expect(firstBytes).toBe(1)
      })

      test('streamed: piece by piece, with its usage', async () => {
        const asked = await ask(stream(full, streamHeaders), { stream: true })
        expect(asked.seen).toMatchObject({ method: 'POST', url: family.askedStreamed.url, headers: family.auth })
        expect(asked.seen.body).toEqual(family.askedStreamed.body)
        expect(asked.outcome).toEqual({ kind: 'succeeded', result: family.stream.result })
        expect(asked.texts.filter((piece) => piece !== '')).toEqual(texts)
        expect(texts.join('')).toBe(family.stream.result.text)
        expect(asked.firstBytes).toBe(1)
      })

      test('as it came, where raw answers are kept, and the result is the same', async () => {
        const told: WireAnswer[] = []
        const raw = { keepsBody: true, onWire: (answer: WireAnswer) => told.push(answer) }
        const once = await ask(whole(family.success.reply), raw)
        expect(once.outcome).toEqual({ kind: 'succeeded', result: family.success.result })
        expect(JSON.parse(told[0]?.body ?? '')).toEqual(family.success.reply.body)
      })

      test('as it was streamed, where raw answers are kept', async () => {
        const told: WireAnswer[] = []
        const raw = { keepsBody: true, onWire: (answer: WireAnswer) => told.push(answer) }
        const asked = await ask(stream(full, streamHeaders), { stream: true, ...raw })
        expect(asked.outcome).toEqual({ kind: 'succeeded', result: family.stream.result })
        expect(asked.texts.filter((piece) => piece !== '')).toEqual(texts)
        expect(told.map(({ body }) => body)).toEqual([full.join('')])
      })

      test('streamed with CRLF line ends', async () => {
        const { outcome } = await ask(stream([full.join('').replaceAll('\n', '\r\n')], streamHeaders), { stream: true })
        expect(outcome).toEqual({ kind: 'succeeded', result: family.stream.result })
      })

      test('that comes whole though a stream was asked for', async () => {
        const { outcome } = await ask(whole(family.success.reply), { stream: true })
        expect(outcome).toEqual({ kind: 'succeeded', result: family.success.result })
      })

      test.each(['text/event-stream', ''])(
        'whole, and under the type %j, though a stream was asked for',
        async (type) => {
          const { reply, result } = family.success
          const headers = { ...reply.headers, ...(type === '' ? {} : { 'content-type': type }) }
          const body = `\n\n${JSON.stringify(reply.body)}`
          const { outcome } = await ask(whole({ ...reply, headers, body }), { stream: true })
          expect(outcome).toEqual({ kind: 'succeeded', result })
        },
      )

      test('in slow drips is alive with every one of them', async () => {
        const bytes = Buffer.from(full.join(''))
        const size = 5 // less than an event and, here and there, half of a character
        const { promise, resolve: respond } = Promise.withResolvers<ServerResponse>()
        let heard = Promise.withResolvers<void>()
        const asked = ask(
          (response) => {
            response.writeHead(200, { ...eventStream, ...streamHeaders }).flushHeaders()
            respond(response)
          },
          { stream: true, onText: () => heard.resolve() },
        )
        const response = await promise
        const over = asked.then(() => 'over' as const)
        for (let at = 0; at < bytes.length; at += size) {
          heard = Promise.withResolvers<void>()
          response.write(bytes.subarray(at, at + size))
          if ((await Promise.race([heard.promise, over])) === 'over') break // the rest follows the end
        }
        response.end()
        expect((await asked).outcome).toEqual({ kind: 'succeeded', result: family.stream.result })
      })

      test('streamed twice needs one connection', async () => {
        const provider = adapter({ stream: true })
        server().play(stream(full, streamHeaders))
        const call = (): Promise<Outcome> =>
          provider.call({
            request: question,
            model: family.model,
            idempotencyKey: 'task-1-1',
            signal: new AbortController().signal,
            onFirstByte: () => {},
          })
        // The first may end a moment before its connection is free again.
        await vi.waitUntil(async () => {
          const before = server().connections()
          await call()
          return server().connections() === before
        })
        expect(server().connections()).toBeLessThan(server().seen.length)
      })
    })

    brokenStreams(family, asking)

    describe('an error', () => {
      test.each(Object.entries(family.errors))('%s', async (_, { reply, expected }) => {
        for (const streamed of [false, true]) {
          server().seen.length = 0
          const { outcome, firstBytes } = await ask(whole(reply), { stream: streamed })
          expect(outcome).toMatchObject(expected)
          expect(firstBytes).toBe(1)
        }
      })

      test.each(family.refusals)('$name', async ({ reply, expected }) => {
        const { outcome } = await ask(whole(reply))
        expect(outcome).toMatchObject(expected)
      })

      test.each(family.unsuccessful)('inside HTTP 200: $name', async ({ reply, expected }) => {
        const { outcome } = await ask(whole(reply))
        expect(outcome).toMatchObject(expected)
      })

      const page = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'
      const html = { 'content-type': 'text/html' }
      const down: Expected = { kind: 'transient', outage: true, failure: { status: 502, code: 'server_error' } }
      const portal: Expected = { kind: 'transient', outage: true, failure: { code: 'connection' } }
      const fault: Expected = { kind: 'transient', outage: false, failure: { code: 'server_error' } }
      test.each([
        { name: 'a web page with 502', reply: { status: 502, headers: html, body: page }, expected: down },
        { name: 'a web page with 200', reply: { headers: html, body: page }, expected: portal },
        { name: 'no body', reply: { body: '' }, expected: fault },
        {
          name: 'half of the JSON',
          reply: { body: JSON.stringify(family.success.reply.body).slice(0, -20) },
          expected: fault,
        },
        {
          name: 'the key in the provider’s own words',
          reply: { status: 400, body: { error: { message: `Bad request with ${suiteKey}`, type: 'x' } } },
          expected: { kind: 'permanent', failure: { message: expect.stringContaining('[key]') } },
        },
      ] satisfies { name: string; reply: object; expected: Expected }[])('$name', async ({ reply, expected }) => {
        const { outcome } = await ask(whole(reply))
        expect(outcome).toMatchObject(expected)
      })

      test.each([429, 500, 503, 408, 409])('%d is not retried, even where the server says so', async (status) => {
        const { outcome } = await ask(
          whole({ status, headers: { 'x-should-retry': 'true', 'retry-after-ms': '1' }, body: {} }),
        )
        expect(outcome.kind).not.toBe('succeeded')
      })
    })

    oddBodies(asking)

    describe('the network', () => {
      test('a connection that is reset before the headers', async () => {
        const { outcome, firstBytes } = await ask((response) => response.socket?.resetAndDestroy())
        expect(outcome).toMatchObject(brokenOff)
        expect(firstBytes).toBe(0)
      })

      test('a connection that is reset after the headers', async () => {
        const { outcome, firstBytes } = await ask((response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
          response.write('{"', () => response.socket?.resetAndDestroy())
        })
        expect(outcome).toMatchObject(brokenOff)
        expect(firstBytes).toBe(1)
      })

      test.each([
        ['timeout', { kind: 'transient', failure: { code: 'timeout', message: expect.stringMatching(/complete/) } }],
        ['first_token', { kind: 'transient', failure: { code: 'timeout', message: expect.stringMatching(/begin/) } }],
        ['cancelled', { kind: 'cancelled' }],
        ['shutdown', { kind: 'lost' }],
        ['asleep', { kind: 'lost' }],
      ])('a server that hangs, until the engine says %s', async (reason, expected) => {
        for (const streamed of [false, true]) {
          server().seen.length = 0
          const abort = new AbortController()
          const closed = Promise.withResolvers<void>()
          const { outcome } = await ask(
            (response, seen) => {
              response.on('close', closed.resolve)
              hang(response, seen)
              abort.abort(reason)
            },
            { signal: abort.signal, stream: streamed },
          )
          expect(outcome).toMatchObject(expected)
          await closed.promise
        }
      })

      test('a call that was aborted before it began is not sent', async () => {
        const call = { request: question, model: family.model, idempotencyKey: 'k', onFirstByte: () => {} }
        const outcome = await adapter().call({ ...call, signal: AbortSignal.abort('cancelled') })
        expect(outcome).toEqual({ kind: 'cancelled' })
        expect(server().seen).toEqual([])
      })

      test('a key that no header can carry is not sent and not quoted', async () => {
        const call = { request: question, model: family.model, idempotencyKey: 'k', onFirstByte: () => {} }
        const signal = new AbortController().signal
        const outcome = await adapter({ apiKey: 'sk-first\nsk-second' }).call({ ...call, signal })
        expect(outcome).toMatchObject({ kind: 'blocked', reason: 'auth' })
        expect(JSON.stringify(outcome)).not.toContain('second')
        expect(server().seen).toEqual([])
      })

      test.each([
        ['a value', { 'x-own': 'first\nsecond' }, /x-own/],
        ['a key', { 'API-Key': 'first\nsecond' }, /key/],
        ['a name', { 'x own': 'second' }, /x own/],
      ])('%s of a header that none can carry closes the gate, and no task dies of it', async (_, headers, words) => {
        const call = { request: question, model: family.model, idempotencyKey: 'k', onFirstByte: () => {} }
        const outcome = await adapter({ headers }).call({ ...call, signal: new AbortController().signal })
        expect(outcome).toMatchObject({
          ...{ kind: 'blocked', reason: 'auth', failure: { message: expect.stringMatching(words) } },
        })
        expect(JSON.stringify(outcome)).not.toContain('second')
        expect(server().seen).toEqual([])
      })

      test('a gateway that repeats calls is named, and its answer counts all the same', async () => {
        const { reply, result } = family.success
        server().play(whole({ ...reply, headers: { ...reply.headers, 'x-litellm-attempted-retries': '2' } }))
        const call = { request: question, model: family.model, idempotencyKey: 'k', onFirstByte: () => {} }
        const outcome = await adapter().call({ ...call, signal: new AbortController().signal })
        expect(outcome).toEqual({ kind: 'succeeded', result })
        expect(onMultiplied.mock.calls).toEqual([[3, expect.stringContaining('LiteLLM')]])
      })
    })

    const { limits } = family
    if (limits)
      test('limits are told from the headers, of answers and of refusals', async () => {
        const { reply } = family.success
        const answered = await ask(whole({ ...reply, headers: { ...reply.headers, ...limits.headers } }))
        expect(answered.limits).toMatchObject([limits.readings])
        server().seen.length = 0
        const refused = await ask(whole({ status: 429, headers: limits.headers, body: {} }))
        expect(refused.limits).toMatchObject([limits.readings])
      })

    test('an answer without such headers tells no limits', async () => {
      expect((await ask(whole(family.success.reply))).limits).toEqual([])
    })

    describe('the list of models', () => {
      test('as the server orders it', async () => {
        server().play(whole(family.models.reply))
        expect(await adapter().listModels(AbortSignal.timeout(5_000))).toEqual(family.models.ids)
        expect(server().seen).toMatchObject([{ method: 'GET', url: family.models.url, headers: family.auth }])
      })

      test('why there is none', async () => {
        server().play(whole(family.errors.keyRefused.reply))
        const refused = adapter().listModels(AbortSignal.timeout(5_000))
        await expect(refused).rejects.toMatchObject({ outcome: { kind: 'blocked', reason: 'auth' } })
        server().play(whole({ body: { hello: 'world' } }))
        await expect(adapter().listModels(AbortSignal.timeout(5_000))).rejects.toBeInstanceOf(ProviderError)
      })
    })
  })
}
