import OpenAI, { APIError } from 'openai'
import { longestDelayMs } from '#shared/lane'
import { apiRoot } from '../base-url'
import type { HttpAnswer } from '../classify'
import type { AnswerHead } from '../judge-answer'
import type { Endpoint } from '../protocol'
import { wholeText } from '../sse'
import type { Upstream } from '../upstream'
import type { Dialect } from './dialect'

/** One request. */
export type Sending = {
  readonly signal: AbortSignal
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer whose headers came: its body is still to be read, once, either way. */
export type Answer = AnswerHead & {
  readonly text: () => Promise<string>
  readonly body: ReadableStream<Uint8Array> | null
}

/** Sends once and gives the answer, whatever its status; throws where none came: the network's error, or the abort. */
export type Send = (method: 'get' | 'post', path: string, sending: Sending) => Promise<Answer>

/** One address behind OpenAI's SDK, with the SDK's retries and time limits out of the way. */
export function createSend(
  { baseUrl, apiKey, headers = {} }: Endpoint,
  { keyHeader }: Pick<Dialect, 'keyHeader'>,
  { fetch }: Pick<Upstream, 'fetch'>,
): Send {
  const root = new URL(apiRoot(baseUrl))
  const query = Object.fromEntries(root.searchParams) // Azure's api-version
  root.search = ''
  const keyElsewhere = apiKey !== null && keyHeader !== 'authorization'
  const ownAuthorization = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  const client = new RawErrorClient({
    baseURL: root.toString(),
    apiKey: apiKey ?? 'none', // the SDK refuses to start without one; its header is taken out below
    // Without these nulls the SDK would read OPENAI_* variables, which are meant for OpenAI and not for this server.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    defaultHeaders: {
      ...headersOfEnvironment(),
      'User-Agent': 'trilane',
      ...((apiKey === null || keyElsewhere) && !ownAuthorization ? { Authorization: null } : {}),
      ...(keyElsewhere ? { [keyHeader]: apiKey } : {}),
      ...headers,
    },
    defaultQuery: query,
    maxRetries: 0, // the engine retries, and nobody else
    timeout: longestDelayMs,
    logLevel: 'off', // at `debug` the SDK would print prompts
    fetch,
  })
  return async (method, path, { signal, body, headers: own }) => {
    try {
      const response = await client[method](path, { body, headers: own, signal }).asResponse()
      const { status, headers, body: stream } = response
      return { status, headers, body: stream, text: () => wholeText(stream) }
    } catch (error) {
      if (!(error instanceof RawStatusError) || signal.aborted) throw error
      const { text, ...head } = error.answer
      return { ...head, body: null, text: async () => text }
    }
  }
}

/** The SDK's error keeps only the `error` field of a body, and not every provider's words are there. */
class RawErrorClient extends OpenAI {
  protected override makeStatusError(
    status: number,
    json: unknown,
    text: string | undefined,
    headers: Headers,
  ): APIError {
    return new RawStatusError({ status, headers, text: json === undefined ? (text ?? '') : JSON.stringify(json) })
  }
}

class RawStatusError extends APIError<number, Headers, undefined> {
  constructor(readonly answer: HttpAnswer & { readonly headers: Headers }) {
    super(answer.status, undefined, undefined, answer.headers)
  }
}

/** The SDK adds the headers of this variable to every client, and takes out those that are null. */
function headersOfEnvironment(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n')
  const names = lines.map((line) => line.split(':', 1)[0]?.trim() ?? '')
  return Object.fromEntries(names.filter((name) => name !== '').map((name) => [name, null]))
}
