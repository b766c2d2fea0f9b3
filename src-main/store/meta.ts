import { randomUUID } from 'node:crypto'
import { z } from 'zod'
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

/** For a database that goes back in time: ids of tasks are given again then, and with the old name a provider would take such a task's
 *  idempotency key for that of another prompt. A new name is made at the next open; the search index, which bears it, is made anew too.
 *  The old name is kept among the former ones, since receipts bear it. */
export function forgetInstallation(db: Database) {
  const meta = metaTable(db)
  const id = meta.get('installation_id')
  if (id === undefined) return
  meta.set('former_installations', JSON.stringify([...formerInstallations(db), id]))
  db.prepare("DELETE FROM meta WHERE key = 'installation_id'").run()
}

/** What this data was called before it was restored or salvaged, oldest first. */
export function formerInstallations(db: Database): string[] {
  const kept = metaTable(db).get('former_installations')
  if (kept === undefined) return []
  try {
    return z.array(z.string()).parse(JSON.parse(kept))
  } catch {
    return [] // it was salvaged with a part of it lost
  }
}
