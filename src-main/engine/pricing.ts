import { practiceProviderId } from '#shared/provider'
import type { LlmRequest } from '#shared/request'
import type { NanoUsd } from '#shared/spend'
import type { Usage } from '#shared/task'
import type { Way } from './ports'

/** Whose price: a call is paid to the provider that answers it, for the model that it used. */
export type Priced = Pick<Way, 'providerId' | 'model' | 'halfPrice'>

/** What calls cost, by the prices that are known. */
export type Pricing = {
  /**
   * The most that a call can cost: its input uncached, and all the output that its request allows, or its model where the request does not
   * say. Null where no price is known, or nothing says how long an answer can be.
   * @param inputTokens at most
   */
  readonly most: (way: Priced, request: LlmRequest, inputTokens: number) => NanoUsd | null
  /** Null where no price is known, or the provider does not say what was used. */
  readonly of: (way: Priced, usage: Usage) => NanoUsd | null
  /** Of what the same tokens would have cost without the provider's cache; 0 where that is not known. */
  readonly saved: (way: Priced, usage: Usage) => NanoUsd
}

/** Practice calls no model and costs nothing; of all others nothing is known. */
export const noPrices: Pricing = {
  most: ({ providerId }) => (providerId === practiceProviderId ? 0 : null),
  of: ({ providerId }) => (providerId === practiceProviderId ? 0 : null),
  saved: () => 0,
}

/** How far a tokenizer's count may be from what a provider counts. */
export const estimateMargin = 1.1

/** A text has no more tokens than it has bytes: tokenizers fall back to single bytes. Images are not in it. For want of a better estimate. */
export const mostTokensOf = (text: string): number => Buffer.byteLength(text)
