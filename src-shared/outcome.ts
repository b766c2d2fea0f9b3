import type { LimitReading } from './limits'
import type { LlmRequest } from './request'
import type { Failure, TaskResult, TaskState } from './task'
import type { WireAnswer } from './wire'

/** What a limit holds for: that model under that key (the usual case), or everything under the key (an account's budget or daily quota). */
export type LimitScope = 'model' | 'key'
/**
 * What was used up: a window of requests or tokens that refills within minutes; a period that ends at a known time (a day, a month); or
 * the number of calls at once, which shrinks and is found again by experience.
 */
export type LimitKind = 'window' | 'period' | 'concurrency'

/** What an attempt came to. Providers answer all but `held` and `lost`, which only the engine can know. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly result: TaskResult }
  /** retryAfterMs: the provider's own time to wait; null when it named none. scope and limit: 'model' and 'window' where left out. */
  | {
      readonly kind: 'rate_limited'
      readonly failure: Failure
      readonly retryAfterMs: number | null
      readonly scope?: LimitScope
      readonly limit?: LimitKind
    }
  /** answer: as of the transient failure that it was. */
  | { readonly kind: 'held'; readonly failure: Failure; readonly answer?: TaskResult }
  /** retryAfterMs: until when, where the provider says when access returns by itself; a person may act sooner. scope: 'key' where left out. */
  | {
      readonly kind: 'blocked'
      readonly reason: 'auth' | 'quota'
      readonly failure: Failure
      readonly scope?: LimitScope
      readonly retryAfterMs?: number
    }
  /** outage: it speaks of the provider and not of this request (503, 529, timeout, connection refused), so across tasks it closes the gate.
   *  retryAfterMs: a 503 may name its own time as well. */
  | {
      readonly kind: 'transient'
      readonly failure: Failure
      readonly outage: boolean
      readonly retryAfterMs: number | null
      readonly answer?: TaskResult
    }
  /** answer: what came all the same, such as a text that was cut off, refused or does not fit the schema, or of a stream that broke. It is kept and was billed. */
  | { readonly kind: 'permanent'; readonly failure: Failure; readonly answer?: TaskResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'lost' }

/** One call, as a provider adapter gets it. */
export type ProviderCall = {
  readonly request: LlmRequest
  readonly model: string
  /** Stable for a task's revision, so that a provider that honours it answers a repeated call with its first answer. */
  readonly idempotencyKey: string
  /** Aborts the call itself. Its reason tells why: see AbortReason. */
  readonly signal: AbortSignal
  /** The response's headers came. */
  readonly onFirstByte: () => void
  /** What the answer's headers say of the provider's limits; called at most once an answer, before `call` resolves. */
  readonly onLimits?: (readings: readonly LimitReading[]) => void
  /** What came back of a call, with keys masked; of one that succeeds its headers only, unless `keepsBody`. Called at most once, before `call` resolves. */
  readonly onWire?: (answer: WireAnswer) => void
  /** The raw body of an answer that succeeds is told as well. */
  readonly keepsBody?: boolean
  /** Of a streamed answer: a piece of its text came ('' for thoughts, a ping or a comment: it lives, and has no text yet). */
  readonly onText?: (piece: string) => void
  /** Tasks of one batch that share this much of their beginning: the provider should keep it in its prompt cache. */
  readonly sharedPrefix?: SharedPrefix
}

/** What a group of requests has in common at its beginning: the system prompt, and so many characters of the first user message. */
export type SharedPrefix = { readonly system: boolean; readonly userChars: number }

/**
 * The `reason` given to an AbortController that ends a call: the engine's own words, so that nobody guesses from an AbortError. `timeout`:
 * the whole call took too long; `first_token` and `stalled`: a streamed answer did not begin, or stopped, for too long.
 */
export type AbortReason = 'timeout' | 'first_token' | 'stalled' | 'cancelled' | 'shutdown' | 'asleep'

/** One wire protocol at one address. Never throws: whatever happens is an Outcome. An aborted call resolves soon after the abort. */
export type ProviderAdapter = { readonly call: (call: ProviderCall) => Promise<Outcome> }

/** What an outcome does to its task. */
export type Transition = {
  readonly state: TaskState
  readonly retriesUsed: number
  readonly fallback?: number // it goes on with that one of its model's fallbacks, counted from 1
}
