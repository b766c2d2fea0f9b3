import type { BatchOptions } from '#shared/batch'
import type { LaneName } from '#shared/lane'
import { CommandError } from '#shared/result'
import type { BatchId, GateId, StateKind, TaskId } from '#shared/task'
import type { Place } from '#shared/work'
import type { batchesTable } from './batches'
import type { Changes } from './changes'
import { crashPoint } from './crash-point'
import type { Database } from './database'
import type { TasksTable } from './tasks'

type Parts = {
  readonly db: Database
  readonly changes: Changes
  readonly batches: Pick<ReturnType<typeof batchesTable>, 'get' | 'change' | 'accept' | 'dropStaged'>
  readonly tasks: Pick<TasksTable, 'lastPosition'>
}
type Row = {
  id: TaskId
  lane: LaneName
  gateId: GateId
  state: StateKind
  priority: number
  row: number | null
  digest: Buffer
}

const NEXT = `SELECT t.id, t.lane, t.gate_id AS gateId, t.state, t.priority, t.row, p.hash AS digest
  FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = 1 WHERE t.batch_id = ? ORDER BY t.position LIMIT ?`
// Rows are only added at the end, and a part of a task stands there as well, with the row of its whole.
const LAST_ROW = `SELECT t.row FROM tasks t WHERE t.batch_id = ? AND t.row IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.task_id = t.id AND l.part IS NOT NULL) ORDER BY t.position DESC LIMIT 1`

/**
 * Rows that are added to a batch that exists: they are staged in one of their own, and go over once all of them are there. That they do is
 * decided in one transaction; then they move some at a time, so that nothing waits for them, and a start goes on with what a crash cut off.
 */
export function mergesTable({ db, changes, batches, tasks }: Parts) {
  const insert = db.prepare<[BatchId, BatchId, number]>(
    'INSERT INTO merges (batch_id, into_id, row_offset) VALUES (?, ?, ?)',
  )
  const get = db.prepare<[number], { into: BatchId; rowOffset: number }>(
    'SELECT into_id AS "into", row_offset AS rowOffset FROM merges WHERE batch_id = ?',
  )
  const all = db.prepare<[], BatchId>('SELECT batch_id FROM merges ORDER BY batch_id').pluck()
  const into = db.prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM merges WHERE into_id = ?)').pluck()
  const lastRow = db.prepare<[number], number>(LAST_ROW).pluck()
  const next = db.prepare<[number, number], Row>(NEXT)
  const move = db.prepare<{ id: TaskId; into: BatchId; position: number; row: number | null }>(
    'UPDATE tasks SET batch_id = @into, position = @position, row = @row WHERE id = @id',
  )
  const moveCells = db.prepare<{ from: BatchId; row: number; into: BatchId; to: number }>(
    'UPDATE source_rows SET batch_id = @into, row = @to WHERE batch_id = @from AND row = @row',
  )

  /** What all of them begin with: of rows of other templates, or of none, nobody knows that it is the same. */
  function sharedPrefix(from: BatchOptions, to: BatchOptions, isSameTemplate: boolean): BatchOptions {
    const { sharedPrefix: own, ...rest } = to
    const added = from.sharedPrefix
    if (!own || !added || !isSameTemplate) return rest
    const userChars = Math.min(own.userChars, added.userChars)
    return { ...rest, sharedPrefix: { system: own.system && added.system, userChars } }
  }

  return {
    /**
     * From now on the staged rows belong to that batch, come what may.
     * @param isSameTemplate they were made by what the batch's own rows were made by
     * @throws CommandError `wrong_state` while others are being added, `not_found` where the batch is gone
     */
    begin(batchId: BatchId, to: BatchId, isSameTemplate: boolean): void {
      const [from, target] = [batches.get(batchId), batches.get(to)]
      if (!from || !target?.open) throw gone()
      if (into.get(to) === 1)
        throw new CommandError(
          'wrong_state',
          `Other rows are just being added to ${target.name}. Try again in a moment. Nothing was added.`,
        )
      insert.run(batchId, to, lastRow.get(to) ?? 0)
      batches.change(to, { options: sharedPrefix(from.options, target.options, isSameTemplate) })
      crashPoint('in_merge')
    },
    /** Moves up to `limit` tasks; false when there are none left, and the staging batch is gone. */
    step(batchId: BatchId, limit: number): boolean {
      const merge = get.get(batchId)
      if (!merge) return false
      const { into: to, rowOffset } = merge
      const found = next.all(batchId, limit)
      const digests: Buffer[] = []
      let position = tasks.lastPosition(to)
      let cells = 0
      for (const { id, lane, gateId, state, priority, row, digest } of found) {
        position += 1
        move.run({ id, into: to, position, row: row === null ? null : row + rowOffset })
        if (row !== null && row !== cells) {
          moveCells.run({ from: batchId, row, into: to, to: row + rowOffset })
          cells = row
        }
        const place: Place = { batchId: to, lane, gateId }
        changes.moved({ ...place, batchId }, state, null)
        changes.moved(place, null, state)
        changes.task(id)
        if (state === 'queued') changes.queued({ ...place, id, priority })
        digests.push(digest)
      }
      batches.accept(to, digests)
      changes.news('batch')
      crashPoint('in_merge')
      return found.length > 0 || !batches.dropStaged(batchId, limit)
    },
    isMerging: (batchId: BatchId): boolean => get.get(batchId) !== undefined,
    /** Staging batches whose rows are on their way. */
    all: (): BatchId[] => all.all(),
  }
}
const gone = () => new CommandError('not_found', 'This batch is not in the store any more. Nothing was added.')
