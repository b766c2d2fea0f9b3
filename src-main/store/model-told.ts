import { type ModelSizes, ToldModel } from '#shared/model-told'
import type { EpochMs } from '#shared/task'
import type { Database } from './database'

type Row = { providerId: string; model: string; told: string }

const SAVE = `INSERT INTO model_told (provider_id, model, told) VALUES (?, ?, ?)
  ON CONFLICT (provider_id, model) DO UPDATE SET told = excluded.told`

/** What providers told of their models. Read once: each call's context check asks it. */
export function modelToldTable(db: Database) {
  const all = db.prepare<[], Row>(
    'SELECT provider_id AS providerId, model, told FROM model_told ORDER BY provider_id, model',
  )
  const put = db.prepare<[string, string, string]>(SAVE)
  const drop = db.prepare<[string, string]>('DELETE FROM model_told WHERE provider_id = ? AND model = ?')
  const dropAll = db.prepare<[string]>('DELETE FROM model_told WHERE provider_id = ?')
  let known: Map<string, Map<string, ToldModel>> | undefined

  function read() {
    known ??= all.all().reduce((found, { providerId, model, told }) => {
      const parsed = ToldModel.safeParse(JSON.parse(told))
      const ofProvider = found.get(providerId) ?? new Map<string, ToldModel>()
      return parsed.success ? found.set(providerId, ofProvider.set(model, parsed.data)) : found
    }, new Map<string, Map<string, ToldModel>>())
    return known
  }
  const of = (providerId: string): ReadonlyMap<string, ToldModel> => read().get(providerId) ?? new Map()
  const get = (providerId: string, model: string): ToldModel | undefined => of(providerId).get(model)
  function save(providerId: string, model: string, told: ToldModel): void {
    put.run(providerId, model, JSON.stringify(told))
    known = undefined
  }

  return {
    get,
    save,
    /** A whole list of models: what an earlier one told of others is no longer so. What refusals told of those stays. */
    saveList(providerId: string, models: ReadonlyMap<string, ModelSizes>, at: EpochMs): void {
      for (const [model, { by }] of of(providerId)) if (by === 'told' && !models.has(model)) drop.run(providerId, model)
      for (const [model, sizes] of models) put.run(providerId, model, JSON.stringify({ ...sizes, by: 'told', at }))
      known = undefined
    },
    drop(providerId: string, model: string): void {
      drop.run(providerId, model)
      known = undefined
    },
    /** It is another server now. */
    dropAll(providerId: string): void {
      dropAll.run(providerId)
      known = undefined
    },
    /** A transaction that may have changed them was rolled back. */
    forget(): void {
      known = undefined
    },
  }
}
