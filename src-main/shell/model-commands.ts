import type { Handlers } from '#shared/contract'
import type { ModelInfo } from '#shared/model-info'
import type { ModelSettings } from '#shared/model-settings'
import { CommandError } from '#shared/result'
import type { Store } from '#store/store'

type Names = 'getModelSettings' | 'listModelSettings' | 'saveModelSettings' | 'getModelInfo'
type Parts = {
  readonly store: Store
  /** After settings were saved: what paces and prices that model goes by them from now on. */
  readonly onSaved: (providerId: string, model: string) => Promise<void>
  /** What is known of a model; `knownOf`: apart from what a person set. */
  readonly infoOf: (providerId: string, model: string) => ModelInfo
  readonly knownOf: (providerId: string, model: string) => ModelInfo
  /** Has what is known of a model brought up to date, where its provider can be asked. */
  readonly askSizes: (providerId: string, model: string) => Promise<void>
}

/** What a person sets for the models of a provider. */
export function modelCommands({ store, onSaved, infoOf, knownOf, askSizes }: Parts): Pick<Handlers, Names> {
  const refuseUnknown = (providerId: string) => {
    if (!store.providers.get(providerId)) throw new CommandError('not_found', 'There is no such provider any more.')
  }

  /** One that could never be used, or never end. */
  function refuseFallbacks(providerId: string, model: string, { fallbacks }: ModelSettings): void {
    const seen = new Set([JSON.stringify([providerId, model])])
    for (const fallback of fallbacks) {
      const key = JSON.stringify([fallback.providerId, fallback.model])
      if (seen.has(key))
        throw new CommandError(
          'bad_request',
          `${fallback.model} is named twice, or stands in for itself. Nothing was changed.`,
        )
      seen.add(key)
      if (!store.providers.get(fallback.providerId))
        throw new CommandError(
          'bad_request',
          `The provider of the fallback ${fallback.model} is not there any more. Choose another.`,
        )
    }
  }

  return {
    async getModelSettings({ providerId, model }) {
      refuseUnknown(providerId)
      return store.modelSettings.get(providerId, model)
    },
    async listModelSettings({ providerId }) {
      refuseUnknown(providerId)
      return store.modelSettings.of(providerId)
    },
    async getModelInfo({ providerId, model, asSet }) {
      refuseUnknown(providerId)
      await askSizes(providerId, model)
      return (asSet ? infoOf : knownOf)(providerId, model)
    },
    async saveModelSettings({ providerId, model, settings }) {
      refuseUnknown(providerId)
      refuseFallbacks(providerId, model, settings)
      await store.write(() => {
        store.modelSettings.save(providerId, model, settings)
        store.changes.news('provider')
      })
      await onSaved(providerId, model)
      return store.modelSettings.get(providerId, model)
    },
  }
}
