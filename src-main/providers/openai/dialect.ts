import type { Endpoint } from '../protocol'

/** What servers of OpenAI's protocol name differently. */
export type Dialect = {
  readonly maxTokens: 'max_completion_tokens' | 'max_tokens'
  readonly seed: 'seed' | 'random_seed'
  /** The key goes out as `api-key`: Azure takes a bearer token for one of Entra's. */
  readonly keyHeader: 'authorization' | 'api-key'
  /** It takes `prompt_cache_key`, which brings requests with the same beginning to the same cache. */
  readonly cacheKey: boolean
}

/**
 * `max_completion_tokens` is OpenAI's name since its reasoning models refuse `max_tokens`; Azure and the practice provider follow it. Most
 * others know `max_tokens` alone, some of them refuse what they do not know (Mistral), and none of them refuses it. The family that the
 * settings name counts, so that a proxy before OpenAI is OpenAI; the host name does where they name none.
 */
export function dialectOf({ baseUrl, limitFamily }: Pick<Endpoint, 'baseUrl' | 'limitFamily'>): Dialect {
  const family = limitFamily ?? familyOf(new URL(baseUrl).hostname)
  return {
    maxTokens: family && ['openai', 'azure', 'practice'].includes(family) ? 'max_completion_tokens' : 'max_tokens',
    seed: family === 'mistral' ? 'random_seed' : 'seed',
    keyHeader: family === 'azure' ? 'api-key' : 'authorization',
    cacheKey: family !== null && ['openai', 'azure', 'mistral'].includes(family),
  }
}

function familyOf(host: string): string | null {
  if (host === 'api.openai.com' || host.endsWith('.api.openai.com')) return 'openai'
  if (host.endsWith('.azure.com')) return 'azure'
  return host === 'api.mistral.ai' ? 'mistral' : null
}
