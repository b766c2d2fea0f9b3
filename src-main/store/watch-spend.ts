import { type LocalDay, spentOf } from '#shared/spend'
import type { BatchId } from '#shared/task'
import type { WatchId } from '#shared/watch'
import type { Changes } from './changes'
import type { Database } from './database'

/** The watched folder that a batch came of, and what all of its files together may cost on a day; null: no limit. */
export type WatchOf = { readonly id: WatchId; readonly dayBudget: number | null }

// A file with the same rows as a batch names it too, and is not where it came of.
export const WATCH_OF = `SELECT w.id, w.options ->> 'dayBudget' AS dayBudget FROM watch_files f JOIN watches w ON w.id = f.watch_id
  WHERE f.batch_id = ? AND f.state IN ('taken', 'ended')`
export const WATCH_SPENT = `SELECT coalesce(sum(s.cost + s.unanswered_cost), 0) FROM spend s WHERE s.day = @day AND EXISTS (
  SELECT 1 FROM watch_files f WHERE f.batch_id = s.batch_id AND f.watch_id = @id AND f.state IN ('taken', 'ended'))`

/**
 * What the files of a watched folder cost on a day. The rows of `spend` are the truth. Of each watch the sum of one day is remembered and
 * added to as these are, since each claim asks for it and a day may have many batches.
 */
export function watchSpend(db: Database) {
  const of = db.prepare<[number], WatchOf>(WATCH_OF)
  const sum = db.prepare<{ day: LocalDay; id: WatchId }, number>(WATCH_SPENT).pluck()
  const known = new Map<WatchId, { readonly day: LocalDay; readonly spent: number }>()
  return {
    of: (batchId: BatchId): WatchOf | undefined => of.get(batchId),
    /** As it is on disk. */
    on(id: WatchId, day: LocalDay): number {
      const seen = known.get(id)
      if (seen?.day === day) return seen.spent
      const spent = sum.get({ day, id }) ?? 0
      known.set(id, { day, spent })
      return spent
    },
    /** Only inside the transaction that writes them to `spend`. */
    follow(changes: Changes): void {
      if (known.size === 0) return
      for (const delta of changes.current.spend) {
        const id = of.get(delta.batchId)?.id
        const seen = id === undefined ? undefined : known.get(id)
        if (id !== undefined && seen?.day === delta.day)
          known.set(id, { day: seen.day, spent: seen.spent + spentOf(delta) })
      }
    },
    /** A transaction that may have added to it was rolled back. */
    forget: (): void => known.clear(),
  }
}
export type WatchSpend = ReturnType<typeof watchSpend>
