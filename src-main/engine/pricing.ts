import type { LlmRequest } from '#shared/request'
import { assertNever } from '#shared/result'
import type { NanoUsd } from '#shared/spend'
import type { Usage } from '#shared/task'
import type { Way } from './ports'

/** Whose price: a call is paid to the provider that answers it, for the model that it used. */
export type Priced = Pick<Way, 'providerId' | 'model' | 'halfPrice'>

/** byHalfPrice: what a batch of the provider's own left out of the price, after what its cache saved. */
export type Saved = { readonly byCache: NanoUsd; readonly byHalfPrice: NanoUsd }
export const nothingSaved: Saved = { byCache: 0, byHalfPrice: 0 }

/** What calls cost, by the prices that are known. */
export type Pricing = {
  /**
   * The most that a call can cost that way: its input uncached, and all the output that its request allows, or its model where the request
   * does not say. Null where no price is known, or nothing says how long an answer can be.
   * @param inputTokens at most
   */
  readonly most: (way: Priced, request: LlmRequest, inputTokens: number) => NanoUsd | null
  /** Null where no price is known, or the provider does not say what was used. */
  readonly of: (way: Priced, usage: Usage) => NanoUsd | null
  /** Of what the same tokens would have cost without the provider's cache, and in no batch of its own; 0 where that is not known. */
  readonly saved: (way: Priced, usage: Usage) => Saved
}

/** How far a tokenizer's count may be from what a provider counts. */
export const estimateMargin = 1.1

/** What a chat's format adds to a message. */
const tokensAroundMessage = 8

/**
 * What an image can be charged as, whatever its size. OpenAI's gpt-4o-mini takes 2,833 tokens and 5,667 for each of at most 8 tiles; other
 * models take some thousands at most (the vendors' pages on vision). Its bytes say nothing: half a megabyte may be 300 tokens.
 */
const mostOfImage = (model: string): number => (/gpt-4o-mini/i.test(model) ? 2_833 + 8 * 5_667 : 10_000)

/**
 * For want of a tokenizer: a text has no more tokens than it has bytes, since tokenizers fall back to single bytes. Of the request as it is
 * sent, with the results of other tasks filled in, and with its images at the most that they can be.
 */
export function mostTokensOf(request: LlmRequest, model = ''): number {
  switch (request.kind) {
    case 'embedding':
      return Buffer.byteLength(request.input)
    case 'verbatim':
      return mostOfJson(request.body, model)
    case 'chat':
      return request.messages.reduce(
        (sum, { content }) =>
          sum +
          tokensAroundMessage +
          (typeof content === 'string' ? Buffer.byteLength(content) : mostOfJson(content, model)),
        mostOfJson(request.json, model) + mostOfJson(request.extra, model),
      )
    default:
      return assertNever(request)
  }
}

function mostOfJson(json: unknown, model: string): number {
  if (json === undefined) return 0
  let images = 0
  const texts = JSON.stringify(json, (_key, value: unknown) => {
    if (!isImage(value)) return value
    images++
    return 0
  })
  return Buffer.byteLength(texts) + images * mostOfImage(model)
}

/** A part that is an image, in the words of any of the protocols. */
function isImage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('type' in value && ['image_url', 'input_image', 'image'].includes(String(value.type)))
    return 'image_url' in value || 'source' in value || 'file_id' in value
  const type = 'mimeType' in value ? value.mimeType : 'mime_type' in value ? value.mime_type : ''
  return String(type).startsWith('image/') // Gemini's
}
