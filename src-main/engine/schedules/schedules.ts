import { cronWords } from '#shared/cron-words'
import { CommandError } from '#shared/result'
import {
  mostMadeUp,
  type Schedule,
  type ScheduleId,
  type ScheduleInput,
  type SchedulePreview,
  type ScheduleView,
  type Skip,
} from '#shared/schedule'
import type { BatchId, EpochMs } from '#shared/task'
import { checkCron, cronProblem, nextFive } from './cron'
import { countsFrom, type Due, dueFirings, type Firing, timingFrom, wasAhead } from './due'
import type { ScheduleStore } from './ports'
import { batchName, type ChooseTarget, tasksOf } from './template'

type Parts = {
  readonly store: ScheduleStore
  readonly now: () => EpochMs
  readonly target: ChooseTarget
  /** Cancels what has not ended of a batch. */
  readonly cancelBatch: (id: BatchId) => Promise<unknown>
  /** There is new work, or another moment to wait for: the lanes and the one timer look again. */
  readonly wake: () => void
}

/** A firing that queued a batch, for the news. */
export type Fired = {
  readonly id: ScheduleId
  readonly name: string
  readonly batchId: BatchId
  readonly dueAt: EpochMs
  /** Missed firings that it stands for, at least. */
  readonly standsFor: number
}

