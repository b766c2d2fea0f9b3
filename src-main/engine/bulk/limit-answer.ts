import type { JsonObject, LlmRequest } from '#shared/request'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The same request with another limit of its answer, in tokens. Null where it has none to set: an embedding, and a verbatim chat completion that
 * names none, since there the field's name depends on the model.
 */
export function withMaxOutput(request: LlmRequest, tokens: number): LlmRequest | null {
  if (request.kind === 'chat') return { ...request, maxOutputTokens: tokens }
  if (request.kind === 'embedding') return null
  const { path, body } = request
  switch (path) {
    case '/v1/embeddings':
      return null
    case '/v1/chat/completions': {
      const field = ['max_completion_tokens', 'max_tokens'].find((name) => body[name] !== undefined)
      return field === undefined ? null : { ...request, body: { ...body, [field]: tokens } }
    }
    case '/v1/messages':
      return { ...request, body: { ...body, max_tokens: tokens } }
    case '/v1/responses':
      return { ...request, body: { ...body, max_output_tokens: tokens } }
    case '/v1beta/generateContent': {
      const config = isObject(body.generationConfig) ? body.generationConfig : {}
      return { ...request, body: { ...body, generationConfig: { ...config, maxOutputTokens: tokens } } }
    }
  }
}
