import { z } from 'zod'
import type { Outcome, ProviderAdapter, ProviderCall } from '#shared/outcome'
import type { Failure } from '#shared/task'
import { buildRequest } from './build-request'
import { type ClassifyContext, classifyHttpError, classifyNetworkError, type HttpAnswer } from './classify'
import { createOpenAiClient, type OpenAiEndpoint } from './openai-client'
import { readAnswer } from './read-answer'
import { looksLikeHtml, parseJson } from './read-error-body'

export type OpenAiCompatible = ProviderAdapter & {
  /** The models that the server offers, as it orders them. Rejects with a ProviderError. */
  readonly listModels: (signal: AbortSignal) => Promise<string[]>
  /** Ends every call that still runs, as lost connections, and frees the sockets. */
  readonly close: () => Promise<void>
}

/** Why a server gave no list of models. `outcome` is null when it answered, but with something else. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  constructor(
    readonly outcome: Outcome | null,
    readonly status: number | null,
    message: string,
  ) {
    super(message)
  }
}

const ModelList = z.object({ data: z.array(z.object({ id: z.string() })).nullable() }) // Ollama without models: null

/** Any server that speaks OpenAI's chat completions and embeddings. One `call` is one request on the wire, always. */
export function createOpenAiCompatible(endpoint: OpenAiEndpoint): OpenAiCompatible {
  const { apiKey, headers = {} } = endpoint
  const client = createOpenAiClient(endpoint)
  const context = (): ClassifyContext => ({
    secrets: [...(apiKey === null ? [] : [apiKey]), ...Object.values(headers)],
    now: Date.now(),
  })

  async function call({ signal, idempotencyKey, onFirstByte, ...what }: ProviderCall): Promise<Outcome> {
    if (signal.aborted) return aborted(signal)
    if (!fitsInHeader(apiKey ?? '')) return unusableKey()
    const wire = buildRequest(what)
    try {
      const sending = {
        body: wire.body,
        headers: { 'Idempotency-Key': idempotencyKey },
        signal,
        onHeaders: onFirstByte,
      }
      const answer = await client.send('post', wire.endpoint, sending)
      return isSuccess(answer) ? readAnswer(answer, wire, context()) : classifyHttpError(answer, context())
    } catch (error) {
      return signal.aborted ? aborted(signal) : classifyNetworkError(error, context())
    }
  }

  async function listModels(signal: AbortSignal): Promise<string[]> {
    if (!fitsInHeader(apiKey ?? '')) throw providerError(unusableKey(), null)
    let answer: HttpAnswer
    try {
      answer = await client.send('get', '/models', { signal })
    } catch (error) {
      const outcome = signal.aborted ? aborted(signal) : classifyNetworkError(error, context())
      throw providerError(outcome, null)
    }
    if (!isSuccess(answer)) throw providerError(classifyHttpError(answer, context()), answer.status)
    const list = ModelList.safeParse(parseJson(answer.text))
    if (list.success) return [...new Set(list.data.data?.map(({ id }) => id))]
    const what = looksLikeHtml(answer.text) ? 'a web page' : 'something other than a list of models'
    throw new ProviderError(null, answer.status, `it answered with ${what}`)
  }

  return { call, listModels, close: client.close }
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300

/** What the abort's reason, the engine's own word, makes of the call. */
function aborted({ reason }: AbortSignal): Outcome {
  if (reason === 'shutdown') return { kind: 'lost' }
  const timedOut = reason === 'timeout' || (reason instanceof DOMException && reason.name === 'TimeoutError')
  if (!timedOut) return { kind: 'cancelled' }
  const failure: Failure = {
    code: 'timeout',
    status: null,
    providerCode: null,
    message: 'No complete answer came within the time limit',
    requestId: null,
  }
  return { kind: 'transient', failure, outage: true, retryAfterMs: null }
}

/** HTTP headers carry Latin-1 without control characters. A pasted key often brings a line break or a typographic quote. */
function fitsInHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/** A person must enter the key again; until then every task would fail of it, so the gate closes and none is sent. */
function unusableKey(): Outcome {
  const failure: Failure = {
    code: 'auth',
    status: null,
    providerCode: 'ERR_INVALID_CHAR',
    message: 'The API key has a character that no key can have, perhaps a line break. Enter it again',
    requestId: null,
  }
  return { kind: 'blocked', reason: 'auth', failure }
}

function providerError(outcome: Outcome, status: number | null): ProviderError {
  return new ProviderError(outcome, status, 'failure' in outcome ? outcome.failure.message : outcome.kind)
}
