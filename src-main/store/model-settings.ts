import { isDeepStrictEqual } from 'node:util'
import { ModelSettings, noModelSettings } from '#shared/model-settings'
import type { Database } from './database'

type Row = { providerId: string; model: string; settings: string }

const SAVE = `INSERT INTO model_settings (provider_id, model, settings) VALUES (?, ?, ?)
  ON CONFLICT (provider_id, model) DO UPDATE SET settings = excluded.settings`

/** What a person set for models. Read once: pacing and fallbacks ask it for every call. */
export function modelSettingsTable(db: Database) {
  const all = db.prepare<[], Row>(
    'SELECT provider_id AS providerId, model, settings FROM model_settings ORDER BY provider_id, model',
  )
  const save = db.prepare<[string, string, string]>(SAVE)
  const drop = db.prepare<[string, string]>('DELETE FROM model_settings WHERE provider_id = ? AND model = ?')
  let known: Map<string, Map<string, ModelSettings>> | undefined

  function read() {
    known ??= all.all().reduce((found, { providerId, model, settings }) => {
      const ofProvider = found.get(providerId) ?? new Map<string, ModelSettings>()
      const parsed = ModelSettings.safeParse(JSON.parse(settings))
      return found.set(providerId, ofProvider.set(model, parsed.success ? parsed.data : noModelSettings))
    }, new Map<string, Map<string, ModelSettings>>())
    return known
  }
  return {
    get: (providerId: string, model: string): ModelSettings => read().get(providerId)?.get(model) ?? noModelSettings,
    /** Those of a provider's models for which something is set, by name. */
    of: (providerId: string): { model: string; settings: ModelSettings }[] =>
      [...(read().get(providerId) ?? [])].map(([model, settings]) => ({ model, settings })),
    /** Settings that say nothing are not kept. */
    save(providerId: string, model: string, settings: ModelSettings): void {
      if (isDeepStrictEqual(settings, noModelSettings)) drop.run(providerId, model)
      else save.run(providerId, model, JSON.stringify(settings))
      known = undefined
    },
    /** A transaction that may have changed them was rolled back. */
    forget(): void {
      known = undefined
    },
  }
}
