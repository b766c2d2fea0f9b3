import type { KeyView } from '#shared/provider'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import type { Vault } from './vault'

/** Backends of Electron on Linux that only obscure. Source: Electron's safeStorage documentation. */
const weakBackends = new Set(['basic_text', 'unknown'])

type Held = { readonly name: string; readonly text: string }

/** Provider keys, sealed by the system's keychain. Where there is none worth the name, a key stays in memory until the app closes. */
export function createKeys(store: Store, now: () => EpochMs, vault: Vault) {
  /** Those that were opened, and those that are not on disk at all. */
  const inMemory = new Map<string, Map<string, Held>>()
  const held = (providerId: string) => {
    const known = inMemory.get(providerId) ?? new Map<string, Held>()
    inMemory.set(providerId, known)
    return known
  }
  const trusted = async () => (await vault.isAvailable()) && !weakBackends.has(vault.backend())

  function views(providerId: string): KeyView[] {
    const stored = store.keys.of(providerId).map(({ keyId, name, last4, backend }): KeyView => {
      return { keyId, name, last4, kept: weakBackends.has(backend) ? 'plain' : 'keychain' }
    })
    const others = [...held(providerId)].flatMap(([keyId, { name, text }]): KeyView[] =>
      stored.some((key) => key.keyId === keyId) ? [] : [{ keyId, name, last4: text.slice(-4), kept: 'memory' }],
    )
    return [...stored, ...others].sort((a, b) => Number(a.keyId) - Number(b.keyId))
  }
  function known(providerId: string, keyId: string): KeyView {
    const view = views(providerId).find((key) => key.keyId === keyId)
    if (!view) throw new CommandError('not_found', 'There is no such key any more.')
    return view
  }

  /** The same key twice would only seem to double what the provider allows. */
  async function refuseTwice(providerId: string, text: string, but?: string): Promise<void> {
    for (const { keyId, name, last4 } of views(providerId)) {
      if (keyId === but || last4 !== text.slice(-4)) continue
      const other = await get(providerId, keyId).catch(() => null) // one that cannot be opened now is not compared
      if (other === text)
        throw new CommandError('bad_request', `This key is there already${name === '' ? '' : `, as ${name}`}.`)
    }
  }

  /** `keyId` undefined: under an id that was never given before. */
  async function put(
    providerId: string,
    key: { readonly keyId: string | undefined; readonly name: string; readonly text: string },
    keepPlain: boolean,
  ): Promise<string> {
    const { name, text } = key
    await refuseTwice(providerId, text, key.keyId)
    const mayStore = (await trusted()) || (keepPlain && (await vault.isAvailable()))
    const sealed = mayStore ? await vault.seal(text) : null
    const keyId = await store.write(() => {
      const id = key.keyId ?? store.keys.nextId(providerId)
      if (sealed === null) store.keys.drop(providerId, id)
      else
        store.keys.save(providerId, { keyId: id, name, backend: vault.backend(), sealed, last4: text.slice(-4) }, now())
      return id
    })
    held(providerId).set(keyId, { name, text })
    return keyId
  }

  async function get(providerId: string, keyId: string): Promise<string | null> {
    const memory = held(providerId).get(keyId)
    if (memory) return memory.text
    const stored = store.keys.get(providerId, keyId)
    if (!stored) return null
    try {
      const text = await vault.open(stored.sealed)
      // Unless it was removed or replaced meanwhile: the keychain may have asked a person for a password.
      if (store.keys.get(providerId, keyId)?.sealed.equals(stored.sealed))
        held(providerId).set(keyId, { name: stored.name, text })
      return text
    } catch {
      throw new CommandError(
        'provider',
        `The key that ends in ${stored.last4} cannot be opened by this system's keychain. It is kept as it is; unlock the keychain, or enter the key again.`,
      )
    }
  }

  return {
    trusted,
    /** Oldest first. */
    views,
    ids: (providerId: string): string[] => views(providerId).map(({ keyId }) => keyId),
    /** The key itself, for a call; null when there is none of that id. Throws CommandError 'provider' when it is sealed and cannot be
     *  opened: what is stored then stays as it is, since the keychain may only be locked. */
    get,
    /** @param keepPlain the person agrees that the key lies on disk unprotected where there is no keychain
     *  @returns its id. Throws CommandError when the provider has the same key already. */
    add: (providerId: string, name: string, text: string, keepPlain: boolean): Promise<string> =>
      put(providerId, { keyId: undefined, name, text }, keepPlain),
    async replace(providerId: string, keyId: string, text: string, keepPlain: boolean): Promise<void> {
      const { name } = known(providerId, keyId)
      await put(providerId, { keyId, name, text }, keepPlain)
    },
    /** The oldest one is replaced, or the first one added. */
    async setOldest(providerId: string, text: string, keepPlain: boolean): Promise<void> {
      const [oldest] = views(providerId)
      await put(providerId, { keyId: oldest?.keyId, name: oldest?.name ?? '', text }, keepPlain)
    },
    async rename(providerId: string, keyId: string, name: string): Promise<void> {
      known(providerId, keyId)
      await store.write(() => store.keys.rename(providerId, keyId, name))
      const memory = held(providerId).get(keyId)
      if (memory) held(providerId).set(keyId, { ...memory, name })
    },
    async remove(providerId: string, keyId: string): Promise<void> {
      known(providerId, keyId)
      held(providerId).delete(keyId)
      await store.write(() => store.keys.drop(providerId, keyId))
    },
    async removeAll(providerId: string): Promise<void> {
      inMemory.delete(providerId)
      await store.write(() => store.keys.dropAll(providerId))
    },
  }
}
export type Keys = ReturnType<typeof createKeys>
