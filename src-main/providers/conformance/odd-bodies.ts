import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Asking } from './asking'
import { whole } from './loopback'

/** Registers the tests of bodies that are too long, break off or cannot be read: a part of the suite. */
export function oddBodies({ ask, server }: Asking): void {
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
    server().seen.length = 0
    // A server that sends back what it was sent, the key as well, which `ask` looks for.
    const { outcome: echo } = await ask((response, seen) => whole({ body: seen.headers })(response, seen))
    expect(echo).toMatchObject({ kind: 'transient', answer: { text: expect.stringContaining('[key]') } })
  })
}
