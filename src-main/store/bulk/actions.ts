import {
  BulkAction,
  type BulkId,
  BulkItem,
  type BulkItemState,
  DryRun,
  type LetterAction,
  type SkipReason,
} from '#shared/bulk'
import type { Json } from '#shared/request'
import type { EpochMs, TaskId } from '#shared/task'
import type { Database } from '../database'
import { Before } from './before'

type Row = Omit<BulkAction, 'action' | 'selection' | 'plan' | 'waiting'> & {
  action: string
  selection: string
  plan: string | null
}
type ItemRow = Omit<BulkItem, 'title'> & { title: string | null }
export type Frozen = { readonly id: TaskId; readonly version: number }
type State = BulkAction['state']
type Ending = { readonly stoppedBy?: BulkAction['stoppedBy']; readonly message?: string | null }
/** How many more, or fewer, of its tasks are in that state. */
export type Tally = Partial<Record<Exclude<BulkItemState, 'waiting'>, number>>

const COLUMNS = `id, action, selection, state, created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt,
  stopped_by AS stoppedBy, message, plan, total, done, skipped, failed, undone, kept`
const FREEZE = `INSERT INTO bulk_items (action_id, task_id, version) SELECT @id, t.id, coalesce(@version, t.version)
  FROM json_each(@ids) j CROSS JOIN tasks t ON t.id = j.value WHERE TRUE ON CONFLICT DO NOTHING`
const SEEN = `INSERT INTO bulk_items (action_id, task_id, version)
  SELECT @id, j.value ->> 0, j.value ->> 1 FROM json_each(@seen) j WHERE TRUE ON CONFLICT DO NOTHING`
const WAITING = `SELECT task_id AS id, version FROM bulk_items WHERE action_id = @id AND state = 'waiting' AND task_id > @after
  ORDER BY task_id LIMIT @limit`
// The last first: what an action did to tasks that need each other is taken back in the opposite order.
const DONE = `SELECT task_id AS id, before FROM bulk_items WHERE action_id = @id AND state = 'done' ORDER BY task_id DESC LIMIT @limit`
const SET = `UPDATE bulk_items SET state = @state, reason = @reason, detail = @detail, after = @after, before = @before
  WHERE action_id = @id AND task_id = @task AND state = 'waiting'`
const TAKEN = `UPDATE bulk_items SET state = @state, before = NULL, detail = @detail
  WHERE action_id = @id AND task_id = @task AND state = 'done'`
const ADD = `UPDATE bulk_actions SET done = done + @done, skipped = skipped + @skipped, failed = failed + @failed,
  undone = undone + @undone, kept = kept + @kept WHERE id = @id`
const BEGIN = `UPDATE bulk_actions SET state = 'running', started_at = coalesce(started_at, @now), ended_at = NULL, stopped_by = NULL,
  message = NULL WHERE id = @id`
const END = `UPDATE bulk_actions SET state = @state, ended_at = @now, stopped_by = @stoppedBy, message = @message WHERE id = @id`
const ITEMS = `SELECT i.task_id AS id, t.title, i.state, i.reason, i.detail FROM bulk_items i LEFT JOIN tasks t ON t.id = i.task_id
  WHERE i.action_id = @id AND i.state = @state AND i.task_id > @after ORDER BY i.task_id LIMIT @limit`
const LAST_DONE = `SELECT a.id, a.action, a.started_at AS at FROM bulk_actions a JOIN bulk_items i ON i.action_id = a.id AND i.task_id = @task
  WHERE i.state = 'done' AND i.after > @version ORDER BY a.id DESC LIMIT 1`
const OLD = `SELECT id FROM bulk_actions WHERE state <> 'running' AND state <> 'undoing' AND state <> 'freezing'
  AND (created_at < @before OR (id NOT IN (SELECT id FROM bulk_actions WHERE total > 1 ORDER BY id DESC LIMIT @keep)
    AND id NOT IN (SELECT id FROM bulk_actions ORDER BY id DESC LIMIT @keepAny))) ORDER BY id LIMIT 1`
const DROP_ITEMS = `DELETE FROM bulk_items WHERE (action_id, task_id) IN
  (SELECT action_id, task_id FROM bulk_items WHERE action_id = @id LIMIT @limit)`

