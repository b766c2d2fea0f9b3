import { createParser } from 'eventsource-parser'

/**
 * What a stream gave: an event with its data (several `data:` lines joined by line breaks), or a sign of life that carries none, such as
 * a comment or a part of an event. `unfinished`: the stream ended before the blank line that ends an event.
 */
export type StreamItem =
  | { readonly kind: 'event'; readonly event: string | null; readonly data: string; readonly unfinished?: true }
  | { readonly kind: 'alive' }

/** More than any model's longest answer with its framing; a server that sends more is broken, or no LLM. */
export const longestAnswerBytes = 64 * 1024 * 1024

export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong'
  readonly code = 'TRILANE_ANSWER_TOO_LONG'
  constructor(bytes: number) {
    super(`more than ${Math.floor(bytes / 1024 / 1024)} MB came`)
  }
}

type Bytes = ReadableStream<Uint8Array>

/**
 * Reads server-sent events as the HTML standard frames them: any line ends, comments, a character split over two chunks. Leaving the loop
 * early lets go of the connection. Throws what the body throws, and AnswerTooLong.
 */
export async function* serverSentEvents(body: Bytes | null, maxBytes = longestAnswerBytes): AsyncGenerator<StreamItem> {
  const events: StreamItem[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ kind: 'event', event: event ?? null, data }),
  })
  for await (const text of decoded(body, maxBytes)) {
    parser.feed(text)
    if (events.length === 0) yield { kind: 'alive' }
    yield* events.splice(0)
  }
  parser.feed('\n\n') // some servers leave the last blank line out
  for (const event of events) yield event.kind === 'event' ? { ...event, unfinished: true } : event
}

/** Reads newline-delimited JSON, line by line, as Ollama streams it; `event` is null. Otherwise as `serverSentEvents`. */
export async function* jsonLines(body: Bytes | null, maxBytes = longestAnswerBytes): AsyncGenerator<StreamItem> {
  let rest = ''
  for await (const text of decoded(body, maxBytes)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    const full = lines.filter((line) => line.trim() !== '')
    if (full.length === 0) yield { kind: 'alive' }
    for (const line of full) yield { kind: 'event', event: null, data: line.trim() }
  }
  if (rest.trim() !== '') yield { kind: 'event', event: null, data: rest.trim(), unfinished: true }
}

/** All of a body as text. Throws what the body throws, and AnswerTooLong. */
export async function wholeText(body: Bytes | null, maxBytes = longestAnswerBytes): Promise<string> {
  const parts: string[] = []
  for await (const text of decoded(body, maxBytes)) parts.push(text)
  return parts.join('')
}

/**
 * Whether a body that should be a stream is JSON or a web page instead, as some servers send errors under a stream's type or under none:
 * its first character tells, since no line of a stream begins so. `body` is all of it, unread. Throws what the body throws.
 */
export async function unframed(body: Bytes): Promise<{ readonly isUnframed: boolean; readonly body: Bytes }> {
  const reader = body.getReader()
  const taken: Uint8Array[] = []
  let first: number | undefined
  while (first === undefined) {
    const next = await reader.read()
    if (next.done) break
    taken.push(next.value)
    first = next.value.find((byte) => !blank.has(byte))
  }
  const again = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = taken.length > 0 ? { done: false, value: taken.shift() } : await reader.read()
        if (next.value) controller.enqueue(next.value)
        if (next.done) controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { isUnframed: first !== undefined && '{[<'.includes(String.fromCharCode(first)), body: again }
}
/** White space, and the three bytes of a byte order mark. */
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

/** The body up to so many bytes, and to where it breaks if it does: then it ends as if that were all. Only an abort breaks it as well. */
export function firstBytes(
  body: Bytes,
  maxBytes: number,
  signal: AbortSignal | null,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Bytes {
  const reader = body.getReader()
  let left = maxBytes
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read().catch((error: unknown) => {
        if (signal?.aborted) throw error
        return null
      })
      if (next === null || next.done) return controller.close()
      onBytes(next.value)
      controller.enqueue(next.value.subarray(0, left))
      left -= next.value.byteLength
      if (left > 0) return
      close(reader)
      controller.close()
    },
    cancel: () => close(reader),
  })
}

async function* decoded(body: Bytes | null, maxBytes: number): AsyncGenerator<string> {
  if (body === null) return
  const decoder = new TextDecoder() // drops a byte order mark, and keeps what a chunk has of a split character
  const reader = body.getReader()
  let bytes = 0
  let left = true
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.byteLength
      if (bytes > maxBytes) {
        close(reader)
        throw new AnswerTooLong(maxBytes)
      }
      yield decoder.decode(next.value, { stream: true })
    }
    left = false
    yield decoder.decode()
  } finally {
    if (left) letGo(reader)
  }
}

/** How long, and how much, an answer that is complete may take to end on the wire as well. */
const lastBytes = { ms: 500, reads: 16 }

/**
 * Whoever leaves the loop has the whole answer, and mostly only the end of the body is missing: read on for a moment, so that the
 * connection can carry the next call, and close it otherwise. Nobody waits for that.
 */
async function letGo(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const timer = setTimeout(() => close(reader), lastBytes.ms)
  timer.unref()
  try {
    for (let reads = 0; reads < lastBytes.reads; reads++) if ((await reader.read()).done) return
    close(reader)
  } catch {
    // It broke, after all of it that counts had come.
  } finally {
    clearTimeout(timer)
  }
}

function close(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => {}) // it may be broken already
}
