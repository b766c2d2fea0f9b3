import type { MessageCreateParamsBase } from '@anthropic-ai/sdk/resources/messages'
import type { ProviderCall, SharedPrefix } from '#shared/outcome'
import type { JsonObject, LlmRequest } from '#shared/request'
import { assertNever } from '#shared/result'
import { requireUsableSchema } from '../json-answer'
import { mergeExtra } from '../merge-extra'
import { UnsendableRequest } from '../protocol'
import { type Piece, readTurns, type Turn } from '../turns'
import { defaultMaxTokens } from './max-tokens'
import { outputFormat } from './output-format'

type Body = Omit<MessageCreateParamsBase, 'messages'> & { messages: WireMessage[]; temperature?: number }
type WireMessage = { role: 'user' | 'assistant'; content: string | Block[] }
type Block = JsonObject & { type: string }
type Chat = Extract<LlmRequest, { kind: 'chat' }>

const cacheControl = { type: 'ephemeral' } as const

/**
 * The body of `POST /v1/messages`. Only what was asked for is sent: newer models refuse a temperature, and there is no seed here. A verbatim
 * body says itself whether it wants a stream. Rejects with an UnsendableRequest.
 */
export async function buildBody(
  { request, model, sharedPrefix }: Pick<ProviderCall, 'request' | 'model' | 'sharedPrefix'>,
  stream: boolean,
): Promise<JsonObject> {
  switch (request.kind) {
    case 'chat': {
      requireUsableSchema(request.json)
      const body = mergeExtra(await chatBody(request, model, sharedPrefix), request.extra, [
        'model',
        'messages',
        'stream',
      ])
      return stream ? { ...body, stream } : body
    }
    case 'embedding':
      throw new UnsendableRequest('Anthropic has no embeddings. Requeue the task on a provider that has them')
    case 'verbatim': {
      if (request.path !== '/v1/messages') {
        throw new UnsendableRequest(
          `This request is written for ${request.path}, which Anthropic’s protocol does not have: ${needs[request.path]}`,
        )
      }
      return request.body.model === undefined ? { ...request.body, model } : request.body
    }
    default:
      return assertNever(request)
  }
}

const needs = {
  '/v1/chat/completions': 'it needs a provider of the OpenAI chat type',
  '/v1/embeddings': 'it needs a provider of the OpenAI chat type',
  '/v1/responses': 'it needs a provider of the OpenAI responses type',
  '/v1beta/generateContent': 'it needs a provider of the Gemini type',
} as const

async function chatBody(request: Chat, model: string, shared?: SharedPrefix): Promise<JsonObject> {
  const { system, turns } = await readTurns(request.messages)
  const format = request.json === undefined ? null : outputFormat(request.json)
  const instructions = [system, format?.instruction ?? ''].filter((text) => text !== '').join('\n\n')
  const body: Body = {
    model,
    max_tokens: request.maxOutputTokens ?? defaultMaxTokens(model),
    ...(instructions === '' ? {} : { system: systemOf(instructions, shared) }),
    messages: messagesOf(turns, shared),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.stop === undefined ? {} : { stop_sequences: [...request.stop] }),
    ...(format?.format ? { output_config: { format: format.format } } : {}),
  }
  return body as unknown as JsonObject // the SDK's types are of JSON, and say it in their own words
}

function systemOf(text: string, shared: SharedPrefix | undefined): MessageCreateParamsBase['system'] {
  return shared?.system ? [{ type: 'text', text, cache_control: cacheControl }] : text
}

function messagesOf(turns: readonly Turn[], shared: SharedPrefix | undefined): WireMessage[] {
  const firstUser = turns.findIndex(({ role }) => role === 'user')
  return turns.map(({ role, pieces }, index) => {
    const blocks = pieces.map(blockOf)
    if (index === firstUser && shared !== undefined && shared.userChars > 0) {
      return { role, content: withBreakpoint(blocks, shared.userChars) }
    }
    const [only] = pieces
    return { role, content: pieces.length === 1 && only?.kind === 'text' && !only.more ? only.text : blocks }
  })
}

function blockOf(piece: Piece): Block {
  switch (piece.kind) {
    case 'text':
      return { type: 'text', text: piece.text, ...piece.more }
    case 'image': {
      const { image } = piece
      return {
        type: 'image',
        source:
          image.kind === 'url'
            ? { type: 'url', url: image.url }
            : { type: 'base64', media_type: image.mediaType, data: image.base64 },
      }
    }
    case 'own':
      return piece.part as Block
    default:
      return assertNever(piece)
  }
}

/**
 * Splits the first block's text after the shared characters and marks what comes before: the provider keeps all up to the mark in its
 * cache. Everything before the split is the same in all tasks of the group, and so must be the split itself.
 */
function withBreakpoint(blocks: readonly Block[], userChars: number): Block[] {
  const [first, ...others] = blocks
  if (first?.type !== 'text' || typeof first.text !== 'string') return [...blocks]
  const end = wholeCharacters(first.text, userChars)
  const [head, rest] = [first.text.slice(0, end), first.text.slice(end)]
  if (head === '') return [...blocks]
  return [
    { ...first, text: head, cache_control: cacheControl },
    ...(rest === '' ? [] : [{ ...first, text: rest }]),
    ...others,
  ]
}

/** Judged by what is shared alone, not by what follows it in this task: the cut is then the same for the whole group. */
function wholeCharacters(text: string, length: number): number {
  const last = text.charCodeAt(length - 1) // NaN beyond the end
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return Math.min(text.length, isHighSurrogate ? length - 1 : length)
}
