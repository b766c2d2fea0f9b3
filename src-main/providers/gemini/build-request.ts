import type { Content, GenerationConfig, Part } from '@google/genai'
import type { ProviderCall } from '#shared/outcome'
import type { JsonAnswer, JsonObject, LlmRequest } from '#shared/request'
import { assertNever } from '#shared/result'
import { requireUsableSchema } from '../json-answer'
import { mergeExtra } from '../merge-extra'
import { UnsendableRequest } from '../protocol'
import { type Piece, readTurns } from '../turns'
import { modelPath } from './client'

export type Method = 'generateContent' | 'embedContent'
/** What goes on the wire; a stream has another method in its path and the same body. */
export type WireRequest = { readonly model: string; readonly method: Method; readonly body: JsonObject }

/** The path under the API's root, with its query. */
export function pathOf({ model, method }: WireRequest, stream: boolean): string {
  const path = modelPath(model)
  return stream && method === 'generateContent' ? `${path}:streamGenerateContent?alt=sse` : `${path}:${method}`
}

/** A call in Gemini's words. Only what was asked for is sent. Rejects with an UnsendableRequest. */
export async function buildRequest({ request, model }: Pick<ProviderCall, 'request' | 'model'>): Promise<WireRequest> {
  switch (request.kind) {
    case 'chat':
      requireUsableSchema(request.json)
      return {
        ...{ model, method: 'generateContent' },
        body: mergeExtra(await chatBody(request), request.extra, ['model', 'contents']),
      }
    case 'embedding':
      return { model, method: 'embedContent', body: { content: { parts: [{ text: request.input }] } } }
    case 'verbatim': {
      if (request.path !== '/v1beta/generateContent') {
        throw new UnsendableRequest(
          `This request is written for ${request.path}, which is not Gemini’s: ${needs[request.path]}`,
        )
      }
      const { model: named, ...body } = request.body // the model stands in the path
      return { model: typeof named === 'string' ? named : model, method: 'generateContent', body }
    }
    default:
      return assertNever(request)
  }
}

const needs = {
  '/v1/chat/completions': 'it needs a provider of the OpenAI chat type',
  '/v1/embeddings': 'it needs a provider of the OpenAI chat type',
  '/v1/responses': 'it needs a provider of the OpenAI responses type',
  '/v1/messages': 'it needs a provider of the Anthropic type',
} as const

async function chatBody(request: Extract<LlmRequest, { kind: 'chat' }>): Promise<JsonObject> {
  const { system, turns } = await readTurns(request.messages)
  const contents: Content[] = turns.map(({ role, pieces }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: pieces.map(partOf),
  }))
  const config = configOf(request)
  const body = {
    ...(system === '' ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    contents,
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  }
  return body as unknown as JsonObject // the SDK's types are of JSON, and say it in their own words
}

function configOf({
  maxOutputTokens,
  temperature,
  stop,
  seed,
  json,
}: Extract<LlmRequest, { kind: 'chat' }>): GenerationConfig {
  return {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    ...(seed === undefined ? {} : { seed }),
    ...(json === undefined ? {} : jsonConfig(json)),
  }
}

function jsonConfig(json: JsonAnswer): GenerationConfig {
  const responseMimeType = 'application/json'
  return json === 'any' ? { responseMimeType } : { responseMimeType, responseJsonSchema: json.schema }
}

function partOf(piece: Piece): Part {
  switch (piece.kind) {
    case 'text':
      return { text: piece.text }
    case 'image': {
      const { image } = piece
      if (image.kind === 'data') return { inlineData: { mimeType: image.mediaType, data: image.base64 } }
      return { fileData: { mimeType: mediaTypeOfUrl(image.url), fileUri: image.url } }
    }
    case 'own':
      return piece.part as Part
    default:
      return assertNever(piece)
  }
}

const byEnding: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', gif: 'image/gif', webp: 'image/webp', heic: 'image/heic', heif: 'image/heif' },
}

/** Gemini wants a type with every address. Most images on the web whose address does not tell are JPEGs. */
function mediaTypeOfUrl(url: string): string {
  const ending = /\.(\w+)$/.exec(URL.parse(url)?.pathname ?? '')?.[1] ?? ''
  return byEnding[ending.toLowerCase()] ?? 'image/jpeg'
}
