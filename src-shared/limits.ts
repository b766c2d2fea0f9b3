import { z } from 'zod'
import { EpochMs } from './task'

/** What a limit counts. Anthropic counts input and output apart. */
export const LimitOf = z.enum(['requests', 'tokens', 'input_tokens', 'output_tokens'])
export type LimitOf = z.infer<typeof LimitOf>

/** One limit as an answer's headers tell it. */
export type LimitReading = {
  readonly of: LimitOf
  readonly limit: number | null // how many a window
  readonly remaining: number | null // of them, when the answer was made
  readonly resetMs: number | null // until it is full again, or until its window ends
  readonly windowMs: number | null // how long the window is, where the header's name or the provider's rules say so
  readonly over?: boolean // served, but above the limit: slow down before a refusal comes
}

/** Where a limit is known from: told by headers, set by a person, a preset's default, or measured between refusals. */
export const LimitSource = z.enum(['headers', 'set', 'preset', 'measured'])
export type LimitSource = z.infer<typeof LimitSource>

/** A limit that is kept to. */
export const KnownLimit = z.object({
  value: z.number().positive(), // how many a window; of `concurrency`, how many at once
  windowMs: z.number().positive().nullable(), // null: of concurrency
  burst: z.number().positive().nullable(), // how many at one moment, where that is known to be fewer or more than a window's
  source: LimitSource,
  at: EpochMs, // when it was learned or set
})
export type KnownLimit = z.infer<typeof KnownLimit>

/** What is known of a model's limits under one key: what is shown with its source, and survives a restart. */
export const KnownLimits = z.object({
  requests: KnownLimit.nullable().default(null),
  tokens: KnownLimit.nullable().default(null),
  inputTokens: KnownLimit.nullable().default(null),
  outputTokens: KnownLimit.nullable().default(null),
  concurrency: KnownLimit.nullable().default(null),
  /** Real tokens for each one estimated, as a moving mean; null before the first answer. */
  tokenRatio: z.number().positive().nullable().default(null),
  /** Output tokens of an answer, as a moving mean. */
  outputTokensEach: z.number().nonnegative().nullable().default(null),
})
export type KnownLimits = z.infer<typeof KnownLimits>

/** Limits that a person sets for a model of a provider: they hold whatever is learned. A minute each; null: none. */
export const SetLimits = z.object({
  requestsPerMinute: z.number().positive().nullable().default(null),
  tokensPerMinute: z.number().positive().nullable().default(null),
  concurrency: z.int().positive().nullable().default(null),
})
export type SetLimits = z.infer<typeof SetLimits>

export const unknownLimits: KnownLimits = KnownLimits.parse({})
