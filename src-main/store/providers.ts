import { z } from 'zod'
import { firstKeyId } from '#shared/gate'
import { type Protocol, ProviderTest, practiceModels, practiceProviderId } from '#shared/provider'
import type { EpochMs } from '#shared/task'
import { dropAnswersOf } from './answers'
import type { Database } from './database'

export type StoredProvider = {
  readonly id: string
  readonly protocol: Protocol
  readonly preset: string
  readonly name: string
  readonly baseUrl: string | null
  readonly defaultModel: string
  readonly models: readonly string[]
  readonly isDefault: boolean
  readonly paused: boolean
  readonly lastTest: ProviderTest | null
}
export type StoredSecret = { readonly backend: string; readonly sealed: Buffer; readonly last4: string }

type Row = {
  id: string
  protocol: Protocol
  preset: string
  name: string
  base_url: string | null
  default_model: string
  models: string
  is_default: number
  paused: number
  last_test: string | null
}

const UPSERT = `INSERT INTO providers (id, protocol, preset, name, base_url, default_model, created_at)
  VALUES (@id, @protocol, @preset, @name, @baseUrl, @defaultModel, @now)
  ON CONFLICT (id) DO UPDATE SET protocol = excluded.protocol, preset = excluded.preset, name = excluded.name, base_url = excluded.base_url, default_model = excluded.default_model, removed = 0`
const SECRET = `INSERT INTO secrets (provider_id, key_id, backend, sealed, last4, saved_at) VALUES (@id, @keyId, @backend, @sealed, @last4, @now)
  ON CONFLICT (provider_id, key_id) DO UPDATE SET backend = excluded.backend, sealed = excluded.sealed, last4 = excluded.last4, saved_at = excluded.saved_at`

/** Providers, and their keys as the keychain sealed them: no key stands here in clear. */
export function providersTable(db: Database) {
  const all = db.prepare<[], Row>('SELECT * FROM providers WHERE removed = 0 ORDER BY created_at, rowid')
  const get = db.prepare<[string], Row>('SELECT * FROM providers WHERE id = ? AND removed = 0')
  const upsert = db.prepare(UPSERT)
  const baseUrl = db.prepare<[string], { baseUrl: string | null }>(
    'SELECT base_url AS baseUrl FROM providers WHERE id = ?',
  )
  const dropAnswers = dropAnswersOf(db)
  const remove = db.prepare<[string]>('UPDATE providers SET removed = 1, is_default = 0 WHERE id = ?')
  const pause = db.prepare<[number, string]>('UPDATE providers SET paused = ? WHERE id = ?')
  const clearDefault = db.prepare('UPDATE providers SET is_default = 0 WHERE is_default = 1')
  const setDefault = db.prepare<[string]>('UPDATE providers SET is_default = 1 WHERE id = ? AND removed = 0')
  const tested = db.prepare<{ id: string; models: string; lastTest: string }>(
    'UPDATE providers SET models = @models, last_test = @lastTest WHERE id = @id',
  )
  const secret = db.prepare<[string], StoredSecret>(
    'SELECT backend, sealed, last4 FROM secrets WHERE provider_id = ? LIMIT 1',
  )
  const saveSecret = db.prepare(SECRET)
  const dropSecret = db.prepare<[string]>('DELETE FROM secrets WHERE provider_id = ?')
  return {
    all: (): StoredProvider[] => all.all().map(readProvider),
    get: (id: string): StoredProvider | undefined => get.all(id).map(readProvider)[0],
    /** Stored answers are used again for the server that gave them only, so those of another address are let go. */
    save(
      provider: Pick<StoredProvider, 'id' | 'protocol' | 'preset' | 'name' | 'baseUrl' | 'defaultModel'>,
      now: EpochMs,
    ): void {
      const before = baseUrl.get(provider.id)
      if (before && before.baseUrl !== provider.baseUrl) dropAnswers(provider.id, now)
      upsert.run({ ...provider, now })
    },
    /** Hidden, not deleted: its finished tasks still name it. */
    remove: (id: string): void => void remove.run(id),
    setPaused: (id: string, paused: boolean): void => void pause.run(paused ? 1 : 0, id),
    setDefault(id: string): void {
      clearDefault.run()
      setDefault.run(id)
    },
    saveTest: (id: string, test: ProviderTest, models: readonly string[]): void =>
      void tested.run({ id, models: JSON.stringify(models), lastTest: JSON.stringify(test) }),
    secret: (id: string): StoredSecret | undefined => secret.get(id),
    saveSecret: (id: string, sealed: StoredSecret, now: EpochMs): void =>
      void saveSecret.run({ id, keyId: firstKeyId, now, ...sealed }),
    dropSecret: (id: string): void => void dropSecret.run(id),
    /** The built-in provider, and the default while there is no other. */
    ensurePractice(now: EpochMs): void {
      upsert.run({
        id: practiceProviderId,
        protocol: 'openai-chat',
        preset: 'practice',
        name: 'Practice',
        baseUrl: null,
        defaultModel: practiceModels.fast,
        now,
      })
      if (!all.all().some((row) => row.is_default === 1)) setDefault.run(practiceProviderId)
    },
  }
}

function readProvider(row: Row): StoredProvider {
  return {
    id: row.id,
    protocol: row.protocol,
    preset: row.preset,
    name: row.name,
    baseUrl: row.base_url,
    defaultModel: row.default_model,
    models: z.array(z.string()).parse(JSON.parse(row.models)),
    isDefault: row.is_default === 1,
    paused: row.paused === 1,
    lastTest: row.last_test === null ? null : ProviderTest.parse(JSON.parse(row.last_test)),
  }
}
