import OpenAI, { APIError } from 'openai'
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici'
import { longestDelayMs } from '#shared/lane'
import { apiRoot } from './base-url'
import type { HttpAnswer } from './classify'

/** The Fetch API's function, as the SDK takes it. */
export type Fetch = NonNullable<NonNullable<ConstructorParameters<typeof OpenAI>[0]>['fetch']>

/** Where a provider is, and how to be let in. */
export type OpenAiEndpoint = {
  readonly baseUrl: string
  /** null: a server that wants none, such as Ollama. */
  readonly apiKey: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly fetch?: Fetch
  /** The connections to use; undefined: its own. */
  readonly dispatcher?: Dispatcher
}

/** One request. `onHeaders` is called when the answer's headers came, once. */
export type Sending = {
  readonly signal: AbortSignal
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly onHeaders?: () => void
}

/** One address behind OpenAI's SDK, with the SDK's retries and time limits out of the way. */
export type OpenAiClient = {
  /** Sends once and gives the whole answer, whatever its status; throws where none came: the network's error, or the abort. */
  readonly send: (method: 'get' | 'post', path: string, sending: Sending) => Promise<HttpAnswer>
  /** Closes every connection, those in use too. */
  readonly close: () => Promise<void>
}

const connectTimeoutMs = 10_000

export function createOpenAiClient({
  baseUrl,
  apiKey,
  headers = {},
  query = {},
  fetch = pinnedFetch,
  dispatcher,
}: OpenAiEndpoint): OpenAiClient {
  const agent =
    dispatcher ??
    new Agent({
      // undici gives up after 300 s without headers or a next chunk; a long answer may take longer, and the lane has its own limit.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectTimeoutMs },
      allowH2: false, // with a socket per call, aborting the call closes its socket
    })
  const ownAuthorization = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  const client = new RawErrorClient({
    baseURL: apiRoot(baseUrl),
    apiKey: apiKey ?? 'none', // the SDK refuses to start without one; its header is taken out below
    // Without these nulls the SDK would read OPENAI_* variables, which are meant for OpenAI and not for this server.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    defaultHeaders: {
      ...headersOfEnvironment(),
      'User-Agent': 'trilane',
      ...(apiKey === null && !ownAuthorization ? { Authorization: null } : {}),
      ...headers,
    },
    defaultQuery: { ...query },
    maxRetries: 0, // the engine retries, and nobody else
    timeout: longestDelayMs,
    logLevel: 'off', // at `debug` the SDK would print prompts
    fetch,
    fetchOptions: { dispatcher: agent, redirect: 'manual' },
  })
  return {
    async send(method, path, { signal, body, headers: own, onHeaders }) {
      try {
        const response = await client[method](path, { body, headers: own, signal }).asResponse()
        onHeaders?.()
        return { status: response.status, headers: response.headers, text: await response.text() }
      } catch (error) {
        if (!(error instanceof RawStatusError) || signal.aborted) throw error
        onHeaders?.()
        return error.answer
      }
    },
    close: () => agent.destroy(),
  }
}

// undici's own fetch beside undici's Agent: Electron's and Node's built-in fetch bring another undici, whose Agents differ.
const pinnedFetch = undiciFetch as unknown as Fetch

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
