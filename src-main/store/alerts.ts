import { type BatchAlert, DeadAlert, defaultDeadAlert, hasFallen, isPassed } from '#shared/dead-alert'
import type { BatchId, EpochMs } from '#shared/task'
import type { StoredBatch } from './batches'
import type { Changes } from './changes'
import type { Database } from './database'
import type { metaTable } from './meta'

type Row = BatchAlert & { readonly batchId: BatchId; readonly told: boolean; readonly fallen: boolean }
type Stored = Omit<Row, 'paused' | 'told' | 'fallen'> & { paused: number; told: number; fallen: number }
type Parts = {
  readonly db: Database
  readonly meta: ReturnType<typeof metaTable>
  readonly batch: (id: BatchId) => Pick<StoredBatch, 'options' | 'paused'> | undefined
  /** In the transaction in hand. */
  readonly pause: (id: BatchId) => void
}
/** A batch of which too many died, as it is told. */
export type RaisedAlert = BatchAlert & { readonly batchId: BatchId }

const SAVE = `INSERT INTO batch_alerts (batch_id, at, dead, settled, paused, told, fallen)
  VALUES (@batchId, @at, @dead, @settled, @paused, @told, @fallen)
  ON CONFLICT (batch_id) DO UPDATE SET at = excluded.at, dead = excluded.dead, settled = excluded.settled, paused = excluded.paused,
    told = excluded.told, fallen = excluded.fallen`
const COUNTS = `SELECT coalesce(sum(iif(state = 'dead', n, 0)), 0) AS dead, coalesce(sum(n), 0) AS settled FROM task_counts
  WHERE batch_id = ? AND (state = 'dead' OR state = 'succeeded')`
const settingKey = 'dead_alert'

/**
 * Batches of which more than a set share died. They are found in the transaction that settles the task which passes it, and paused by it
 * where that is asked for: whatever is claimed from the next commit on is claimed of a batch that stands still.
 */
export function alertsTable({ db, meta, batch, pause }: Parts) {
  const all = db.prepare<[], Stored>(
    'SELECT batch_id AS batchId, at, dead, settled, paused, told, fallen FROM batch_alerts',
  )
  const save = db.prepare<Stored>(SAVE)
  const remove = db.prepare<[BatchId]>('DELETE FROM batch_alerts WHERE batch_id = ?')
  const counts = db.prepare<[BatchId], { dead: number; settled: number }>(COUNTS)
  let known: Map<BatchId, Row> | null = null
  let setting: DeadAlert | null = null

  function rows(): Map<BatchId, Row> {
    known ??= new Map(
      all
        .all()
        .map((row) => [
          row.batchId,
          { ...row, paused: row.paused === 1, told: row.told === 1, fallen: row.fallen === 1 },
        ]),
    )
    return known
  }
  function put(row: Row) {
    save.run({ ...row, paused: Number(row.paused), told: Number(row.told), fallen: Number(row.fallen) })
    rows().set(row.batchId, row)
  }
  function drop(id: BatchId) {
    remove.run(id)
    rows().delete(id)
  }

  function readSetting(): DeadAlert {
    if (setting) return setting
    const stored = meta.get(settingKey)
    const parsed = DeadAlert.safeParse(stored === undefined ? undefined : JSON.parse(stored))
    setting = parsed.success ? parsed.data : defaultDeadAlert
    return setting
  }

  function look(id: BatchId, diedAt: EpochMs | undefined): boolean {
    const found = batch(id)
    const sums = counts.get(id)
    if (!found || !sums) return false
    const { dead, settled } = sums
    const alert = found.options.deadAlert ?? readSetting()
    const row = rows().get(id)
    if (row && !row.fallen) {
      if (!hasFallen(alert, dead, settled)) return false
      if (row.paused) put({ ...row, fallen: true })
      else drop(id)
      return true
    }
    // What a person brings back, as an undo does, is no news: only a death is.
    if (diedAt === undefined || !isPassed(alert, dead, settled)) return false
    const pauses = alert.pause && !found.paused
    put({ batchId: id, at: diedAt, dead, settled, paused: pauses || row?.paused === true, told: false, fallen: false })
    if (pauses) pause(id)
    return true
  }

  return {
    /** In the transaction that changed them, after its counters are written. */
    follow(changes: Changes): void {
      const { counts: deltas, died } = changes.current
      const touched = new Map<BatchId, EpochMs | undefined>()
      for (const { batchId, at } of died) touched.set(batchId, at)
      for (const { batchId, state, n } of deltas) {
        const moves = n !== 0 && (state === 'dead' || state === 'succeeded')
        if (moves && rows().has(batchId) && !touched.has(batchId)) touched.set(batchId, undefined)
      }
      for (const [id, diedAt] of touched) if (look(id, diedAt)) changes.news('batch')
    },
    /** A person paused or resumed the batch: from now on that is why it stands still or goes. */
    personPaused(id: BatchId): void {
      const row = rows().get(id)
      if (!row) return
      if (row.fallen) drop(id)
      else put({ ...row, paused: false })
    },
    /** What is known of a batch; null where not too many of it died. Costs no read. */
    of(id: BatchId): BatchAlert | null {
      const row = rows().get(id)
      return row ? { at: row.at, dead: row.dead, settled: row.settled, paused: row.paused } : null
    },
    /** All of them. Costs no read. */
    raised: (): RaisedAlert[] => [...rows().values()].map(plain),
    /** Those that nobody has been told of, the oldest first. */
    untold: (): RaisedAlert[] =>
      [...rows().values()]
        .filter(({ told }) => !told)
        .map(plain)
        .sort((a, b) => a.at - b.at),
    markTold(raised: readonly RaisedAlert[]): void {
      for (const { batchId, at } of raised) {
        const row = rows().get(batchId)
        if (row?.at === at) put({ ...row, told: true })
      }
    },
    setting: readSetting,
    saveSetting(next: DeadAlert): void {
      meta.set(settingKey, JSON.stringify(next))
      setting = next
    },
    /** A transaction was rolled back. */
    forget(): void {
      known = null
      setting = null
    },
  }
}
const plain = ({ batchId, at, dead, settled, paused }: Row): RaisedAlert => ({ batchId, at, dead, settled, paused })

export type AlertsTable = ReturnType<typeof alertsTable>
