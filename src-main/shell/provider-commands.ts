import { randomUUID } from 'node:crypto'
import type { Engine } from '#engine/engine'
import type { Adapters } from '#providers/adapters'
import type { Handlers } from '#shared/contract'
import type { ModelSizes } from '#shared/model-told'
import type { Pace } from '#shared/overview'
import { customPreset, presetAt, presetOf, presets } from '#shared/presets'
import {
  defaultOptions,
  type Multiplied,
  type Protocol,
  type ProviderInput,
  type ProviderOptions,
  type ProviderView,
  practiceModels,
  practiceProviderId,
} from '#shared/provider'
import { CommandError } from '#shared/result'
import type { EpochMs, GateId } from '#shared/task'
import type { StoredProvider } from '#store/providers'
import type { Store } from '#store/store'
import type { Keys } from './keys'
import type { MultipliedCalls } from './multiplied'
import { type OptionsSeal, optionsView } from './sealed-options'

type Parts = {
  store: Store
  engine: Pick<Engine, 'providerChanged' | 'gates' | 'pace' | 'forgetLimits'>
  keys: Keys
  adapters: Adapters
  sealedOptions: OptionsSeal
  multiplied: Pick<MultipliedCalls, 'of' | 'forget'>
  /** Asks for a file of certificates; null when the person closed the dialog. */
  pickCaFile: (window: number) => Promise<string | null>
  now: () => EpochMs
  /** Its list of models told their sizes. */
  onListed: (providerId: string, models: ReadonlyMap<string, ModelSizes>) => Promise<void>
}
type KeyNames = 'addKey' | 'replaceKey' | 'renameKey' | 'removeKey'
type GateNames = 'getGates' | 'forgetLimits'
type Names =
  | 'saveProvider'
  | 'removeProvider'
  | 'setDefaultProvider'
  | 'testProvider'
  | 'findLocalServers'
  | 'pickCaFile'
  | 'dismissMultiplied'
  | KeyNames
  | GateNames

/** A provider as a window may see it. */
export function providerView(
  { sealed, ...provider }: StoredProvider,
  keys: Pick<Keys, 'views'>,
  multiplied?: Multiplied,
): ProviderView {
  const models = provider.id === practiceProviderId ? Object.values(practiceModels) : [...provider.models]
  const views = keys.views(provider.id)
  const [oldest] = views
  return {
    ...provider,
    ...optionsView({ ...provider, sealed }),
    ...{ models, keys: views, key: oldest ? { last4: oldest.last4, kept: oldest.kept } : null },
    ...(multiplied ? { multiplied } : {}),
  }
}

