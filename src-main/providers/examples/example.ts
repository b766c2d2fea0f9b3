import type { LimitFamily } from '../limit-family'

/** A body as a provider writes it, the words that must be kept of it, and the headers by which it names the call. */
export type Wire = {
  readonly text: string
  readonly message: string
  readonly headers: Readonly<Record<string, string>>
  readonly requestId: string | null
}

/** One wire example: which row of the table it must hit, the answer, and what it comes to, as `short` writes it. */
export type Example = readonly [
  row: string,
  status: number,
  wire: Wire,
  expected: string,
  headers?: Readonly<Record<string, string>>,
  family?: LimitFamily,
]

/** Moments in the examples are told from here: a Monday, 04:00 on the US Pacific coast. */
export const now = Date.parse('2026-11-23T12:00:00Z')
export const untilPacificMidnight = 20 * 3_600_000
export const untilUtcMidnight = 12 * 3_600_000
export const untilDecember = 7.5 * 86_400_000

const json = (body: unknown, message: string, headers: Record<string, string>, requestId: string | null): Wire => ({
  ...{ text: JSON.stringify(body), message, headers, requestId },
})
const openAiId = { 'x-request-id': 'req_7f3' }

/** OpenAI and what speaks as it does. */
export const openAi = (message: string, code: string | null, type = 'invalid_request_error'): Wire =>
  json({ error: { message, type, param: null, code } }, message, openAiId, 'req_7f3')
/** A Responses object that failed inside HTTP 200. */
export const response = (message: string, code: string): Wire =>
  json(
    {
      id: 'resp_1',
      object: 'response',
      status: 'failed',
      error: { code, message },
      output: [],
      tools: [{ type: 'safety' }],
    },
    message,
    openAiId,
    'req_7f3',
  )
export const azure = (message: string, code: string, more: object = {}): Wire =>
  json({ error: { message, code, ...more } }, message, { 'apim-request-id': 'a-1' }, 'a-1')
/** Its request id stands in the body as well, and only there where a proxy dropped the header. */
export const anthropic = (type: string, message: string, details?: object): Wire =>
  json(
    { type: 'error', error: { type, message, ...(details && { details }) }, request_id: 'req_011' },
    message,
    {},
    'req_011',
  )
export const gemini = (code: number, status: string, message: string, details: object[] = []): Wire =>
  json({ error: { code, message, status, details } }, message, {}, null)
/** The same on the OpenAI-compatible endpoint: in an array. */
export const geminiCompatible = (code: number, status: string, message: string, details: object[] = []): Wire =>
  json([{ error: { code, message, status, details } }], message, {}, null)
export const openRouter = (code: number, message: string, metadata?: object, more: object = {}): Wire =>
  json(
    { error: { code, message, ...(metadata && { metadata }) }, ...more },
    message,
    { 'x-generation-id': 'gen-1' },
    'gen-1',
  )
/** Mistral, and older vLLM. */
export const flat = (message: string, type: string, code: string | number): Wire =>
  json({ object: 'error', message, type, param: null, code }, message, openAiId, 'req_7f3')
/** llama.cpp and vLLM: the code is the status. */
export const numbered = (code: number, message: string, type: string, more: object = {}): Wire =>
  json({ error: { code, message, type, ...more } }, message, {}, null)
/** Ollama native. */
export const bare = (message: string): Wire => json({ error: message }, message, {}, null)
/** Anything else that is JSON. */
export const other = (body: unknown, message: string): Wire => json(body, message, {}, null)
export const cloudflare = (error_code: number, title: string, more: object = {}): Wire =>
  json(
    { type: 'https://developers.cloudflare.com/', title, error_code, cloudflare_error: true, ...more },
    title,
    { 'cf-ray': '8f-FRA' },
    '8f-FRA',
  )
export const page = (title: string, body = '', headers: Record<string, string> = {}): Wire => ({
  text: `<!DOCTYPE html>\n<html><head><title>${title}</title><style>p{}</style></head><body><h1>${title}</h1><p>${body}</p></body></html>`,
  ...{ message: title, headers, requestId: headers['cf-ray'] ?? null },
})
export const plain = (text: string): Wire => ({ ...{ text, message: text, headers: {}, requestId: null } })
export const nothing = (message: string): Wire => ({ ...{ text: '', message, headers: {}, requestId: null } })
