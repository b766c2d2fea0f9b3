import { describe, expect, test } from 'vitest'
import type { Asking } from './asking'
import type { Family } from './family'
import { brokenStream, eventStream, stream, whole } from './loopback'

export const brokenOff = { kind: 'transient', outage: false, failure: { code: 'connection' } }

/** Registers the tests of streams that do not end as they should: a part of the suite. */
export function brokenStreams(family: Family, { ask }: Asking): void {
  const { head, pieces, texts, end, headers: streamHeaders } = family.stream
  const [firstPiece = '', ...morePieces] = pieces

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
      ['in an object that is one', { object: 'error', type: 'x', message: 'the model runner has stopped', code: 500 }],
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
}