export function providerCommands(parts: Parts): Pick<Handlers, Names> {
  const { store, engine, keys, adapters, sealedOptions, multiplied, pickCaFile, now, onListed } = parts
  const known = (id: string): StoredProvider => {
    const provider = store.providers.get(id)
    if (!provider) throw new CommandError('not_found', 'There is no such provider any more.')
    return provider
  }
  const viewOf = (id: string): ProviderView => providerView(known(id), keys, multiplied.of(id))
  const changed = () => store.changes.news('provider')
  const withKeys = (id: string): void => {
    known(id)
    if (id === practiceProviderId) throw new CommandError('wrong_state', 'Practice is built in and needs no key.')
  }
  /** Its next calls go out with what is set now, and what waited for a person goes on. */
  async function tookEffect(id: string): Promise<ProviderView> {
    await store.write(changed)
    adapters.forget(id)
    await engine.providerChanged(id)
    return viewOf(id)
  }

  return {
    async saveProvider({ id = randomUUID(), key, keepPlain = false, makeDefault = false, ...input }) {
      if (id === practiceProviderId)
        throw new CommandError('wrong_state', 'Practice is built in and has nothing to set.')
      const { name, baseUrl, defaultModel } = input
      const before = store.providers.get(id)
      const { options = before?.options ?? defaultOptions, ...kind } = kindOf(input, before)
      const toStore = await sealedOptions.seal(options, before)
      const isNew = before === undefined
      await store.write(() => {
        store.providers.save({ id, ...kind, ...toStore, name, baseUrl, defaultModel }, now())
        if (before && before.baseUrl !== baseUrl) store.modelTold.dropAll(id)
        changed()
      })
      if (typeof key === 'string')
        try {
          await keys.setOldest(id, key, keepPlain)
        } catch (error) {
          if (isNew) await store.write(() => store.providers.remove(id)) // a second try would make a second one
          throw error
        }
      const [oldest] = keys.ids(id)
      if (key === null && oldest !== undefined) await keys.remove(id, oldest)
      if (makeDefault) await store.write(() => store.providers.setDefault(id))
      return tookEffect(id)
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
      await keys.removeAll(id)
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
    async testProvider({ id, keyId }) {
      const { models, preset, defaultModel: model } = known(id)
      let sizes: ReadonlyMap<string, ModelSizes> = new Map()
      const onTold = (told: typeof sizes) => {
        sizes = told
      }
      const tested = adapters.endpoint(id, keyId).then((endpoint) => ({ ...endpoint, preset, model, onTold }))
      const { testConnection } = await import('#providers/test-connection')
      const test = await testConnection(tested)
      await onListed(id, sizes)
      await store.write(() => {
        store.providers.saveTest(id, test, test.ok ? test.models : models)
        changed()
      })
      if (test.ok) await engine.providerChanged(id)
      return test
    },
    findLocalServers: async () => (await import('#providers/local-servers')).findLocalServers(),
    async pickCaFile(_request, window) {
      const file = await pickCaFile(window)
      return file === null ? null : { file }
    },
    async dismissMultiplied({ id }) {
      known(id)
      multiplied.forget(id)
      return {}
    },

    async getGates({ providerId }) {
      known(providerId)
      const gates = engine.gates().filter((gate) => gate.providerId === providerId)
      const paces = gates.flatMap(({ id }) => paceOf(engine, id))
      return { gates, paces }
    },
    async forgetLimits({ gateId }) {
      const gate = engine.gates().find(({ id }) => id === gateId)
      if (!gate) throw new CommandError('not_found', 'Nothing is known of the limits of this model any more.')
      await engine.forgetLimits(gate.id)
      await store.write(() => {
        store.modelTold.drop(gate.providerId, gate.model)
        changed()
      })
      return {}
    },

    async addKey({ providerId, name = '', key, keepPlain = false }) {
      withKeys(providerId)
      await keys.add(providerId, name, key, keepPlain)
      return tookEffect(providerId)
    },
    async replaceKey({ providerId, keyId, key, keepPlain = false }) {
      withKeys(providerId)
      await keys.replace(providerId, keyId, key, keepPlain)
      await store.write(() => store.providers.forgetFailedTest(providerId)) // it was of the other key
      return tookEffect(providerId)
    },
    async renameKey({ providerId, keyId, name }) {
      withKeys(providerId)
      await keys.rename(providerId, keyId, name)
      await store.write(changed)
      return viewOf(providerId)
    },
    async removeKey({ providerId, keyId }) {
      withKeys(providerId)
      await keys.remove(providerId, keyId)
      return tookEffect(providerId)
    },
  }
}

/** How fast that gate lets calls through; none before its first one. */
export function paceOf(engine: Pick<Engine, 'pace'>, gateId: GateId): Pace[] {
  const pace = engine.pace(gateId)
  return pace ? [{ gateId, ...pace }] : []
}

type Kind = { readonly preset: string; readonly protocol: Protocol; readonly options: ProviderOptions | undefined }

/** What kind of provider it becomes: what was left out stays, and of a new one its preset, known by its address, decides. */
export function kindOf(
  { preset: named, protocol, baseUrl, options }: Pick<ProviderInput, 'preset' | 'protocol' | 'baseUrl' | 'options'>,
  before: Pick<StoredProvider, 'preset' | 'protocol' | 'baseUrl'> | undefined,
): Kind {
  if (named !== undefined && !presets.some(({ id }) => id === named))
    throw new CommandError('bad_request', 'There is no such kind of provider.')
  const at = presetAt(baseUrl, protocol).id
  const moved = before?.baseUrl !== baseUrl && at !== customPreset
  const preset = named ?? (before && !moved ? before.preset : at)
  const same = before?.preset === preset ? before.protocol : undefined
  return {
    preset,
    protocol: protocol ?? same ?? presetOf(preset).protocol,
    options: options ?? (before ? undefined : { ...defaultOptions, stream: presetOf(preset).stream }),
  }
}
