import { firstKeyId } from '#shared/gate'
import { marksOf } from '#shared/kept-secrets'
import type { Outcome, ProviderAdapter } from '#shared/outcome'
import { presetOf } from '#shared/presets'
import { defaultOptions, type ProviderOptions, practiceProviderId } from '#shared/provider'
import type { BatchApi } from '#shared/remote-batch'
import { CommandError } from '#shared/result'
import type { FailureCode } from '#shared/task'
import { createBatchApis } from './batches/batch-apis'
import type { ProviderSettings, Reached } from './endpoint'
import type { ResolveProxy } from './network'
import type { ProtocolAdapter } from './protocol'

type Parts = {
  /** Undefined when it was removed. */
  readonly provider: (id: string) => ProviderSettings | undefined
  /** The ids of its keys that can be used now, oldest first. */
  readonly keys: (providerId: string) => readonly string[]
  /** Null when there is none of that id. Rejects when there is one and it cannot be had. */
  readonly key: (providerId: string, keyId: string) => Promise<string | null>
  /** Its options with what is sealed of them. Rejects where that cannot be had. Left out: nothing is sealed. */
  readonly options?: (providerId: string) => Promise<ProviderOptions>
  /** The practice provider's address; asked for when it is first called. */
  readonly practiceUrl: () => Promise<string>
  /** The system's proxy for an address; undefined: as the environment's variables have it. */
  readonly resolveProxy?: ResolveProxy
  /** One attempt became `calls` requests upstream: a layer beside the engine retries. */
  readonly onMultiplied?: (providerId: string, calls: number, layer: string) => void
}
export type Adapters = {
  /** The adapter of a provider under one of its keys; of its oldest one where none is named. */
  readonly adapter: (providerId: string, keyId?: string) => Promise<ProviderAdapter>
  /** The keys that calls may go out with, oldest first; [firstKeyId] where a provider has none: then without a key. */
  readonly keysOf: (providerId: string) => readonly string[]
  /** Whether it answers batches at half the price. */
  readonly hasBatchApi: (providerId: string) => boolean
  /** Null where it does not. Rejects with a CommandError where it cannot be had now. */
  readonly batchApi: (providerId: string, keyId: string) => Promise<BatchApi | null>
  /** What a call would be made with, for a test of the connection; its dispatcher is the caller's to destroy. Rejects with a CommandError. */
  readonly endpoint: (providerId: string, keyId?: string) => Promise<Reached & { readonly hasKey: boolean }>
  readonly forget: (providerId: string) => void
  readonly close: () => Promise<void>
}

/** The adapters of all providers and keys, made when first called and made anew when a provider's settings change. */
export function createAdapters(parts: Parts): Adapters {
  const { provider, keys, key, practiceUrl, resolveProxy, onMultiplied } = parts
  const made = new Map<string, Map<string, Promise<ProtocolAdapter>>>()
  /** Their calls still run to their end on the adapter that they began with; only its idle sockets are let go later, by close(). */
  const retired: Promise<ProtocolAdapter>[] = []

  const keysOf = (providerId: string): readonly string[] => {
    const ids = providerId === practiceProviderId ? [] : keys(providerId)
    return ids.length === 0 ? [firstKeyId] : ids
  }
  const oldest = (providerId: string) => keysOf(providerId)[0] ?? firstKeyId

  // Here and below: HTTP and the SDKs take a tenth of a second to read and run, which no start should wait for.
  async function endpoint(providerId: string, keyId = oldest(providerId)) {
    const { endpointOf } = await import('./endpoint')
    if (providerId === practiceProviderId) {
      const practice = {
        protocol: 'openai-chat',
        preset: 'practice',
        options: { ...defaultOptions, proxy: 'none' },
      } as const
      return { ...endpointOf(practice, await practiceUrl(), null), hasKey: false }
    }
    const settings = provider(providerId)
    if (!settings?.baseUrl)
      throw new CommandError(
        'not_found',
        'The provider of this task was removed. Add it again, or requeue the task on another one.',
      )
    const text = await key(providerId, keyId)
    const options = parts.options ? await parts.options(providerId) : settings.options
    if (marksOf(options).length > 0)
      throw new CommandError(
        'provider',
        `Extra headers or the proxy’s password of ${settings.name} are sealed by the app’s keychain and cannot be read here`,
      )
    return { ...endpointOf({ ...settings, options }, settings.baseUrl, text, resolveProxy), hasKey: text !== null }
  }

  async function make(providerId: string, keyId: string): Promise<ProtocolAdapter> {
    const { hasKey, ...made } = await endpoint(providerId, keyId)
    const settings = provider(providerId)
    const { protocols } = await import('./protocols')
    const create = protocols[made.protocol]
    const problem =
      create === null
        ? `Trilane does not speak the protocol of ${settings?.name ?? providerId} yet`
        : settings && !hasKey && presetOf(settings.preset).key === 'needed'
          ? `${settings.name} needs an API key. Add one under Providers`
          : null
    if (create === null || problem !== null) {
      await made.dispatcher.destroy()
      throw new CommandError('provider', problem ?? '')
    }
    const adapter = create({ ...made, onMultiplied: (calls, layer) => onMultiplied?.(providerId, calls, layer) })
    const close = async () => {
      await adapter.close()
      await made.dispatcher.destroy()
    }
    return { ...adapter, close }
  }

  const batches = createBatchApis({ provider, endpoint })

  return {
    ...{ endpoint, keysOf, hasBatchApi: batches.hasBatchApi, batchApi: batches.batchApi },
    async adapter(providerId, keyId = oldest(providerId)) {
      const ofProvider = made.get(providerId) ?? new Map<string, Promise<ProtocolAdapter>>()
      made.set(providerId, ofProvider)
      const known = ofProvider.get(keyId)
      if (known) return known.catch(unusable)
      const making = make(providerId, keyId)
      ofProvider.set(keyId, making)
      return making.catch((error: unknown) => {
        if (ofProvider.get(keyId) === making) ofProvider.delete(keyId) // tried anew by the next call: the keychain may be open by then
        return unusable(error)
      })
    },
    forget(providerId) {
      batches.forget(providerId)
      retired.push(...(made.get(providerId)?.values() ?? []))
      made.delete(providerId)
    },
    async close() {
      await batches.close()
      const all = [...[...made.values()].flatMap((ofProvider) => [...ofProvider.values()]), ...retired]
      await Promise.all(
        all.map(async (making) => {
          const adapter = await making.catch(() => null)
          await adapter?.close()
        }),
      )
    },
  }
}

/** A provider that cannot be called for now: its tasks wait for a person, and none of them dies of it. */
function unusable(error: unknown): ProviderAdapter {
  const message = error instanceof Error ? error.message : String(error)
  const code: FailureCode = 'auth'
  const failure = { code, status: null, providerCode: null, message, requestId: null }
  const outcome: Outcome = { kind: 'blocked', reason: 'auth', failure }
  return { call: async () => outcome }
}
