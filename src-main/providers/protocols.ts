import type { Protocol } from '#shared/provider'
import { createAnthropic } from './anthropic/anthropic'
import { createGemini } from './gemini/gemini'
import { createOpenAiChat, createOpenAiResponses } from './openai/adapter'
import type { Endpoint, ProtocolAdapter } from './protocol'

/** What makes an adapter of each protocol; null for what cannot be spoken yet. */
export const protocols: { readonly [P in Protocol]: ((endpoint: Endpoint) => ProtocolAdapter) | null } = {
  'openai-chat': createOpenAiChat,
  'openai-responses': createOpenAiResponses,
  anthropic: createAnthropic,
  gemini: createGemini,
}
