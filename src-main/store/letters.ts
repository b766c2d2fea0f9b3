import { type LetterCounts, LetterMarks, noMarks, PartOf, TaskLimits } from '#shared/letters'
import type { EpochMs, TaskId } from '#shared/task'
import type { Changes } from './changes'
import type { Database } from './database'

type Row = {
  readonly label: string | null
  readonly note: string | null
  readonly discardedFor: string | null
  readonly snoozedUntil: number | null
  readonly limits: string | null
  readonly part: string | null
}
const COLUMNS = 'label, note, discarded_for AS discardedFor, snoozed_until AS snoozedUntil, limits, part'
const SET = `INSERT INTO letters (task_id, label, note, discarded_for, snoozed_until, limits, part)
  VALUES (@id, @label, @note, @discardedFor, @snoozedUntil, @limits, @part)
  ON CONFLICT (task_id) DO UPDATE SET label = excluded.label, note = excluded.note, discarded_for = excluded.discarded_for,
    snoozed_until = excluded.snoozed_until, limits = excluded.limits, part = excluded.part`
// A letter only: what left is put away no more.
const DUE = `SELECT task_id FROM letters WHERE snoozed_until IS NOT NULL AND snoozed_until <= ? ORDER BY snoozed_until LIMIT ?`
const LABELS = `SELECT label, count(*) AS n FROM letters WHERE label IS NOT NULL GROUP BY label ORDER BY n DESC, label LIMIT 100`

/** What a person noted of tasks. A task of which nothing is noted has no row. */
export function lettersTable(db: Database, changes: Changes) {
  const get = db.prepare<[TaskId], Row>(`SELECT ${COLUMNS} FROM letters WHERE task_id = ?`)
  const put = db.prepare(SET)
  const drop = db.prepare<[TaskId]>('DELETE FROM letters WHERE task_id = ?')
  const touch = db.prepare<[TaskId]>('UPDATE tasks SET version = version + 1 WHERE id = ?')
  const due = db.prepare<[EpochMs, number], TaskId>(DUE).pluck()
  const nextDueAt = db
    .prepare<[], EpochMs | null>('SELECT min(snoozed_until) FROM letters WHERE snoozed_until IS NOT NULL')
    .pluck()
  const snoozed = db.prepare<[], number>('SELECT count(*) FROM letters WHERE snoozed_until IS NOT NULL').pluck()
  const dead = db
    .prepare<[], number>(
      `SELECT coalesce(sum(c.n), 0) FROM task_counts c JOIN batches b ON b.id = c.batch_id WHERE c.state = 'dead' AND b.state = 'open'`,
    )
    .pluck()
  const labels = db.prepare<[], { label: string; n: number }>(LABELS)

  function marks(id: TaskId): LetterMarks | null {
    const row = get.get(id)
    if (!row) return null
    const limits = limitsOf(row.limits)
    const part = row.part === null ? null : PartOf.parse(JSON.parse(row.part))
    return LetterMarks.parse({ ...row, limits, part })
  }

  /** All of them; null, or all null: nothing is noted any more. */
  function write(id: TaskId, to: LetterMarks | null): void {
    if (to === null || Object.values(to).every((each) => each === null)) return void drop.run(id)
    put.run({ id, ...to, limits: json(to.limits), part: json(to.part) })
  }

  function change(id: TaskId, some: Partial<LetterMarks>): void {
    write(id, { ...(marks(id) ?? noMarks), ...some })
  }

  return {
    marks,
    write,
    change,
    /** As a rule does it: news, and another version. */
    label(id: TaskId, label: string): void {
      change(id, { label })
      touch.run(id)
      changes.task(id)
    },
    /** It is no letter any more, or comes back now. */
    wake(id: TaskId): void {
      if (get.get(id)?.snoozedUntil != null) change(id, { snoozedUntil: null })
    },
    /** Brings back up to `limit` letters whose time has come; how many. */
    wakeDue(now: EpochMs, limit: number): number {
      const ids = due.all(now, limit)
      for (const id of ids) {
        change(id, { snoozedUntil: null })
        touch.run(id)
        changes.task(id)
      }
      if (ids.length > 0) changes.news('batch') // the number of open letters is another one
      return ids.length
    },
    nextDueAt: (): EpochMs | null => nextDueAt.get() ?? null,
    /** How many are put away until a time. What is no letter any more is put away no more. */
    snoozed: (): number => snoozed.get() ?? 0,
    counts: (): LetterCounts => ({
      ...{ dead: dead.get() ?? 0, snoozed: snoozed.get() ?? 0, nextWakeAt: nextDueAt.get() ?? null },
      labels: labels.all(),
    }),
  }
}
/** What holds for a task otherwise than for its batch, as it is stored. */
export const limitsOf = (stored: string | null): TaskLimits | null =>
  stored === null ? null : TaskLimits.parse(JSON.parse(stored))

const json = (value: object | null) => (value === null ? null : JSON.stringify(value))

export type LettersTable = ReturnType<typeof lettersTable>
