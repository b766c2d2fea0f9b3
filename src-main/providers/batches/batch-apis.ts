import { offersBatches } from '#shared/half-price'
import { type BatchApi, BatchApiError } from '#shared/remote-batch'
import { CommandError } from '#shared/result'
import type { ProviderSettings, Reached } from '../endpoint'

type Parts = {
  readonly provider: (id: string) => ProviderSettings | undefined
  /** Its dispatcher is the caller's to destroy. Rejects with a CommandError. */
  readonly endpoint: (providerId: string, keyId: string) => Promise<Reached & { readonly hasKey: boolean }>
}
type Made = { readonly api: BatchApi; readonly close: () => Promise<void> }

/** The batch APIs of all providers and keys, made when first asked for and made anew when a provider's settings change. */
export function createBatchApis({ provider, endpoint }: Parts) {
  const made = new Map<string, Map<string, Promise<Made>>>()
  const retired: Promise<Made>[] = []
  const offered = new Map<string, boolean>() // asked for each line of each claim

  async function make(providerId: string, keyId: string): Promise<Made> {
    const { hasKey, dispatcher, ...at } = await endpoint(providerId, keyId)
    if (!hasKey) {
      await dispatcher.destroy()
      const name = provider(providerId)?.name ?? providerId
      throw new CommandError('provider', `${name} needs an API key. Add one under Providers`)
    }
    const reached = { ...at, dispatcher }
    const { close, ...api } =
      at.protocol === 'anthropic'
        ? (await import('../anthropic/batches')).createAnthropicBatches(reached)
        : (await import('../openai/batches')).createOpenAiBatches(
            reached,
            at.protocol === 'openai-responses' ? 'responses' : 'chat',
          )
    return {
      api,
      async close() {
        await close()
        await dispatcher.destroy()
      },
    }
  }

  function hasBatchApi(providerId: string): boolean {
    const known = offered.get(providerId)
    if (known !== undefined) return known
    const settings = provider(providerId)
    const offers = settings !== undefined && offersBatches(settings)
    offered.set(providerId, offers)
    return offers
  }

  return {
    hasBatchApi,
    /** Null where it has none. Rejects with a CommandError where it cannot be had now, and with a BatchApiError of status 410 for good. */
    async batchApi(providerId: string, keyId: string): Promise<BatchApi | null> {
      if (provider(providerId) === undefined) throw removed()
      if (!hasBatchApi(providerId)) return null
      const ofProvider = made.get(providerId) ?? new Map<string, Promise<Made>>()
      made.set(providerId, ofProvider)
      const known = ofProvider.get(keyId)
      if (known) return (await known).api
      const making = make(providerId, keyId)
      ofProvider.set(keyId, making)
      making.catch(() => ofProvider.get(keyId) === making && ofProvider.delete(keyId)) // tried anew: the keychain may be open by then
      return (await making).api
    },
    forget(providerId: string): void {
      offered.delete(providerId)
      retired.push(...(made.get(providerId)?.values() ?? []))
      made.delete(providerId)
    },
    async close(): Promise<void> {
      const all = [...[...made.values()].flatMap((ofProvider) => [...ofProvider.values()]), ...retired]
      for (const each of await Promise.allSettled(all)) if (each.status === 'fulfilled') await each.value.close()
    },
  }
}

function removed(): BatchApiError {
  const message = 'The provider of this batch was removed, and nobody can ask for its answers any more.'
  const failure = { code: 'bad_request' as const, status: null, providerCode: null, message, requestId: null }
  return new BatchApiError({ kind: 'permanent', failure }, 410, true)
}
