import type { createCommitter } from './commit'
import { closeUntouched, type Database } from './database'
import { closeDatabase } from './open'
import type { createCheckpoints } from './safety/checkpoints'
import type { Health } from './safety/health'
import { isStorageError } from './safety/trouble'

type Parts = {
  readonly db: Database
  readonly commit: Pick<ReturnType<typeof createCommitter>, 'close'>
  readonly checkpoints: Pick<ReturnType<typeof createCheckpoints>, 'stop'>
  readonly health: Pick<Health, 'isSound' | 'met'>
  readonly endBoot: () => void
  readonly unlock: () => void
}

/** Writes what is waiting and lets go of the folder, whatever the disk does. What cannot be marked as closed is read to its end by the next
 *  start; what is damaged gets no mark and no other write. */
export function closeStore({ db, commit, checkpoints, health, endBoot, unlock }: Parts) {
  if (!db.open) return
  try {
    commit.close()
    checkpoints.stop()
    if (!health.isSound()) return
    endBoot()
    closeDatabase(db)
  } catch (error) {
    health.met(error)
    if (!isStorageError(error)) throw error
  } finally {
    try {
      if (db.open) closeUntouched(db)
    } finally {
      unlock()
    }
  }
}
