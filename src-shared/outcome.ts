import type { LlmRequest } from './request'
import type { Failure, TaskResult, TaskState } from './task'

/** What an attempt came to. Providers answer all but `held` and `lost`, which only the engine can know. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly result: TaskResult }
  /** retryAfterMs: the provider's own time to wait; null when it named none. */
  | { readonly kind: 'rate_limited'; readonly failure: Failure; readonly retryAfterMs: number | null }
  | { readonly kind: 'held'; readonly failure: Failure }
  | { readonly kind: 'blocked'; readonly reason: 'auth' | 'quota'; readonly failure: Failure }
  /** outage: it speaks of the provider and not of this request (503, 529, timeout, connection refused), so across tasks it closes the gate.
   *  retryAfterMs: a 503 may name its own time as well. */
  | {
      readonly kind: 'transient'
      readonly failure: Failure
      readonly outage: boolean
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'permanent'; readonly failure: Failure }
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
}

/** The `reason` given to an AbortController that ends a call: the engine's own words, so that nobody guesses from an AbortError. */
export type AbortReason = 'timeout' | 'cancelled' | 'shutdown' | 'asleep'

/** One wire protocol at one address. Never throws: whatever happens is an Outcome. An aborted call resolves soon after the abort. */
export type ProviderAdapter = { readonly call: (call: ProviderCall) => Promise<Outcome> }

/** What an outcome does to its task. */
export type Transition = { readonly state: TaskState; readonly retriesUsed: number }
