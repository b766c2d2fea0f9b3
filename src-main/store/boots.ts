import type { EpochMs } from '#shared/task'
import type { PastBoot } from '#shared/work'
import type { Database } from './database'

const START = `INSERT INTO boots (boot_id, machine, started_at) VALUES (@bootId, @machine, @now)`
const CLOSE_OTHERS = `UPDATE boots SET ended = iif(machine = @machine, 'crashed', 'machine') WHERE ended IS NULL AND boot_id <> @bootId`
const PAST = `SELECT ended, stable FROM boots WHERE ended IS NOT NULL ORDER BY id DESC LIMIT ?`

/** Runs of the process on this data folder: whose lease is whose, and how each ended. */
export function bootsTable(db: Database) {
  const start = db.prepare(START)
  const known = db.prepare<[string], { id: number }>('SELECT id FROM boots WHERE boot_id = ?')
  const closeOthers = db.prepare(CLOSE_OTHERS)
  const past = db.prepare<[number], { ended: PastBoot['ended']; stable: number }>(PAST)
  const endOf = db.prepare<[number], { ended: PastBoot['ended'] | null }>('SELECT ended FROM boots WHERE id = ?')
  const forget = db.prepare<[number]>('DELETE FROM boots WHERE id = ?')
  const stable = db.prepare<[number]>('UPDATE boots SET stable = 1 WHERE id = ?')
  const end = db.prepare<[number]>(`UPDATE boots SET ended = 'clean' WHERE id = ? AND ended IS NULL`)
  return {
    /** This run's number, the same when it begins once more. Whatever did not say that it ended has died: with the machine, if that has
     *  started again since. */
    start(bootId: string, machine: string, now: EpochMs): number {
      closeOthers.run({ machine, bootId })
      return known.get(bootId)?.id ?? Number(start.run({ bootId, machine, now }).lastInsertRowid)
    },
    /** The last runs before this one, the newest first. */
    past: (limit: number): PastBoot[] => past.all(limit).map((row) => ({ ...row, stable: row.stable === 1 })),
    /** How that run ended; one that is not known, or has not said, has died. */
    endOf: (id: number): PastBoot['ended'] => endOf.get(id)?.ended ?? 'crashed',
    /** It lived for a minute. */
    stable: (id: number): void => void stable.run(id),
    end: (id: number): void => void end.run(id),
    /** It did nothing, and counts neither as one that died nor as one that went well. */
    forget: (id: number): void => void forget.run(id),
  }
}
