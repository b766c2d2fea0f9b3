import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import type { Outcome } from '#shared/outcome'
import { ProviderError } from '../protocol'
import { askingOf, question } from './asking'
import type { Expected, Family } from './family'
import { suiteKey } from './family'
import { brokenStream, eventStream, hang, stream, whole } from './loopback'

const brokenOff = { kind: 'transient', outage: false, failure: { code: 'connection' } }

/** Registers the tests that every wire protocol passes, through real HTTP on loopback. */
export function conformance(family: Family): void {
  describe(family.name, () => {
    const { adapter, ask, onMultiplied, server } = askingOf(family)
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

    describe('a stream', () => {
      test.each([
        ['ends before the answer is complete', stream([...head, firstPiece])],
        ['ends before it began', stream([])],
        ['ends in the middle of an event', stream([...head, firstPiece, (morePieces[0] ?? firstPiece).slice(0, -9)])],
        ['breaks off', brokenStream([...head, firstPiece])],
        ['breaks off before its first event', brokenStream([])],
      ])('that %s is a broken connection', async (_, script) => {
        const { outcome, firstBytes } = await ask(script, { stream: true })
        expect(outcome).toMatchObject(brokenOff)
        expect(firstBytes).toBe(1)
      })

      const begun = { kind: 'text', text: texts[0], cutOff: false, usage: { tokensIn: null, tokensOut: null } }

      test.each([
        ['ends early', stream([...head, firstPiece])],
        ['breaks off', brokenStream([...head, firstPiece])],
        ['has a part that cannot be read', stream([...head, firstPiece, 'data: {"choi\n\n'])],
      ])('that %s leaves its failure with the text that had come', async (_, script) => {
        expect((await ask(script, { stream: true })).outcome).toMatchObject({ kind: 'transient', answer: begun })
      })

      test('that breaks off before any text has no answer', async () => {
        expect((await ask(brokenStream(head), { stream: true })).outcome).not.toHaveProperty('answer')
      })

      test('with an error event in the middle', async () => {
        const { outcome } = await ask(stream([...head, firstPiece, family.stream.error]), { stream: true })
        expect(outcome).toMatchObject({ ...family.stream.errorIs, answer: begun })
      })

      test.each([
        ['in words', { error: 'the model runner has stopped' }],
        [
          'in an object that is one',
          { object: 'error', type: 'x', message: 'the model runner has stopped', code: 500 },
        ],
      ])('with an error in the middle %s, and an end as if all were well', async (_, error) => {
        const event = `data: ${JSON.stringify(error)}\n\n`
        const { outcome } = await ask(stream([...head, firstPiece, event, ...end]), { stream: true })
        expect(outcome).toMatchObject({
          ...{ kind: 'transient', failure: { message: 'the model runner has stopped' }, answer: begun },
        })
      })

      test.each([
        [
          'an error as plain JSON',
          '{"error":"model runner has stopped"}',
          { failure: { message: 'model runner has stopped' } },
        ],
        ['a web page', '<!doctype html><html><title>Log in</title></html>', { outage: true }],
      ])('that is %s, under the type of a stream', async (_, body, expected) => {
        const { outcome } = await ask(whole({ headers: eventStream, body }), { stream: true })
        expect(outcome).toMatchObject({ kind: 'transient', ...expected })
      })

      test('whose first event is an error', async () => {
        const { outcome, texts } = await ask(stream([family.stream.error]), { stream: true })
        expect(outcome).toMatchObject(family.stream.errorIs)
        expect(texts.join('')).toBe('')
      })

      test('that stalls ends with the engine’s word for it, and so does its connection', async () => {
        const abort = new AbortController()
        const closed = Promise.withResolvers<void>()
        const { outcome } = await ask(
          (response) => {
            response.writeHead(200, eventStream)
            response.write([...head, firstPiece].join(''))
            response.on('close', closed.resolve)
          },
          { stream: true, signal: abort.signal, onText: (piece) => piece !== '' && abort.abort('stalled') },
        )
        expect(outcome).toMatchObject({
          ...{ kind: 'transient', retryAfterMs: null },
          failure: { code: 'timeout', message: expect.stringMatching(/stopped/) },
          answer: begun,
        })
        await closed.promise
      })

      if (family.unsuccessfulStreams.length > 0)
        test.each(family.unsuccessfulStreams)('$name', async ({ events, expected }) => {
          const { outcome } = await ask(stream(events, streamHeaders), { stream: true })
          expect(outcome).toMatchObject(expected)
        })
    })

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

    describe('the body of an error', () => {
      const json = { 'content-type': 'application/json' }

      test('that never ends is left after a few megabytes, and its connection closed', async () => {
        const closed = Promise.withResolvers<void>()
        const { outcome } = await ask((response) => {
          response.on('close', closed.resolve)
          response.writeHead(503, json)
          const more = () => void (response.destroyed || response.write('x'.repeat(1 << 20), more))
          more()
        })
        expect(outcome).toMatchObject({ kind: 'transient', failure: { status: 503 } })
        await closed.promise
      })

      test('that grows without end when it is unpacked is left as well', async () => {
        const { outcome } = await ask((response) => {
          response.writeHead(503, { ...json, 'content-encoding': 'gzip' })
          response.end(gzipSync(Buffer.alloc(64 << 20, 'x')))
        })
        expect(outcome).toMatchObject({ kind: 'transient', failure: { status: 503 } })
      })

      test('that breaks off tells its status all the same', async () => {
        const { outcome } = await ask((response) => {
          response.writeHead(429, { ...json, 'retry-after': '7', 'content-length': '500' })
          response.write('{"error":', () => response.socket?.resetAndDestroy())
        })
        expect(outcome).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7_000 })
      })

      test('that hangs ends with the call', async () => {
        const abort = new AbortController()
        const { outcome } = await ask(
          (response) => {
            response.writeHead(429, json)
            response.write('{"error":', () => abort.abort('timeout'))
          },
          { signal: abort.signal },
        )
        expect(outcome).toMatchObject({ kind: 'transient', failure: { code: 'timeout' } })
      })
    })

    test('an answer that nobody can read is kept as it came, since it may be billed', async () => {
      const { outcome } = await ask(whole({ headers: { 'content-type': 'application/json' }, body: 'Well, "then' }))
      expect(outcome).toMatchObject({
        ...{ kind: 'transient', outage: false, failure: { code: 'server_error' } },
        answer: { text: 'Well, "then', usage: { tokensIn: null, tokensOut: null } },
      })
      server().seen.length = 0
      const { outcome: other } = await ask(whole({ body: { hello: 'world' } }))
      expect(other).toMatchObject({ kind: 'transient', answer: { text: '{"hello":"world"}' } })
    })

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
