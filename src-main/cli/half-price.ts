import type { ProviderSettings } from '#providers/endpoint'
import { offersBatches } from '#shared/half-price'
import type { Store } from '#store/store'
import { type RunOptions, UsageError } from './args'

type Settings = Pick<ProviderSettings, 'preset' | 'protocol' | 'baseUrl'>

/** What of the prompts is with the provider: "412 out in OpenAI's batch, up to 24 h"; '' for none. */
export const outWords = (n: number, provider: string): string =>
  n === 0 ? '' : `${n} out in ${provider}'s batch, up to 24 h`

/** The same of all providers, with how many that are. */
export function outAtAll(store: Pick<Store, 'remoteCounts' | 'providers'>): { n: number; words: string } {
  const counts = store.remoteCounts()
  const words = counts.map(({ providerId, n }) => outWords(n, store.providers.get(providerId)?.name ?? providerId))
  return { n: counts.reduce((sum, { n }) => sum + n, 0), words: words.join(', ') }
}

/** Whether what --half-price asks for can be had. Throws UsageError. @param provider null for practice */
export function checkHalfPrice(options: RunOptions, provider: Settings | null): void {
  if (!options['half-price']) return
  if (provider === null || !offersBatches(provider))
    throw new UsageError('--half-price needs OpenAI or Anthropic: others have no batch API that Trilane knows.')
  if (options['retry-for-ms'] !== undefined)
    throw new UsageError('--half-price does not go with --retry-for-ms: an answer may take a day.')
}
