import type { ProviderView } from './provider'

/** Whether a provider answers batches at half the price: OpenAI and Anthropic, also behind a proxy of one's own that is set up as one of them. */
export function offersBatches({
  preset,
  protocol,
  baseUrl,
}: Pick<ProviderView, 'preset' | 'protocol' | 'baseUrl'>): boolean {
  if (baseUrl === null || !URL.canParse(baseUrl)) return false
  const { hostname } = new URL(baseUrl)
  const isAt = (host: string) => hostname === host || hostname.endsWith(`.${host}`)
  switch (protocol) {
    case 'openai-chat':
    case 'openai-responses':
      return preset === 'openai' || preset === 'openai-responses' || isAt('api.openai.com')
    case 'anthropic':
      return preset === 'anthropic' || isAt('api.anthropic.com')
    default:
      return false
  }
}
