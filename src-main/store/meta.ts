import { randomUUID } from 'node:crypto'
import type { Database } from './database'

/** Single values: who this installation is, how the last run ended, what a person set. */
export function metaTable(db: Database) {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
  const set = db.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    get: (key: string): string | undefined => get.get(key)?.value,
    set: (key: string, value: string): void => void set.run(key, value),
    /** Made once per data folder; part of every idempotency key, so that two installations never share one. */
    installationId(): string {
      const known = get.get('installation_id')?.value
      if (known) return known
      const made = randomUUID()
      set.run('installation_id', made)
      return made
    },
  }
}
