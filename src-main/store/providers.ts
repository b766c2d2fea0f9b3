import { z } from 'zod'
import {
  defaultOptions,
  type Protocol,
  ProviderOptions,
  ProviderTest,
  practiceModels,
  practiceProviderId,
} from '#shared/provider'
import type { EpochMs } from '#shared/task'
import { dropAnswersOf } from './answers'
import type { Database } from './database'

/** Secrets of the options as the keychain that `backend` names sealed them: none of those stands in the options in clear. */
export type SealedOptions = { readonly backend: string; readonly data: Buffer }

export type StoredProvider = {
  readonly id: string
  readonly protocol: Protocol
  readonly preset: string
  readonly name: string
  readonly baseUrl: string | null
  readonly defaultModel: string
  readonly models: readonly string[]
  readonly options: ProviderOptions // what is sealed is a mark here
  readonly sealed: SealedOptions | null
  readonly isDefault: boolean
  readonly paused: boolean
  readonly lastTest: ProviderTest | null
}
/** What is told of a provider when it is saved. options: undefined keeps those that are set. */
export type ProviderSettings = Pick<
  StoredProvider,
  'id' | 'protocol' | 'preset' | 'name' | 'baseUrl' | 'defaultModel'
> & { readonly options?: ProviderOptions | undefined; readonly sealed?: SealedOptions | null | undefined }

type Row = {
  id: string
  protocol: Protocol
  preset: string
  name: string
  base_url: string | null
  default_model: string
  models: string
  options: string
  is_default: number
  paused: number
  last_test: string | null
}

// What a test found of other settings says nothing of these.
const UPSERT = `INSERT INTO providers (id, protocol, preset, name, base_url, default_model, options, created_at)
  VALUES (@id, @protocol, @preset, @name, @baseUrl, @defaultModel, coalesce(@options, '{}'), @now)
  ON CONFLICT (id) DO UPDATE SET protocol = excluded.protocol, preset = excluded.preset, name = excluded.name, base_url = excluded.base_url,
    default_model = excluded.default_model, options = coalesce(@options, options), removed = 0,
    last_test = iif(base_url IS excluded.base_url AND protocol = excluded.protocol AND default_model = excluded.default_model
      AND options = coalesce(@options, options), last_test, NULL)`

/** Providers: where they are and what is set of them. Their keys are in keys.ts. */
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
  const forgetFailedTest = db.prepare<[string]>(
    `UPDATE providers SET last_test = NULL WHERE id = ? AND json_extract(last_test, '$.ok') = 0`,
  )
  const put = ({ options, sealed, ...provider }: ProviderSettings, now: EpochMs) =>
    upsert.run({ ...provider, now, options: options === undefined ? null : writeOptions(options, sealed ?? null) })
  return {
    all: (): StoredProvider[] => all.all().map(readProvider),
    get: (id: string): StoredProvider | undefined => get.all(id).map(readProvider)[0],
    /** Stored answers are used again for the server that gave them only, so those of another address are let go. */
    save(provider: ProviderSettings, now: EpochMs): void {
      const before = baseUrl.get(provider.id)
      if (before && before.baseUrl !== provider.baseUrl) dropAnswers(provider.id, now)
      put(provider, now)
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
    forgetFailedTest: (id: string): void => void forgetFailedTest.run(id),
    /** The built-in provider, and the default while there is no other. */
    ensurePractice(now: EpochMs): void {
      const practice = {
        id: practiceProviderId,
        protocol: 'openai-chat',
        preset: 'practice',
        name: 'Practice',
      } as const
      put({ ...practice, baseUrl: null, defaultModel: practiceModels.fast }, now)
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
    ...readOptions(row.options),
    isDefault: row.is_default === 1,
    paused: row.paused === 1,
    lastTest: row.last_test === null ? null : ProviderTest.parse(JSON.parse(row.last_test)),
  }
}

/** Beside the options in their column, so that neither can be saved without the other. */
const Sealed = z.object({ sealed: z.object({ backend: z.string(), data: z.base64() }) })

function writeOptions(options: ProviderOptions, sealed: SealedOptions | null): string {
  const { backend, data } = sealed ?? {}
  return JSON.stringify({ ...options, ...(data ? { sealed: { backend, data: data.toString('base64') } } : {}) })
}

/** One that cannot be read any more must not keep the app from its other providers. */
function readOptions(text: string): Pick<StoredProvider, 'options' | 'sealed'> {
  const stored: unknown = JSON.parse(text)
  const read = ProviderOptions.safeParse(stored)
  const { data } = Sealed.safeParse(stored)
  return {
    options: read.success ? read.data : defaultOptions,
    sealed: data ? { backend: data.sealed.backend, data: Buffer.from(data.sealed.data, 'base64') } : null,
  }
}
