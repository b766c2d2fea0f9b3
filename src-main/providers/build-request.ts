import type { ProviderCall } from '#shared/outcome'
import type { JsonObject } from '#shared/request'

export type Endpoint = '/chat/completions' | '/embeddings'
/** What goes on the wire: the endpoint under the API's root, and the body. */
export type WireRequest = { readonly endpoint: Endpoint; readonly body: JsonObject }

/** A call in OpenAI's words. Only what was asked for is sent: some models refuse a temperature, all of them an unknown field. */
export function buildRequest({ request, model }: Pick<ProviderCall, 'request' | 'model'>): WireRequest {
  switch (request.kind) {
    case 'chat': {
      const { messages, maxOutputTokens, temperature } = request
      return {
        endpoint: '/chat/completions',
        body: {
          model,
          messages,
          ...(maxOutputTokens === undefined ? {} : { max_completion_tokens: maxOutputTokens }),
          ...(temperature === undefined ? {} : { temperature }),
        },
      }
    }
    case 'embedding':
      return { endpoint: '/embeddings', body: { model, input: request.input } }
    case 'verbatim': {
      // Results are stored whole, so a body that asks for a stream is asked for its whole answer.
      const { stream: _, stream_options: __, ...rest } = request.body
      return {
        endpoint: request.path === '/v1/embeddings' ? '/embeddings' : '/chat/completions',
        body: { ...rest, model: rest.model ?? model },
      }
    }
  }
}
