import { randomUUID } from 'node:crypto'
import type { Engine } from '#engine/engine'
import type { Adapters } from '#providers/adapters'
import { findLocalServers } from '#providers/local-servers'
import { testConnection } from '#providers/test-connection'
import type { Handlers } from '#shared/contract'
import { type ProviderView, practiceModels, practiceProviderId } from '#shared/provider'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { StoredProvider } from '#store/providers'
import type { Store } from '#store/store'
import type { Keys } from './keys'

type Parts = {
  store: Store
  engine: Engine
  keys: Keys
  adapters: Adapters
  now: () => EpochMs
}
type Names = 'saveProvider' | 'removeProvider' | 'setDefaultProvider' | 'testProvider' | 'findLocalServers'

/** A provider as a window may see it. */
export function providerView(provider: StoredProvider, keys: Keys): ProviderView {
  const models = provider.id === practiceProviderId ? Object.values(practiceModels) : [...provider.models]
  return { ...provider, models, key: keys.view(provider.id) }
}

export function providerCommands({ store, engine, keys, adapters, now }: Parts): Pick<Handlers, Names> {
  const viewOf = (id: string): ProviderView => {
    const provider = store.providers.get(id)
    if (!provider) throw new CommandError('not_found', 'There is no such provider any more.')
    return providerView(provider, keys)
  }
  const changed = () => store.changes.news('provider')

  return {
    async saveProvider({
      id = randomUUID(),
      name,
      baseUrl,
      defaultModel,
      key,
      keepPlain = false,
      makeDefault = false,
    }) {
      if (id === practiceProviderId)
        throw new CommandError('wrong_state', 'Practice is built in and has nothing to set.')
      await store.write(() => {
        store.providers.save({ id, protocol: 'openai-chat', preset: 'custom', name, baseUrl, defaultModel }, now())
        if (makeDefault) store.providers.setDefault(id)
        changed()
      })
      if (typeof key === 'string') await keys.set(id, key, keepPlain)
      if (key === null) await keys.remove(id)
      adapters.forget(id)
      await engine.providerChanged(id)
      return viewOf(id)
    },
    async removeProvider({ id }) {
      if (id === practiceProviderId)
        throw new CommandError('wrong_state', 'Practice is built in and cannot be removed.')
      const wasDefault = viewOf(id).isDefault
      await store.write(() => {
        store.providers.remove(id)
        if (wasDefault) store.providers.setDefault(practiceProviderId)
        changed()
      })
      await keys.remove(id)
      adapters.forget(id)
      return {}
    },
    async setDefaultProvider({ id }) {
      viewOf(id)
      await store.write(() => {
        store.providers.setDefault(id)
        changed()
      })
      return {}
    },
    async testProvider({ id }) {
      const { models } = viewOf(id)
      const test = await testConnection(await adapters.endpoint(id))
      await store.write(() => {
        store.providers.saveTest(id, test, test.ok ? test.models : models)
        changed()
      })
      if (test.ok) await engine.providerChanged(id)
      return test
    },
    findLocalServers: () => findLocalServers(),
  }
}