/** Recurring schedules: what is due, what a person does with them. The engine's one timer asks `nextDueAt` and calls `fireDue`. */
export function createSchedules({ store, now, target, cancelBatch, wake }: Parts) {
  let known: readonly Schedule[] | null = null
  const active = (): readonly Schedule[] => {
    known ??= store.all().filter(({ state }) => state === 'active')
    return known
  }
  function changed(): void {
    known = null
  }

  function find(id: ScheduleId): Schedule {
    const schedule = store.get(id)
    if (!schedule) throw new CommandError('not_found', 'There is no such schedule any more.')
    return schedule
  }

  /** Fires one due time of a schedule as it was read; null when nothing was queued. */
  async function fire(schedule: Schedule, firing: Firing, skip: Skip | null, at: EpochMs): Promise<Fired | null> {
    const timing = timingFrom(schedule, firing.handledTo)
    const leaveOut = async (reason: Skip['reason'], message: string): Promise<null> => {
      await store.advance(schedule, timing, { count: 1 + (skip?.count ?? 0), reason, message }, at)
      return null
    }
    // Also those that a person had it queue, and older ones of which something was requeued.
    const unfinished = schedule.overlap === 'queue' ? [] : store.unfinished(schedule.id)
    if (unfinished.length > 0 && schedule.overlap === 'skip')
      return leaveOut('overlap', 'An earlier batch of this schedule had not ended.')
    for (const batchId of unfinished) await cancelBatch(batchId)
    const { id, name, handledTo: was } = schedule
    const { dueAt, standsFor } = firing
    let tasks: ReturnType<typeof tasksOf>
    try {
      tasks = tasksOf(schedule, dueAt, target)
    } catch (error) {
      if (error instanceof CommandError) return leaveOut('target', error.message)
      throw error
    }
    const batchId = await store.fire({ id, was, dueAt, timing, tasks, skip, batchName: batchName(schedule, dueAt) }, at)
    return batchId === null ? null : { id, name, batchId, dueAt, standsFor }
  }

  async function fireAll(schedule: Schedule, at: EpochMs): Promise<Fired[]> {
    if (wasAhead(schedule, at)) {
      await store.advance(schedule, timingFrom(schedule, at), null, at)
      return []
    }
    const due = dueFirings(schedule, at)
    if (due.fire.length === 0) {
      await store.advance(schedule, timingFrom(schedule, at), skipOf(due), at)
      return []
    }
    const fired: Fired[] = []
    let skip = skipOf(due)
    for (const firing of due.fire) {
      const current = store.get(schedule.id) // the firing before it moved it on; a person may have paused or changed it
      if (current?.state !== 'active' || current.cron !== schedule.cron || current.timeZone !== schedule.timeZone) break
      if (current.handledTo >= firing.dueAt) continue
      const done = await fire(current, firing, skip, at)
      if (done) fired.push(done)
      skip = null
    }
    return fired
  }

  function viewOf(schedule: Schedule): ScheduleView {
    const { lastBatchId: id } = schedule
    const batch = id === null ? null : store.batch(id)
    return { ...schedule, words: cronWords(schedule.cron), lastBatch: id !== null && batch ? { id, ...batch } : null }
  }

  async function setPaused(id: ScheduleId, paused: boolean): Promise<ScheduleView> {
    const schedule = find(id)
    const wanted = paused ? 'paused' : 'active'
    if (schedule.state !== wanted) {
      const timing = paused
        ? { nextAt: null, handledTo: schedule.handledTo }
        : timingFrom(schedule, countsFrom(schedule, now()))
      if (!(await store.setState(schedule, wanted, timing))) throw movedOn()
      changed()
      wake()
    }
    return viewOf(find(id))
  }

  return {
    /** When the one timer must call `fireDue` next; null when nothing is scheduled. Cheap: it is asked at every wake. */
    nextDueAt(at: EpochMs = now()): EpochMs | null {
      let earliest: EpochMs | null = null
      for (const schedule of active()) {
        const due = wasAhead(schedule, at) ? at : schedule.nextAt
        if (due !== null && (earliest === null || due < earliest)) earliest = due
      }
      return earliest
    },

    /**
     * Fires what is due, each firing with its batch, its tasks and its schedule's advance in one transaction. Calling it twice for the same
     * moment, at once or after a crash, fires once. One schedule that fails holds up no other.
     * @returns the batches that were queued: the lanes have new work when there are any
     * @throws the first error, which is the store's: the same firings are still due
     */
    async fireDue(at: EpochMs): Promise<Fired[]> {
      const fired: Fired[] = []
      const failures: unknown[] = []
      for (const schedule of active()) {
        if (!wasAhead(schedule, at) && (schedule.nextAt === null || schedule.nextAt > at)) continue
        try {
          fired.push(...(await fireAll(schedule, at)))
        } catch (error) {
          failures.push(error)
        }
      }
      changed()
      if (failures.length > 0) throw failures[0]
      return fired
    },

    /** At the start: time zone rules may have changed since the due times were worked out. */
    async begin(): Promise<void> {
      for (const schedule of active()) {
        const timing = timingFrom(schedule, schedule.handledTo)
        if (timing.nextAt !== schedule.nextAt) await store.advance(schedule, timing, null, now())
      }
      changed()
    },

    list: (): ScheduleView[] => store.all().map(viewOf),

    /** What an expression means and when it would fire, while it is being written. */
    preview(cron: string, timeZone: string): SchedulePreview {
      const problem = cronProblem(cron, timeZone, now())
      if (problem !== null) return { words: null, next: [], problem }
      return { words: cronWords(cron), next: nextFive(cron, timeZone, now()), problem: null }
    },

    /**
     * Adds a schedule, or changes the one that `id` names. Another expression or zone counts from now: what the old one missed is not made up
     * for. Throws CommandError for an expression that cannot be read or never fires, and for a provider that is not there.
     */
    async save({ id, ...input }: ScheduleInput): Promise<ScheduleView> {
      const at = now()
      checkCron(input.cron, input.timeZone, at)
      const before = id === undefined ? null : find(id)
      trial(input, at)
      let savedId: ScheduleId
      if (before) {
        const sameTimes = before.cron === input.cron && before.timeZone === input.timeZone
        const timing = sameTimes
          ? { nextAt: before.nextAt, handledTo: before.handledTo }
          : timingFrom(input, countsFrom(before, at))
        const kept = before.state === 'paused' ? { ...timing, nextAt: null } : timing
        if (!(await store.edit(before, input, kept))) throw movedOn()
        savedId = before.id
      } else savedId = await store.add(input, timingFrom(input, at), at)
      changed()
      wake()
      return viewOf(find(savedId))
    },

    /** A paused schedule fires nothing. What fell due meanwhile is not made up for once it goes on, whatever its policy: a pause is meant. */
    setPaused,

    /** Fires at once and leaves the next regular firing where it is. Asked for by a person, so no overlap policy applies. */
    async runNow(id: ScheduleId): Promise<{ batchId: BatchId }> {
      const schedule = find(id)
      const at = now()
      const batchId = await store.fireNow(id, batchName(schedule, at), tasksOf(schedule, at, target), at)
      if (batchId === undefined) throw new CommandError('not_found', 'There is no such schedule any more.')
      changed()
      wake()
      return { batchId }
    },

    /** Its batches stay. */
    async remove(id: ScheduleId): Promise<void> {
      find(id)
      await store.remove(id)
      changed()
      wake()
    },
  }

  /** Whether all of it could be queued now: a provider that is missing is told when it is saved. */
  function trial(input: Omit<ScheduleInput, 'id'>, at: EpochMs) {
    const never = { id: 1 as ScheduleId, state: 'active' as const, createdAt: at, nextAt: null, handledTo: at }
    const nothing = { lastFiredAt: null, lastBatchId: null, fired: 0, skipped: 0, lastSkip: null }
    tasksOf({ ...input, ...never, ...nothing }, at, target)
  }
}
export type Schedules = ReturnType<typeof createSchedules>

const movedOn = () =>
  new CommandError('stale', 'The schedule fired or changed at that moment. Nothing was changed; try again.')

function skipOf({ skipped, uncounted, fire }: Due): Skip | null {
  if (skipped === 0) return null
  const count = `${uncounted ? 'more than ' : ''}${skipped} ${skipped === 1 ? 'firing was' : 'firings were'}`
  const kept = fire.length > 1 ? ` Of all that were missed, the newest ${mostMadeUp} were made up for.` : ''
  const message = `${count.charAt(0).toUpperCase()}${count.slice(1)} missed while Trilane was closed or the machine slept, and left out.${kept}`
  return { count: skipped, reason: 'missed', message }
}
