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
 * For want of a tokenizer: a text has no more tokens than it has bytes, since tokenizers fall back to single bytes. Of the request as it is
 * sent, with the results of other tasks filled in. Of an image that is given by its address only the address counts.
 */
export function mostTokensOf(request: LlmRequest): number {
  switch (request.kind) {
    case 'embedding':
      return Buffer.byteLength(request.input)
    case 'verbatim':
      return Buffer.byteLength(JSON.stringify(request.body))
    case 'chat':
      return request.messages.reduce(
        (sum, { content }) =>
          sum +
          tokensAroundMessage +
          Buffer.byteLength(typeof content === 'string' ? content : JSON.stringify(content)),
        request.json === undefined ? 0 : Buffer.byteLength(JSON.stringify(request.json)),
      )
    default:
      return assertNever(request)
  }
}
