import { z } from 'zod'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { classifyHttpError, classifyNetworkError, type HttpAnswer } from '../classify'
import { transient } from '../judge-answer'
import {
  aborted,
  type Endpoint,
  type ProtocolAdapter,
  ProviderError,
  providerError,
  unusableHeaders,
} from '../protocol'
import { looksLikeHtml, parseJson } from '../read-error-body'
import { serverSentEvents, unframed, wholeText } from '../sse'
import { createUpstream } from '../upstream'
import { type Answer, createSend } from './client'
import { dialectOf } from './dialect'
import { createOwnFields } from './own-fields'
import { readAnswer } from './read-answer'
import { readChatStream } from './stream-chat'
import { readResponsesStream } from './stream-responses'
import { type Manner, type WireRequest, wireRequest } from './wire-request'

/** OpenAI's chat completions and embeddings, at OpenAI or any server that speaks them. Throws for a base URL that is none. */
export const createOpenAiChat = (endpoint: Endpoint): ProtocolAdapter => createOpenAi(endpoint, 'chat')
/** OpenAI's Responses, and its embeddings. Throws for a base URL that is none. */
export const createOpenAiResponses = (endpoint: Endpoint): ProtocolAdapter => createOpenAi(endpoint, 'responses')

const ModelList = z.object({ data: z.array(z.object({ id: z.string() })).nullable() }) // Ollama without models: null

function createOpenAi(endpoint: Endpoint, api: Manner['api']): ProtocolAdapter {
  const { attempt, context, close, fetch } = createUpstream(endpoint)
  const dialect = dialectOf(endpoint)
  const send = createSend(endpoint, dialect, { fetch })
  const own = createOwnFields(dialect)

  const call = (called: ProviderCall): Promise<Outcome> =>
    attempt(called, async ({ request, model, idempotencyKey, signal, onText }) => {
      const wire = await wireRequest(called, { api, stream: endpoint.stream, ...own.manner(model) })
      const headers = { 'Idempotency-Key': idempotencyKey }
      const answer = await send('post', wire.path, { body: wire.body, headers, signal })
      const asked = { request, wire }
      if (!isSuccess(answer)) {
        const refused = { ...answer, text: await answer.text() }
        const learned = own.learn(refused, wire, request, model)
        return learned === null ? classifyHttpError(refused, context()) : transient(answer, 'server_error', learned)
      }
      if (answer.body === null || !comesAsStream(answer, wire))
        return readAnswer({ ...answer, text: await answer.text() }, asked, context())
      const { isUnframed, body } = await unframed(answer.body)
      if (isUnframed) return readAnswer({ ...answer, text: await wholeText(body) }, asked, context())
      const parts = { items: serverSentEvents(body), head: answer, asked, context: context() }
      const read = wire.path === '/responses' ? readResponsesStream : readChatStream
      return read({ ...parts, onText })
    })

  async function listModels(signal: AbortSignal): Promise<string[]> {
    const unusable = unusableHeaders(endpoint)
    if (unusable) throw providerError(unusable, null)
    let answer: HttpAnswer
    try {
      const { text, ...head } = await send('get', '/models', { signal })
      answer = { ...head, text: await text() }
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

  return { call, listModels, close }
}

const isSuccess = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status < 300

/** Some servers answer whole where a stream was asked for, and some gateways stream where none was. */
function comesAsStream({ headers }: Answer, { stream }: WireRequest): boolean {
  const type = headers.get('content-type') ?? ''
  return /event-stream/i.test(type) || (stream && !/json|html/i.test(type))
}