/** Bulk actions and the tasks that each was frozen to. Every write is for the transaction in hand. */
export function bulkTables(db: Database) {
  const insert = db.prepare(
    `INSERT INTO bulk_actions (action, selection, state, created_at) VALUES (@action, @selection, 'freezing', @now)`,
  )
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM bulk_actions WHERE id = ?`)
  const newest = db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM bulk_actions WHERE state <> 'freezing' AND total <> 1 ORDER BY id DESC LIMIT ?`,
  )
  const freeze = db.prepare<{ id: number; ids: string; version: number | null }>(FREEZE)
  const seen = db.prepare<{ id: number; seen: string }>(SEEN)
  const addTotal = db.prepare<[number, number]>('UPDATE bulk_actions SET total = total + ? WHERE id = ?')
  const plan = db.prepare<[string, number]>(`UPDATE bulk_actions SET plan = ?, state = 'planned' WHERE id = ?`)
  const waiting = db.prepare<{ id: number; after: number; limit: number }, Frozen>(WAITING)
  const done = db.prepare<{ id: number; limit: number }, { id: TaskId; before: string }>(DONE)
  const set = db.prepare(SET)
  const taken = db.prepare(TAKEN)
  const add = db.prepare(ADD)
  const begin = db.prepare(BEGIN)
  const end = db.prepare(END)
  const items = db.prepare<{ id: number; state: string; after: number; limit: number }, ItemRow>(ITEMS)
  const lastDone = db.prepare<{ task: number; version: number }, { id: BulkId; action: string; at: EpochMs }>(LAST_DONE)
  const old = db.prepare<{ before: number; keep: number; keepAny: number }, BulkId>(OLD).pluck()
  const dropItems = db.prepare<{ id: number; limit: number }>(DROP_ITEMS)
  const drop = db.prepare<[number]>('DELETE FROM bulk_actions WHERE id = ?')
  const interrupt = db.prepare<[EpochMs]>(
    `UPDATE bulk_actions SET state = 'stopped', stopped_by = 'crash', ended_at = ? WHERE state = 'running' OR state = 'undoing'`,
  )
  const amid = db
    .prepare<[], number>(
      `SELECT EXISTS (SELECT 1 FROM bulk_actions WHERE state = 'running' OR state = 'undoing' OR state = 'freezing')`,
    )
    .pluck()
  const halfFrozen = db.prepare<[], BulkId>(`SELECT id FROM bulk_actions WHERE state = 'freezing'`).pluck()

  return {
    create: (action: LetterAction, selection: Json, now: EpochMs): BulkId =>
      Number(
        insert.run({ action: JSON.stringify(action), selection: JSON.stringify(selection), now }).lastInsertRowid,
      ) as BulkId,
    get: (id: BulkId): BulkAction | undefined => get.all(id).map(read)[0],
    /** Those for several tasks, or for none. */
    newest: (limit: number): BulkAction[] => newest.all(limit).map(read),
    /** Tasks as they are now; those that are gone are left out. */
    freeze(id: BulkId, ids: readonly TaskId[]): void {
      addTotal.run(freeze.run({ id, ids: JSON.stringify(ids), version: null }).changes, id)
    },
    /** Tasks as a person saw them, also those that are gone by now. */
    freezeSeen(id: BulkId, tasks: readonly Frozen[]): void {
      const pairs = tasks.map(({ id: task, version }) => [task, version])
      addTotal.run(seen.run({ id, seen: JSON.stringify(pairs) }).changes, id)
    },
    planned: (id: BulkId, dryRun: DryRun): void => void plan.run(JSON.stringify(dryRun), id),
    begin: (id: BulkId, now: EpochMs): void => void begin.run({ id, now }),
    end: (id: BulkId, state: State, now: EpochMs, { stoppedBy = null, message = null }: Ending = {}): void =>
      void end.run({ id, state, now, stoppedBy, message }),
    /** Those that wait, after that task. */
    waiting: (id: BulkId, after: number, limit: number): Frozen[] => waiting.all({ id, after, limit }),
    /** What it did last, first. */
    done: (id: BulkId, limit: number): { id: TaskId; before: Before }[] =>
      done.all({ id, limit }).map((row) => ({ id: row.id, before: Before.parse(JSON.parse(row.before)) })),
    did: (id: BulkId, task: TaskId, before: Before): void =>
      void set.run({
        ...{ id, task, state: 'done', reason: null, detail: null },
        ...{ after: before.after, before: JSON.stringify(before) },
      }),
    passedOver: (id: BulkId, task: TaskId, reason: SkipReason | null, detail: string): void =>
      void set.run({
        ...{ id, task, state: reason === null ? 'failed' : 'skipped', reason, detail },
        ...{ after: null, before: null },
      }),
    took: (id: BulkId, task: TaskId, isBack: boolean, detail: string | null): void =>
      void taken.run({ id, task, state: isBack ? 'undone' : 'kept', detail }),
    tally: (id: BulkId, by: Tally): void =>
      void add.run({ id, ...{ done: 0, skipped: 0, failed: 0, undone: 0, kept: 0 }, ...by }),
    items: (id: BulkId, state: BulkItemState, after: number, limit: number): BulkItem[] =>
      items.all({ id, state, after, limit }).map((row) => BulkItem.parse({ ...row, title: row.title ?? '' })),
    /** The last action that changed a task after that version, where it is still kept. */
    lastTo: (task: TaskId, version: number): { id: BulkId; action: LetterAction['kind']; at: EpochMs } | undefined => {
      const row = lastDone.get({ task, version })
      return row && { id: row.id, at: row.at, action: (JSON.parse(row.action) as LetterAction).kind }
    },
    /** The oldest that need not be kept any more: neither among so many for several tasks, nor among so many of all. */
    old: (before: EpochMs, keep: number, keepAny: number): BulkId | undefined => old.get({ before, keep, keepAny }),
    /** Removes an action, some of its tasks at a time; true when it is gone. */
    drop(id: BulkId, limit: number): boolean {
      if (dropItems.run({ id, limit }).changes === limit) return false
      drop.run(id)
      return true
    },
    /** Whether anything was amid something. */
    anyAmid: (): boolean => amid.get() === 1,
    /** At a start: what was amid something stands still, visibly. */
    interrupted: (now: EpochMs): void => void interrupt.run(now),
    halfFrozen: (): BulkId[] => halfFrozen.all(),
  }
}
function read({ action, selection, plan, ...row }: Row): BulkAction {
  const waiting = row.total - row.done - row.skipped - row.failed - row.undone - row.kept
  return BulkAction.parse({
    ...row,
    ...{ waiting, action: JSON.parse(action), selection: JSON.parse(selection) },
    plan: plan === null ? null : (DryRun.safeParse(JSON.parse(plan)).data ?? null), // one of an earlier app is worth no error
  })
}
