import { type BatchOptions, type Counts, emptyCounts } from '#shared/batch'
import {
  type FiringWrite,
  Schedule,
  type ScheduleId,
  type ScheduleInput,
  type Skip,
  type Timing,
} from '#shared/schedule'
import type { BatchId, EpochMs, StateKind } from '#shared/task'
import type { NewTask } from '#shared/work'
import type { NewBatch } from './batches'
import type { Changes } from './changes'
import type { Database } from './database'

type Parts = {
  readonly db: Database
  readonly changes: Pick<Changes, 'news'>
  /** Group commit. */
  readonly run: <T>(write: () => T) => Promise<T>
  /** What batches with these options need in the store first, in transactions of its own; mostly nothing. */
  readonly prepare: (options: BatchOptions) => Promise<void>
  /** Writes an open batch with its tasks, in the transaction in hand. */
  readonly queueBatch: (batch: NewBatch, tasks: readonly NewTask[], now: EpochMs) => BatchId
}
type Row = {
  id: number
  name: string
  cron: string
  time_zone: string
  template: string
  lane: string
  provider_id: string | null
  model: string | null
  priority: number
  options: string
  missed: string
  overlap: string
  state: string
  created_at: number
  next_at: number | null
  handled_to: number
  last_fired_at: number | null
  last_batch_id: number | null
  fired: number
  skipped: number
  skip_at: number | null
  skip_reason: string | null
  skip_message: string | null
}

/** Of each schedule, due times that fired are kept this far back: enough for a clock that is put back. */
const firingsKept = 1_000

const INSERT = `INSERT INTO schedules (name, cron, time_zone, template, lane, provider_id, model, priority, options, missed, overlap, state,
    created_at, next_at, handled_to)
  VALUES (@name, @cron, @timeZone, @template, @lane, @providerId, @model, @priority, @options, @missed, @overlap, 'active',
    @now, @nextAt, @handledTo)`
const EDIT = `UPDATE schedules SET name = @name, cron = @cron, time_zone = @timeZone, template = @template, lane = @lane,
    provider_id = @providerId, model = @model, priority = @priority, options = @options, missed = @missed, overlap = @overlap,
    next_at = @nextAt, handled_to = @handledTo
  WHERE id = @id AND state = @state AND handled_to = @was`
const SET_STATE = `UPDATE schedules SET state = @state, next_at = @nextAt, handled_to = @handledTo WHERE id = @id AND handled_to = @was`
const ADVANCE = `UPDATE schedules SET next_at = @nextAt, handled_to = @handledTo WHERE id = @id AND state = 'active' AND handled_to = @was`
const SKIPPED = `UPDATE schedules SET skipped = skipped + @count, skip_at = @now, skip_reason = @reason, skip_message = @message WHERE id = @id`
const FIRED = `UPDATE schedules SET fired = fired + 1, last_fired_at = @now, last_batch_id = @batchId WHERE id = @id`
const PRUNE = `DELETE FROM schedule_firings WHERE schedule_id = @id AND due_at <=
  (SELECT due_at FROM schedule_firings WHERE schedule_id = @id ORDER BY due_at DESC LIMIT 1 OFFSET ${firingsKept})`

// By the counters, and not by IN: for a list of more than two SQLite builds a table at every batch.
const UNFINISHED = `SELECT b.id FROM batches b WHERE b.schedule_id = ? AND EXISTS (SELECT 1 FROM task_counts c WHERE c.batch_id = b.id
  AND c.n > 0 AND c.state <> 'succeeded' AND c.state <> 'dead' AND c.state <> 'cancelled') ORDER BY b.id`

