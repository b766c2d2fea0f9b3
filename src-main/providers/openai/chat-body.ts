import type { JsonAnswer, JsonObject, LlmRequest } from '#shared/request'
import { isObject } from '../read-error-body'
import type { Dialect } from './dialect'

export type ChatRequest = Extract<LlmRequest, { kind: 'chat' }>

/**
 * The body of a chat completion. Only what was asked for is sent: some models refuse a temperature, some servers an unknown field. Fields
 * of the request's `extra` win over ours, except for what the task itself decides.
 */
export function chatBody(request: ChatRequest, model: string, dialect: Dialect): JsonObject {
  const { messages, maxOutputTokens, temperature, json, stop, seed } = request
  const { model: _, messages: __, stream: ___, stream_options: ____, ...extra } = request.extra ?? {}
  return {
    model,
    messages,
    ...(maxOutputTokens === undefined ? {} : { [dialect.maxTokens]: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(json === undefined ? {} : { response_format: responseFormat(json) }),
    ...(stop === undefined ? {} : { stop }),
    ...(seed === undefined ? {} : { [dialect.seed]: seed }),
    ...extra,
  }
}

/** The same as a stream, which tells its usage only where it is asked to. */
export function streamedChatBody(body: JsonObject, extra: JsonObject = {}, usageInStream: boolean): JsonObject {
  const own = isObject(extra.stream_options) ? extra.stream_options : {}
  return {
    ...body,
    stream: true,
    ...(usageInStream ? { stream_options: { ...own, include_usage: true } } : {}),
  } as JsonObject
}

export function embeddingBody({ input }: Extract<LlmRequest, { kind: 'embedding' }>, model: string): JsonObject {
  return { model, input }
}

function responseFormat(json: JsonAnswer): JsonObject {
  return json === 'any' ? { type: 'json_object' } : { type: 'json_schema', json_schema: json as JsonObject }
}
