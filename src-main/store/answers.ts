import type { EpochMs, GateId, TaskId } from '#shared/task'
import type { Database } from './database'
import type { metaTable } from './meta'

const INSERT =
  'INSERT INTO answers (hash, gate_id, task_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET task_id = excluded.task_id'
// Only what is still an answer: its task may have been requeued, edited or purged since, or asked the server that was there before.
const FIND = `SELECT t.id FROM answers a JOIN tasks t ON t.id = a.task_id JOIN results r ON r.task_id = t.id
  WHERE a.hash = ? AND a.gate_id = ? AND t.state = 'succeeded' AND t.gate_id = a.gate_id AND r.purged_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM meta m WHERE m.key = 'answers_since:' || a.gate_id
      AND coalesce((SELECT started_at FROM attempts WHERE task_id = t.id AND number = t.attempts), 0) <= CAST(m.value AS INTEGER))`
// By when the call began, and not by deleting what is indexed: older answers may still be added, and calls to the old server may still be on
// their way.
const SERVER_CHANGED = `INSERT INTO meta (key, value)
  SELECT 'answers_since:' || id, CAST(@now AS TEXT) FROM gates WHERE provider_id = @providerId
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`
const OLDER = `SELECT id, gate_id AS gateId, revision FROM tasks WHERE id > ? AND id <= ? AND state = 'succeeded'
  AND (way IS NULL OR EXISTS (SELECT 1 FROM gates w JOIN gates g ON g.id = tasks.gate_id
    WHERE w.id = tasks.way AND w.provider_id = g.provider_id AND w.model = g.model))`
/** Task ids looked at in one transaction: a few milliseconds. */
const slice = 1_000

/**
 * Stored answers by the hash of what was asked. Nothing is kept here before a batch first asks for reuse; then the older answers are added in
 * slices, and each new one as it is settled.
 */
export function answersTable(db: Database, meta: ReturnType<typeof metaTable>) {
  const insert = db.prepare<[Buffer, GateId, TaskId]>(INSERT)
  const find = db.prepare<[Buffer, GateId], { id: TaskId }>(FIND)
  const older = db.prepare<[number, number], { id: TaskId; gateId: GateId; revision: number }>(OLDER)
  const newest = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM tasks')
  let active = meta.get('answers_to') !== undefined
  return {
    /** Whether new answers are to be added. */
    active: () => active,
    add: (digest: Buffer, gateId: GateId, taskId: TaskId): void => void insert.run(digest, gateId, taskId),
    find: (digest: Buffer, gateId: GateId): TaskId | undefined => find.get(digest, gateId)?.id,
    /** Adds some of the older answers, in the transaction in hand; false when all are there.
     *  @param asked the hash of what a task really asked; one where that cannot be told any more is left out */
    addOlder(asked: (id: TaskId, revision: number) => Buffer | undefined): boolean {
      active = true
      const seen = meta.get('answers_to')
      if (seen === 'all') return false
      const from = Number(seen ?? 0)
      for (const { id, gateId, revision } of older.all(from, from + slice)) {
        const digest = asked(id, revision)
        if (digest) insert.run(digest, gateId, id)
      }
      const more = from + slice < (newest.get()?.id ?? 0)
      meta.set('answers_to', more ? String(from + slice) : 'all')
      return more
    },
  }
}

/** Another server answers for a provider from now on: no answer to a call that began before is used again. In the transaction in hand. */
export function dropAnswersOf(db: Database) {
  const drop = db.prepare<{ providerId: string; now: EpochMs }>(SERVER_CHANGED)
  return (providerId: string, now: EpochMs): void => void drop.run({ providerId, now })
}

export type AnswersTable = ReturnType<typeof answersTable>
