import { safeStorage } from 'electron'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'

/** A key as it may be shown: that there is one, how it ends, and how well it is kept. */
export type KeyView = { readonly last4: string; readonly kept: 'keychain' | 'plain' | 'memory' }

/** Backends of Electron on Linux that only obscure. Source: Electron's safeStorage documentation. */
const weakBackends = new Set(['basic_text', 'unknown'])

/** Provider keys, sealed by the system's keychain. Where there is none worth the name, a key stays in memory until the app closes. */
export function createKeys(store: Store, now: () => EpochMs) {
  const inMemory = new Map<string, string>()
  const backend = () => (process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform)
  const trusted = async () => (await safeStorage.isAsyncEncryptionAvailable()) && !weakBackends.has(backend())

  return {
    trusted,
    /** @param keepPlain the person agrees that the key lies on disk unprotected where there is no keychain */
    async set(providerId: string, key: string, keepPlain: boolean): Promise<void> {
      inMemory.set(providerId, key)
      const mayStore = (await trusted()) || (keepPlain && (await safeStorage.isAsyncEncryptionAvailable()))
      if (!mayStore) {
        await store.write(() => store.providers.dropSecret(providerId))
        return
      }
      const sealed = await safeStorage.encryptStringAsync(key)
      await store.write(() =>
        store.providers.saveSecret(providerId, { backend: backend(), sealed, last4: key.slice(-4) }, now()),
      )
    },
    async remove(providerId: string): Promise<void> {
      inMemory.delete(providerId)
      await store.write(() => store.providers.dropSecret(providerId))
    },
    view(providerId: string): KeyView | null {
      const stored = store.providers.secret(providerId)
      if (stored) return { last4: stored.last4, kept: weakBackends.has(stored.backend) ? 'plain' : 'keychain' }
      const held = inMemory.get(providerId)
      return held === undefined ? null : { last4: held.slice(-4), kept: 'memory' }
    },
    /** The key itself, for a call; null when none is set. Throws CommandError 'provider' when it is sealed and cannot be opened:
     *  what is stored then stays as it is, since the keychain may only be locked. */
    async get(providerId: string): Promise<string | null> {
      const held = inMemory.get(providerId)
      if (held !== undefined) return held
      const stored = store.providers.secret(providerId)
      if (!stored) return null
      try {
        const { result } = await safeStorage.decryptStringAsync(stored.sealed)
        inMemory.set(providerId, result)
        return result
      } catch {
        throw new CommandError(
          'provider',
          `The key that ends in ${stored.last4} cannot be opened by this system's keychain. It is kept as it is; unlock the keychain, or enter the key again.`,
        )
      }
    },
  }
}
export type Keys = ReturnType<typeof createKeys>
