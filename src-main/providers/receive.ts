import type { Outcome } from '#shared/outcome'
import { type ClassifyContext, classifyHttpError, type HttpAnswer, hasErrorInside } from './classify'
import { type AnswerHead, asItCame, endedEarly, transient, unreadable } from './judge-answer'
import { parseJson } from './read-error-body'
import { type StreamItem, serverSentEvents, unframed, wholeText } from './sse'

/** An answer whose headers came: its body is still to be read, once, either way. */
export type Incoming = AnswerHead & {
  readonly text: () => Promise<string>
  readonly body: ReadableStream<Uint8Array> | null
}

/** What a protocol makes of a 2xx answer. */
export type Reading = {
  /** Of a whole one; null where its JSON has another shape than this protocol's. */
  readonly whole: (json: unknown) => Outcome | null
  readonly stream: (items: AsyncIterable<StreamItem>) => Promise<Outcome | BadStream>
}

/** `error`: an event's data that tells one. ended: it ended before the answer did. unreadable: something of the answer may be missing. */
export type BadStream = { readonly error: string } | 'ended' | 'unreadable'

/**
 * What an answer comes to, once its body has come: an error by its status, a stream, or a whole answer, as the server and not as the request
 * would have it. Rejects with the network's own error.
 * @param stream whether one was asked for: it decides where the answer's type says nothing
 */
export async function receive(
  answer: Incoming,
  context: ClassifyContext,
  reading: Reading,
  stream: boolean,
): Promise<Outcome> {
  const { status, headers, body } = answer
  const head = { status, headers }
  const isSuccess = status >= 200 && status < 300
  if (!isSuccess || body === null || !comesAsStream(headers.get('content-type') ?? '', stream)) {
    const whole = { ...head, text: await answer.text() }
    return isSuccess ? readBody(whole, context, reading.whole) : classifyHttpError(whole, context)
  }
  const { isUnframed, body: again } = await unframed(body)
  if (isUnframed) return readBody({ ...head, text: await wholeText(again) }, context, reading.whole)
  const streamed = await reading.stream(serverSentEvents(again))
  if (streamed === 'ended') return endedEarly(head)
  if (streamed === 'unreadable') return transient(head, 'server_error', 'A part of the streamed answer cannot be read')
  return 'error' in streamed ? classifyHttpError({ ...head, text: streamed.error }, context) : streamed
}

function comesAsStream(type: string, asked: boolean): boolean {
  return /event-stream/i.test(type) || (asked && !/json|html/i.test(type))
}

/** HTTP 200 is not success: errors and web pages arrive in it as well. */
function readBody(answer: HttpAnswer, context: ClassifyContext, read: Reading['whole']): Outcome {
  const json = parseJson(answer.text)
  if (json === undefined) return unreadable(answer, context.secrets)
  if (hasErrorInside(json)) return classifyHttpError(answer, context)
  const words = 'The answer does not have the shape of this protocol’s answers'
  return read(json) ?? asItCame(transient(answer, 'server_error', words), answer.text, answer, context.secrets)
}
