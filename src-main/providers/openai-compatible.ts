import { createOpenAiChat } from './openai/adapter'
import type { OpenAiEndpoint } from './openai-client'
import type { ProtocolAdapter } from './protocol'

export { ProviderError } from './protocol'
export type OpenAiCompatible = ProtocolAdapter

/** createOpenAiChat under its older name, with whole answers unless a stream is asked for. */
export function createOpenAiCompatible(endpoint: OpenAiEndpoint): OpenAiCompatible {
  return createOpenAiChat({ stream: false, ...endpoint })
}
