import { longestAnswer, longestBody, type WireAnswer } from '#shared/wire'
import { redact } from './redact'
import type { HeaderMap } from './wait-hint'

/** Headers that tell of limits, waits, the call's id, and who answered. Cookies and policies for browsers are of no use here. */
const telling =
  /^(retry-after|x-ratelimit-|ratelimit|anthropic-ratelimit-|x-should-retry|request-id|x-request-id|apim-request-id|x-generation-id|cf-ray|x-ms-|openai-|x-litellm-|x-envoy-|x-goog-|date|server|via|location|content-type|www-authenticate)/i
/** Of an answer that succeeded only what is of that call: its id, what is left of the limits, how long it took there. */
const tellingOfAnswer =
  /^(retry-after|x-ratelimit-|ratelimit|anthropic-ratelimit-|request-id|x-request-id|apim-request-id|x-generation-id|cf-ray|openai-processing-ms|openai-version|x-ms-region|x-litellm-(call-id|model-id|response-cost)|x-envoy-upstream-service-time|x-inference-time|x-groq-region)/i
const mostOfAnswer = 24
const longestOfAnswer = 200
const mostHeaders = 60
const longestValue = 500
/** A key that the end of what is kept would cut in two is masked before it is cut. Longer ones (tokens of some clouds) have 2 kB. */
const margin = 4 * 1024

/** An answer's status, headers, and the beginning of its body, gathered while others read it. */
export type Heard = {
  status: number
  headers: HeaderMap
  readonly chunks: Uint8Array[]
  bytes: number
  readonly most: number // how much of its body is gathered
}

/** keepsAnswer: one that succeeds may be kept whole, and may be longer than an error. */
export const hear = (status: number, headers: HeaderMap, keepsAnswer = false): Heard => ({
  ...{ status, headers, chunks: [], bytes: 0 },
  most: (keepsAnswer ? longestAnswer : longestBody) + margin,
})

/** A piece of its body came. */
export function remember(heard: Heard, bytes: Uint8Array): void {
  if (heard.bytes <= heard.most) heard.chunks.push(bytes)
  heard.bytes += bytes.byteLength
}

/** What is kept of one that succeeded: no body, since its text is the result. Null where its headers say nothing. */
export function answeredWith({ status, headers }: Heard, secrets: readonly string[]): WireAnswer | null {
  const kept: [string, string][] = []
  for (const [name, value] of headers) {
    if (!tellingOfAnswer.test(name)) continue
    kept.push([name, redact(value.slice(0, longestValue), secrets).slice(0, longestOfAnswer)])
    if (kept.length === mostOfAnswer) break
  }
  return kept.length === 0 ? null : { status, headers: kept, body: null, cut: false }
}

/** The same with its body, as a person has it kept. */
export function keptAnswer(heard: Heard, secrets: readonly string[]): WireAnswer {
  const { status } = heard
  return { ...(answeredWith(heard, secrets) ?? { status, headers: [] }), ...bodyOf(heard, secrets, longestAnswer) }
}

/** What of it is kept, with keys masked. */
export function wireAnswer(heard: Heard, secrets: readonly string[]): WireAnswer {
  const { status, headers } = heard
  return {
    status,
    headers: [...headers]
      .filter(([name]) => telling.test(name))
      .slice(0, mostHeaders)
      .map(([name, value]) => [name, redact(value.slice(0, longestValue + margin), secrets).slice(0, longestValue)]),
    ...bodyOf(heard, secrets, longestBody),
  }
}

function bodyOf({ chunks, bytes }: Heard, secrets: readonly string[], longest: number) {
  if (bytes === 0) return { body: null, cut: false }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, longest + margin))
  const body = redact(text, secrets).slice(0, longest).toWellFormed().replaceAll('\0', '\ufffd')
  return { body, cut: bytes > longest }
}
