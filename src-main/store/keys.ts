import { z } from 'zod'
import { firstKeyId } from '#shared/gate'
import type { EpochMs } from '#shared/task'
import type { Database } from './database'
import type { metaTable } from './meta'

/** A provider's key as it is stored: sealed by the keychain that `backend` names. */
export type StoredKey = {
  readonly keyId: string
  readonly name: string
  readonly backend: string
  readonly sealed: Buffer
  readonly last4: string
}

const COLUMNS = 'key_id AS keyId, name, backend, sealed, last4'
// Ids are numbers that count up: '10' stands behind '9'.
const OF_PROVIDER = `SELECT ${COLUMNS} FROM secrets WHERE provider_id = ? ORDER BY CAST(key_id AS INTEGER)`
const ONE = `SELECT ${COLUMNS} FROM secrets WHERE provider_id = ? AND key_id = ?`
const SAVE = `INSERT INTO secrets (provider_id, key_id, name, backend, sealed, last4, saved_at)
  VALUES (@providerId, @keyId, @name, @backend, @sealed, @last4, @now)
  ON CONFLICT (provider_id, key_id) DO UPDATE SET name = excluded.name, backend = excluded.backend, sealed = excluded.sealed,
    last4 = excluded.last4, saved_at = excluded.saved_at`

/** Providers' keys as the keychain sealed them: none stands here in clear. */
export function keysTable(db: Database, meta: Pick<ReturnType<typeof metaTable>, 'get' | 'set'>) {
  const ofProvider = db.prepare<[string], StoredKey>(OF_PROVIDER)
  const one = db.prepare<[string, string], StoredKey>(ONE)
  const save = db.prepare(SAVE)
  const rename = db.prepare<[string, string, string]>(
    'UPDATE secrets SET name = ? WHERE provider_id = ? AND key_id = ?',
  )
  const drop = db.prepare<[string, string]>('DELETE FROM secrets WHERE provider_id = ? AND key_id = ?')
  const dropAll = db.prepare<[string]>('DELETE FROM secrets WHERE provider_id = ?')
  const highest = (providerId: string): number => {
    const given = z.coerce
      .number()
      .int()
      .nonnegative()
      .catch(0)
      .parse(meta.get(givenKey(providerId)))
    return Math.max(given, ...ofProvider.all(providerId).map(({ keyId }) => Number(keyId)))
  }
  /** Before one goes: its id was perhaps given before ids were counted. */
  const remember = (providerId: string): void => meta.set(givenKey(providerId), String(highest(providerId)))
  return {
    /** Oldest first. */
    of: (providerId: string): StoredKey[] => ofProvider.all(providerId),
    get: (providerId: string, keyId: string): StoredKey | undefined => one.get(providerId, keyId),
    /** The next id of that provider's keys: none is given twice, since attempts and gates name the key that they went with. */
    nextId(providerId: string): string {
      const next = Math.max(highest(providerId) + 1, Number(firstKeyId))
      meta.set(givenKey(providerId), String(next))
      return String(next)
    },
    save: (providerId: string, key: StoredKey, now: EpochMs): void => void save.run({ providerId, now, ...key }),
    rename: (providerId: string, keyId: string, name: string): void => void rename.run(name, providerId, keyId),
    drop(providerId: string, keyId: string): void {
      remember(providerId)
      drop.run(providerId, keyId)
    },
    dropAll(providerId: string): void {
      remember(providerId)
      dropAll.run(providerId)
    },
  }
}

const givenKey = (providerId: string) => `keys_given:${providerId}`
