import type { Dispatcher } from 'undici'
import type { ProviderAdapter } from '#shared/outcome'
import type { Protocol, ProviderOptions } from '#shared/provider'
import { createOpenAiCompatible } from './openai-compatible'

/** Where a provider is, how to be let in, and what was set of it: all that an adapter is made from. */
export type Endpoint = {
  readonly protocol: Protocol
  readonly baseUrl: string
  /** null: none is sent, or it is sent as one of `headers`. */
  readonly apiKey: string | null
  /** Sent with every call, a key of its own header among them. */
  readonly headers: Readonly<Record<string, string>>
  /** Sent in the address of every call. */
  readonly query: Readonly<Record<string, string>>
  readonly options: ProviderOptions
  /** The connections to use; undefined: the adapter's own. Whoever made the endpoint closes it. */
  readonly dispatcher?: Dispatcher
}

export type ProtocolAdapter = ProviderAdapter & { readonly close: () => Promise<void> }
type Factory = (endpoint: Endpoint) => ProtocolAdapter

/** One module each; null for what cannot be spoken yet. */
export const protocols: { readonly [P in Protocol]: Factory | null } = {
  'openai-chat': createOpenAiCompatible,
  'openai-responses': null,
  anthropic: null,
  gemini: null,
}
