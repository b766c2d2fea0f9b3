import type { LimitReading } from '#shared/limits'
import type { Outcome } from '#shared/outcome'
import type { TaskResult } from '#shared/task'
import type { LimitFamily } from '../limit-family'
import type { Endpoint, ProtocolAdapter } from '../protocol'
import type { Reply } from './loopback'

/** What an outcome must hold, as `toMatchObject` takes it. */
export type Expected = { readonly kind: Outcome['kind'] } & Readonly<Record<string, unknown>>
/** One answer of this provider and what it must come to. */
export type Case = { readonly name: string; readonly reply: Reply; readonly expected: Expected }
/** One stream, event by event as they stand on the wire, blank lines included. */
export type StreamCase = { readonly name: string; readonly events: readonly string[]; readonly expected: Expected }

/** The key that every call of the suite is made with. An answer that repeats it tests whether it is masked. */
export const suiteKey = 'sk-conformance-0123456789abcdef'

/**
 * A wire protocol, told by what its server sends: what the shared suite needs to know of it. All of it is as the provider writes it,
 * with its source in the provider wire facts.
 */
export type Family = {
  readonly name: string
  readonly make: (endpoint: Endpoint) => ProtocolAdapter
  readonly basePath: string // of the base URL, after the origin: '/v1'
  readonly limitFamily: LimitFamily
  readonly model: string
  /** The headers that carry `suiteKey`. */
  readonly auth: Readonly<Record<string, string>>
  /**
   * How `chat('Say hello', {system: 'Be brief', maxOutputTokens: 50, temperature: 0})` reaches the server: the path with its query, and
   * the body, exactly.
   */
  readonly asked: { readonly url: string; readonly body: object }
  readonly askedStreamed: { readonly url: string; readonly body: object }
  /** A plain answer with cached tokens in its usage and a request id in its headers, and the result in full. */
  readonly success: { readonly reply: Reply; readonly result: TaskResult }
  /**
   * A streamed answer. `texts` are the pieces that `onText` gets; at least two, one of them with a character outside of ASCII. `quiet` are
   * events or comments without a text: a ping, a thought. `end` is what makes the answer complete, and nothing before it does.
   */
  readonly stream: {
    readonly headers?: Readonly<Record<string, string>>
    readonly head: readonly string[]
    readonly pieces: readonly string[]
    readonly texts: readonly string[]
    readonly quiet: readonly string[]
    readonly end: readonly string[]
    readonly result: TaskResult
    /** An error event: the server is overloaded. */
    readonly error: string
    readonly errorIs: Expected
  }
  /** Refusals, each as this provider words it. */
  readonly errors: Readonly<
    Record<
      'keyRefused' | 'noSuchModel' | 'contextLength' | 'payment' | 'overloaded' | 'serverFault',
      Omit<Case, 'name'>
    >
  >
  /** 429 in every form that this provider has, and other refusals worth a test. */
  readonly refusals: readonly Case[]
  /** HTTP 200 that is no success: an error inside, cut off, refused, filtered, empty. */
  readonly unsuccessful: readonly Case[]
  /** The same in streams. */
  readonly unsuccessfulStreams: readonly StreamCase[]
  /** Headers about limits, and what of them must be read; null where the provider sends none. */
  readonly limits: {
    readonly headers: Readonly<Record<string, string>>
    readonly readings: readonly Partial<LimitReading>[]
  } | null
  readonly models: { readonly url: string; readonly reply: Reply; readonly ids: readonly string[] }
}
