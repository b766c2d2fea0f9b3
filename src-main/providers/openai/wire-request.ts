import { createHash } from 'node:crypto'
import type { ProviderCall, SharedPrefix } from '#shared/outcome'
import { type JsonObject, type LlmRequest, promptOf, systemOf } from '#shared/request'
import { withImagesRead } from '../images'
import { requireUsableSchema } from '../json-answer'
import { UnsendableRequest } from '../protocol'
import { type ChatRequest, chatBody, embeddingBody, streamedChatBody } from './chat-body'
import type { Dialect } from './dialect'
import { responsesBody } from './responses-body'

export type Path = '/chat/completions' | '/responses' | '/embeddings'
/** What goes on the wire: the path under the API's root, the body, and whether it asks for a stream. */
export type WireRequest = { readonly path: Path; readonly body: JsonObject; readonly stream: boolean }

/** How this server is talked to. `usageInStream`: it takes `stream_options`. */
export type Manner = {
  readonly api: 'chat' | 'responses'
  readonly stream: boolean
  readonly dialect: Dialect
  readonly usageInStream: boolean
}

type What = Pick<ProviderCall, 'request' | 'model' | 'sharedPrefix'>

/** A call in OpenAI's words. Throws UnsendableRequest for what these words cannot say. */
export async function wireRequest({ request, model, sharedPrefix }: What, manner: Manner): Promise<WireRequest> {
  switch (request.kind) {
    case 'chat': {
      requireUsableSchema(request.json)
      const { api, dialect, stream, usageInStream } = manner
      const cached = sharedPrefix && dialect.cacheKey
      const cacheKey: JsonObject = cached ? { prompt_cache_key: prefixKey(request, sharedPrefix) } : {}
      const extra: JsonObject = { ...cacheKey, ...request.extra }
      const ready = { ...request, extra, messages: await withImagesRead(request.messages) }
      if (api === 'responses') {
        const body = responsesBody(ready, model)
        return { path: '/responses', body: stream ? { ...body, stream } : body, stream }
      }
      const body = chatBody(ready, model, dialect)
      return { path: '/chat/completions', body: stream ? streamedChatBody(body, extra, usageInStream) : body, stream }
    }
    case 'embedding':
      return { path: '/embeddings', body: embeddingBody(request, model), stream: false }
    case 'verbatim':
      return verbatim(request, model, manner)
  }
}

/** The same for all requests that begin alike, and telling nothing of how they begin. */
function prefixKey(request: ChatRequest, { system, userChars }: SharedPrefix): string {
  const first = request.messages.filter(({ role }) => role === 'user').slice(0, 1)
  const beginning = [system ? systemOf(request) : '', promptOf({ kind: 'chat', messages: first }).slice(0, userChars)]
  return createHash('sha256').update(JSON.stringify(beginning)).digest('hex').slice(0, 32)
}

/** The body goes out as it is, down to whether it streams; only a model that it leaves out is added. */
function verbatim(request: Extract<LlmRequest, { kind: 'verbatim' }>, model: string, { api }: Manner): WireRequest {
  const body = request.body.model === undefined ? { ...request.body, model } : request.body
  const to = (path: Path): WireRequest => ({ path, body, stream: body.stream === true })
  switch (request.path) {
    case '/v1/chat/completions':
      return to('/chat/completions') // a server of Responses speaks it as well
    case '/v1/embeddings':
      return to('/embeddings')
    case '/v1/responses':
      if (api === 'responses') return to('/responses')
      throw new UnsendableRequest(needs(request.path, 'OpenAI Responses'))
    case '/v1/messages':
      throw new UnsendableRequest(needs(request.path, 'Anthropic'))
    case '/v1beta/generateContent':
      throw new UnsendableRequest(needs(request.path, 'Google Gemini'))
  }
}

function needs(path: string, type: string): string {
  return `This request is made for ${path}: it needs a provider of the type ${type}. Requeue it on one`
}
