import type { Outcome, ProviderAdapter } from '#shared/outcome'
import { practiceProviderId } from '#shared/provider'
import { CommandError } from '#shared/result'
import { createOpenAiCompatible, type OpenAiCompatible } from './openai-compatible'

export type Endpoint = { readonly baseUrl: string; readonly apiKey: string | null }
type Parts = {
  /** Undefined when it was removed. */
  readonly provider: (id: string) => { readonly baseUrl: string | null } | undefined
  /** Null when none is set. Rejects when there is one and it cannot be had. */
  readonly key: (providerId: string) => Promise<string | null>
  readonly practiceUrl: string
}
export type Adapters = {
  readonly adapter: (providerId: string) => Promise<ProviderAdapter>
  readonly endpoint: (providerId: string) => Promise<Endpoint>
  readonly forget: (providerId: string) => void
  readonly close: () => Promise<void>
}

/** The adapters of all providers, made when first called and made anew when a provider's settings change. */
export function createAdapters({ provider, key, practiceUrl }: Parts): Adapters {
  const made = new Map<string, OpenAiCompatible>()

  async function endpoint(providerId: string): Promise<Endpoint> {
    if (providerId === practiceProviderId) return { baseUrl: practiceUrl, apiKey: null }
    const baseUrl = provider(providerId)?.baseUrl
    if (!baseUrl)
      throw new CommandError(
        'not_found',
        'The provider of this task was removed. Add it again, or requeue the task on another one.',
      )
    return { baseUrl, apiKey: await key(providerId) }
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
