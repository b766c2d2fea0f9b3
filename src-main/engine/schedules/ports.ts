import type { Counts } from '#shared/batch'
import type { FiringWrite, Schedule, ScheduleId, ScheduleInput, Skip, Timing } from '#shared/schedule'
import type { BatchId, EpochMs } from '#shared/task'
import type { NewTask } from '#shared/work'

/** What schedules need of the store. Every promise resolves after its commit; a rejected one changed nothing. */
export type ScheduleStore = {
  readonly all: () => Schedule[]
  readonly get: (id: ScheduleId) => Schedule | undefined
  readonly batch: (id: BatchId) => { name: string; counts: Counts } | null
  /** Its batches of which something has not ended. */
  readonly unfinished: (id: ScheduleId) => BatchId[]
  readonly add: (input: ScheduleInput, timing: Timing, now: EpochMs) => Promise<ScheduleId>
  /** These four are false, or null, when the schedule moved on since it was read. */
  readonly edit: (known: Schedule, input: ScheduleInput, timing: Timing) => Promise<boolean>
  readonly setState: (known: Schedule, state: Schedule['state'], timing: Timing) => Promise<boolean>
  readonly advance: (known: Schedule, timing: Timing, skip: Skip | null, now: EpochMs) => Promise<boolean>
  readonly fire: (firing: FiringWrite, now: EpochMs) => Promise<BatchId | null>
  readonly fireNow: (
    id: ScheduleId,
    name: string,
    tasks: readonly NewTask[],
    now: EpochMs,
  ) => Promise<BatchId | undefined>
  readonly remove: (id: ScheduleId) => Promise<boolean>
}
