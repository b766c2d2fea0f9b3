import type { Protocol } from '#shared/provider'
import { createOpenAiCompatible } from './openai-compatible'
import type { Endpoint, ProtocolAdapter } from './protocol'

/** What makes an adapter of each protocol; null for what cannot be spoken yet. */
export const protocols: { readonly [P in Protocol]: ((endpoint: Endpoint) => ProtocolAdapter) | null } = {
  'openai-chat': createOpenAiCompatible,
  'openai-responses': null,
  anthropic: null,
  gemini: null,
}
