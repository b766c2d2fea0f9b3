import type { Providers } from '#engine/ports'
import { createOpenAiCompatible, type OpenAiCompatible } from '#providers/openai-compatible'
import type { Outcome, ProviderAdapter } from '#shared/outcome'
import { practiceProviderId } from '#shared/provider'
import { CommandError } from '#shared/result'
import type { Store } from '#store/store'
import type { Keys } from './keys'

export type Endpoint = { readonly baseUrl: string; readonly apiKey: string | null }

/** The adapters of all providers, made when first called and made anew when a provider's settings change. */
export function createAdapters(
  store: Store,
  keys: Keys,
  practiceUrl: string,
): Providers & {
  readonly endpoint: (providerId: string) => Promise<Endpoint>
  readonly forget: (providerId: string) => void
  readonly close: () => Promise<void>
} {
  const made = new Map<string, OpenAiCompatible>()

  async function endpoint(providerId: string): Promise<Endpoint> {
    if (providerId === practiceProviderId) return { baseUrl: practiceUrl, apiKey: null }
    const provider = store.providers.get(providerId)
    if (!provider?.baseUrl)
      throw new CommandError(
        'not_found',
        'The provider of this task was removed. Add it again, or requeue the task on another one.',
      )
    return { baseUrl: provider.baseUrl, apiKey: await keys.get(providerId) }
  }

  /** Its calls still run to their end on the adapter that they began with; only its idle sockets are let go later, by close(). */
  const retired: OpenAiCompatible[] = []

  return {
    endpoint,
    async adapter(providerId: string): Promise<ProviderAdapter> {
      const known = made.get(providerId)
      if (known) return known
      try {
        const adapter = createOpenAiCompatible(await endpoint(providerId))
        made.set(providerId, adapter)
        return adapter
      } catch (error) {
        return unusable(error)
      }
    },
    forget(providerId: string) {
      const adapter = made.get(providerId)
      if (adapter) retired.push(adapter)
      made.delete(providerId)
    },
    async close() {
      await Promise.all([...made.values(), ...retired].map((adapter) => adapter.close()))
    },
  }
}

/** A provider that cannot be called for now: its tasks wait for a person, and none of them dies of it. */
function unusable(error: unknown): ProviderAdapter {
  const message = error instanceof Error ? error.message : String(error)
  const failure = { code: 'auth' as const, status: null, providerCode: null, message, requestId: null }
  const outcome: Outcome = { kind: 'blocked', reason: 'auth', failure }
  return { call: async () => outcome }
}
