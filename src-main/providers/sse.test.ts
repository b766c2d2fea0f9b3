import { expect, test } from 'vitest'
import { AnswerTooLong, jsonLines, type StreamItem, serverSentEvents, wholeText } from './sse'

function body(...chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)))
}
async function all(items: AsyncIterable<StreamItem>): Promise<StreamItem[]> {
  const all: StreamItem[] = []
  for await (const item of items) all.push(item)
  return all
}
async function events(...chunks: (string | Uint8Array)[]): Promise<StreamItem[]> {
  return (await all(serverSentEvents(body(...chunks)))).filter(({ kind }) => kind === 'event')
}
const event = (data: string, name: string | null = null) => ({ kind: 'event', event: name, data })

test.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('events with names and several lines of data, with %s', async (_, end) => {
  const text = ['event: a', 'data: one', 'data:two', '', 'id: 7', 'retry: 5', 'odd', 'data: three', '', ''].join(end)
  expect(await events(`${text}${end}`)).toEqual([event('one\ntwo', 'a'), event('three')])
})

test('any cut of the bytes gives the same events, and each chunk is a sign of life', async () => {
  const bytes = Buffer.from('\ufeff: hi\r\n\r\ndata: {"a":"世界 🙂"}\r\n\r\nevent: x\r\ndata: 2\r\n\r\n')
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    const items = await all(serverSentEvents(body(...chunks)))
    expect(items.filter(({ kind }) => kind === 'event')).toEqual([event('{"a":"世界 🙂"}'), event('2', 'x')])
    expect(items.length).toBeGreaterThanOrEqual(chunks.length)
  }
})

test('a last event without its blank line comes, marked as unfinished', async () => {
  expect(await events('data: 1\n\n', 'data: [DO')).toEqual([event('1'), { ...event('[DO'), unfinished: true }])
  expect(await events('data: 1\n\n')).toEqual([event('1')])
  expect(await events('')).toEqual([])
  expect(await all(serverSentEvents(null))).toEqual([])
})

test('lines of JSON', async () => {
  expect(
    (await all(jsonLines(body('{"a":', '1}\r\n\n{"b"', ':2}\n{"c":3}')))).filter(({ kind }) => kind === 'event'),
  ).toEqual([event('{"a":1}'), event('{"b":2}'), { ...event('{"c":3}'), unfinished: true }])
})

test('what grows without end is given up and its connection let go', async () => {
  let cancelled = false
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Buffer.alloc(1_024, 'a')),
      cancel: () => {
        cancelled = true
      },
    })
  await expect(all(serverSentEvents(endless(), 10_000))).rejects.toBeInstanceOf(AnswerTooLong)
  expect(cancelled).toBe(true)
  await expect(wholeText(endless(), 10_000)).rejects.toBeInstanceOf(AnswerTooLong)
  expect(await wholeText(body('世', '界'))).toBe('世界')
})