/** Schedules, and the transactions by which they fire. A firing is guarded by what its schedule has dealt with: of two, one writes. */
export function schedulesStore({ db, changes, run, prepare, queueBatch }: Parts) {
  const all = db.prepare<[], Row>('SELECT * FROM schedules ORDER BY id')
  const get = db.prepare<[number], Row>('SELECT * FROM schedules WHERE id = ?')
  const insert = db.prepare(INSERT)
  const edit = db.prepare(EDIT)
  const setState = db.prepare(SET_STATE)
  const advance = db.prepare(ADVANCE)
  const skipped = db.prepare(SKIPPED)
  const fired = db.prepare(FIRED)
  const hasFired = db.prepare<{ id: number; dueAt: number }>(
    'SELECT 1 FROM schedule_firings WHERE schedule_id = @id AND due_at = @dueAt',
  )
  const addFiring = db.prepare(
    'INSERT INTO schedule_firings (schedule_id, due_at, fired_at, batch_id) VALUES (@id, @dueAt, @now, @batchId)',
  )
  const prune = db.prepare<{ id: number }>(PRUNE)
  const remove = db.prepare<[number]>('DELETE FROM schedules WHERE id = ?')
  const counts = db.prepare<[number], { state: StateKind; n: number }>(
    'SELECT state, sum(n) AS n FROM task_counts WHERE batch_id = ? GROUP BY state',
  )
  const unfinished = db.prepare<[number], { id: BatchId }>(UNFINISHED)
  const nameOf = db.prepare<[number], { name: string }>('SELECT name FROM batches WHERE id = ?')
  const one = (id: ScheduleId): Schedule | undefined => get.all(id).map(read)[0]

  /** Nothing is left to do, but for a schedule that was saved by a version which did not do it then. */
  async function prepared(id: ScheduleId): Promise<void> {
    const schedule = one(id)
    if (schedule) await prepare(schedule.options)
  }

  function queue(schedule: Schedule, name: string, tasks: readonly NewTask[], now: EpochMs): BatchId {
    const { id, priority, options } = schedule
    const batch = { name, priority, options, kind: 'schedule', state: 'open', fingerprint: null } as const
    const batchId = queueBatch({ ...batch, createdAt: now, scheduleId: id }, tasks, now)
    fired.run({ id, now, batchId })
    changes.news('schedule')
    return batchId
  }

  return {
    all: (): Schedule[] => all.all().map(read),
    get: one,
    /** Its name and how far its tasks are; null when it is gone. */
    batch(id: BatchId): { name: string; counts: Counts } | null {
      const name = nameOf.get(id)?.name
      if (name === undefined) return null
      return {
        name,
        counts: { ...emptyCounts, ...Object.fromEntries(counts.all(id).map(({ state, n }) => [state, n])) },
      }
    },
    /** Batches that it queued, by its time or because a person asked, of which something has not ended; the oldest first. */
    unfinished: (id: ScheduleId): BatchId[] => unfinished.all(id).map((batch) => batch.id),
    async add(input: ScheduleInput, timing: Timing, now: EpochMs): Promise<ScheduleId> {
      await prepare(input.options) // here a person waits; a firing holds up the engine's one timer
      return run(() => {
        changes.news('schedule')
        return Number(insert.run({ ...columns(input), ...timing, now }).lastInsertRowid) as ScheduleId
      })
    },
    /** False when it moved on since it was read, or is gone. */
    async edit({ id, state, handledTo: was }: Schedule, input: ScheduleInput, timing: Timing): Promise<boolean> {
      await prepare(input.options)
      return run(() => {
        changes.news('schedule')
        return edit.run({ ...columns(input), ...timing, id, state, was }).changes === 1
      })
    },
    /** False when it moved on since it was read, or is gone. */
    setState: ({ id, handledTo: was }: Schedule, state: Schedule['state'], timing: Timing): Promise<boolean> =>
      run(() => {
        changes.news('schedule')
        return setState.run({ id, was, state, ...timing }).changes === 1
      }),
    remove: (id: ScheduleId): Promise<boolean> =>
      run(() => {
        changes.news('schedule')
        return remove.run(id).changes === 1
      }),
    /** Deals with due times without firing; false when that was done already. */
    advance: ({ id, handledTo: was }: Schedule, timing: Timing, skip: Skip | null, now: EpochMs): Promise<boolean> =>
      run(() => {
        if (advance.run({ id, was, ...timing }).changes === 0) return false
        if (skip) skipped.run({ id, now, ...skip })
        changes.news('schedule')
        return true
      }),
    /** Queues the batch of a due time and moves the schedule past it, in one transaction. Null when that was done already. */
    async fire({ id, was, dueAt, timing, batchName, tasks, skip }: FiringWrite, now: EpochMs): Promise<BatchId | null> {
      await prepared(id)
      return run(() => {
        if (advance.run({ id, was, ...timing }).changes === 0) return null
        if (skip) skipped.run({ id, now, ...skip })
        changes.news('schedule')
        const schedule = one(id)
        if (!schedule || hasFired.get({ id, dueAt })) return null // by a clock that was ahead
        const batchId = queue(schedule, batchName, tasks, now)
        addFiring.run({ id, dueAt, now, batchId })
        prune.run({ id })
        return batchId
      })
    },
    /** Queues a batch at once; the schedule's due times stay as they are. Undefined when it is gone. */
    async fireNow(
      id: ScheduleId,
      batchName: string,
      tasks: readonly NewTask[],
      now: EpochMs,
    ): Promise<BatchId | undefined> {
      await prepared(id)
      return run(() => {
        const schedule = one(id)
        return schedule && queue(schedule, batchName, tasks, now)
      })
    },
  }
}
export type SchedulesStore = ReturnType<typeof schedulesStore>

function columns(input: ScheduleInput) {
  const { name, cron, timeZone, template, lane, providerId, model, priority, options, missed, overlap } = input
  return {
    ...{ name, cron, timeZone, lane, providerId, model, priority, missed, overlap },
    ...{ template: JSON.stringify(template), options: JSON.stringify(options) },
  }
}

function read(row: Row): Schedule {
  const { id, name, cron, lane, model, priority, missed, overlap, state, fired, skipped } = row
  return Schedule.parse({
    ...{ id, name, cron, lane, model, priority, missed, overlap, state, fired, skipped },
    ...{ timeZone: row.time_zone, providerId: row.provider_id, createdAt: row.created_at },
    ...{ template: JSON.parse(row.template), options: JSON.parse(row.options) },
    ...{ nextAt: row.next_at, handledTo: row.handled_to },
    ...{ lastFiredAt: row.last_fired_at, lastBatchId: row.last_batch_id },
    lastSkip: row.skip_at === null ? null : { at: row.skip_at, reason: row.skip_reason, message: row.skip_message },
  })
}
