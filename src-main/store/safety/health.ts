import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isStorageError, troubleOf } from './trouble'

const note = (dataDir: string) => join(dataDir, 'check-database')

/** Whether a run of the app had reason to doubt the database, so that the next start must read all of it, indexes and references too. */
export const isDoubted = (dataDir: string): boolean => existsSync(note(dataDir))
export const forgetDoubt = (dataDir: string): void => rmSync(note(dataDir), { force: true })

/** What was learnt about the database while it was open, and whom to tell of a failure that no caller hears of. */
export function createHealth(dataDir: string) {
  const listeners = new Set<(error: unknown) => void>()
  let damage: unknown = null
  let doubted = false

  /** A file of its own: the database must not be written to any more, and the process may end in any way. */
  function doubt() {
    if (doubted) return
    doubted = true
    try {
      writeFileSync(note(dataDir), 'The next start reads all of the database and then deletes this file.\n', {
        mode: 0o600,
      })
    } catch {
      // Then the next start reads what it reads after every end that was not clean.
    }
  }

  function met(error: unknown) {
    if (!isStorageError(error) || troubleOf(error, 0).kind !== 'damaged') return
    damage ??= error
    doubt()
  }

  return {
    /** The error that proved the damage; null while there is none. From then on nothing is written. */
    damage: () => damage,
    /** False when the file must not be marked as whole. */
    isSound: () => !doubted,
    /** There is a sign of damage and no proof, such as a copy that did not pass its check: the next start looks closely. */
    doubt,
    /** A caller has this error already. */
    met,
    /** An error that nobody else hears of: in a timer, in a thread, after a commit. One that the disk did not make is a bug and stays as loud. */
    failed(error: unknown) {
      if (!isStorageError(error))
        return queueMicrotask(() => {
          throw error
        })
      met(error)
      for (const listener of listeners) listener(error)
    },
    onFailure(listener: (error: unknown) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
export type Health = ReturnType<typeof createHealth>
