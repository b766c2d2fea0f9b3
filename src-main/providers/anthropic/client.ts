import { APIError, BaseAnthropic } from '@anthropic-ai/sdk'
import { longestDelayMs } from '#shared/lane'
import type { Endpoint, Fetch } from '../protocol'
import type { Incoming } from '../receive'
import { wholeText } from '../sse'

/** One request. A `body` makes it a POST. */
export type Sending = {
  readonly signal: AbortSignal
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends once and gives the answer, whatever its status. Rejects with the network's own error where none came. */
export type Send = (path: string, sending: Sending) => Promise<Incoming>

/** The version that this code is written for, and that other servers of this protocol know. The SDK would send its own newest. */
const apiVersion = '2023-06-01'

/**
 * Anthropic's SDK, with its retries, time limits, tracing, credentials and variables out of the way. Requests go through its `post` and
 * `get` and not through `messages.create`, which throws before sending where it expects an answer to take ten minutes (`max_tokens` above
 * 21,333), warns on the console of deprecated models, and parses bodies that classification wants as they came.
 */
export function createClient({ baseUrl, apiKey, headers = {} }: Endpoint, fetch: Fetch): Send {
  const root = new URL(messagesRoot(baseUrl))
  const query = Object.fromEntries(root.searchParams) // a gateway's own
  root.search = ''
  const client = new RawErrorClient({
    baseURL: root.toString(),
    defaultQuery: query,
    // Without a key of its own the SDK would look for one in ANTHROPIC_* variables and in files of the home directory.
    apiKey: apiKey ?? 'none',
    webhookKey: null,
    defaultHeaders: {
      ...headersOfEnvironment(),
      'User-Agent': 'trilane',
      'anthropic-version': apiVersion,
      Authorization: null, // where the SDK would put the key; the documented place, and the only one that some servers look at, is the next
      ...(apiKey === null ? {} : { 'x-api-key': apiKey }),
      ...headers,
    },
    maxRetries: 0, // the engine retries, and nobody else
    timeout: longestDelayMs,
    logLevel: 'off', // at `debug` the SDK would print prompts
    openTelemetry: { traces: false, propagation: false },
    fetch: (input, init) => fetch(input as string | URL | Request, init).catch(keepOriginal),
  })
  return async (path, { signal, body, headers: own }) => {
    const method = body === undefined ? 'get' : 'post'
    try {
      const response = await client[method](path, { body, headers: own, signal }).asResponse()
      const { status, headers, body: unread } = response
      return { status, headers, body: unread, text: () => wholeText(unread) }
    } catch (error) {
      // An abort amid the body leaves half of it, from which nothing must be read.
      if (error instanceof RawStatusError && !signal.aborted) return error.answer
      throw originalOf(error)
    }
  }
}

/** The root before `/v1/messages`, from what a person typed: with or without `/v1`, an endpoint, or a slash at its end. */
export function messagesRoot(baseUrl: string): string {
  const url = new URL(baseUrl)
  url.pathname = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/(messages|models)$/, '')
    .replace(/\/v1$/, '')
  url.hash = ''
  return url.toString().replace(/\/$/, '')
}

/**
 * The SDK's error keeps what it parsed of a body; classification reads all of it. The base class has `get` and `post`, and not the
 * resources for all of the API, which would be four fifths of the bundle.
 */
class RawErrorClient extends BaseAnthropic {
  protected override makeStatusError(
    status: number,
    json: object,
    text: string | undefined,
    headers: Headers,
  ): APIError {
    return new RawStatusError(status, headers, json === undefined ? (text ?? '') : JSON.stringify(json))
  }
}

class RawStatusError extends APIError<number, Headers, undefined> {
  readonly answer: Incoming
  constructor(status: number, headers: Headers, text: string) {
    super(status, undefined, undefined, headers)
    this.answer = { status, headers, body: null, text: async () => text }
  }
}

/** The SDK drops the cause of an error that looks like a timeout to it, and with it the code that tells which. This one does not. */
class Unanswered extends Error {
  constructor(readonly original: unknown) {
    super('no answer came')
  }
}

function keepOriginal(error: unknown): never {
  throw new Unanswered(error)
}

function originalOf(error: unknown): unknown {
  const inner = error instanceof Error ? error.cause : undefined
  return inner instanceof Unanswered ? inner.original : error
}

/** The SDK adds the headers of this variable to every client, and takes out those that are null. */
function headersOfEnvironment(): Record<string, null> {
  const lines = (process.env.ANTHROPIC_CUSTOM_HEADERS ?? '').split('\n')
  const names = lines.map((line) => line.split(':', 1)[0]?.trim() ?? '')
  return Object.fromEntries(names.filter((name) => name !== '').map((name) => [name, null]))
}
