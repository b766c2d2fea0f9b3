import {
  type BulkAction,
  type BulkId,
  type BulkItem,
  type BulkItemState,
  bulkKept,
  bulkKeptMs,
  type DryRun,
  type LetterAction,
  singlesKept,
} from '#shared/bulk'
import type { LetterCounts, LetterMarks } from '#shared/letters'
import type { Json } from '#shared/request'
import type { EpochMs, TaskId } from '#shared/task'
import type { LetterStep } from '#shared/work'
import { crashPoint } from '../crash-point'
import type { Database } from '../database'
import type { LettersTable } from '../letters'
import { bulkTables, type Frozen, type Tally } from './actions'
import type { LetterChanges } from './change'

type Parts = {
  readonly db: Database
  readonly run: <T>(write: () => T) => Promise<T>
  readonly letters: LettersTable
  readonly changes: LetterChanges
}
/** Rows that are frozen in one transaction, and that are deleted in one. */
const frozenPerCommit = 2_000

/**
 * Bulk actions on disk. What a slice does to tasks and what it says of them is one transaction, so that after a crash each task of an action is
 * either done, with all that it takes to take it back, or still waiting. Every promise resolves after its commit.
 */
export function bulkStore({ db, run, letters, changes }: Parts) {
  const tables = bulkTables(db)

  function step(id: BulkId, each: LetterStep, now: EpochMs): keyof Tally {
    if ('reason' in each) {
      tables.passedOver(id, each.id, each.reason, each.detail)
      return each.reason === null ? 'failed' : 'skipped'
    }
    const done = changes.change(each.task, each.change, now)
    if (done.kind === 'done') {
      tables.did(id, each.task.id, done.before)
      return 'done'
    }
    tables.passedOver(
      id,
      each.task.id,
      done.kind,
      done.kind === 'blocked' ? blockedWords : 'It changed in that very moment.',
    )
    return 'skipped'
  }

  async function freezeAll<T>(all: readonly T[], write: (some: readonly T[]) => void): Promise<void> {
    for (let start = 0; start < all.length; start += frozenPerCommit) {
      const some = all.slice(start, start + frozenPerCommit)
      await run(() => write(some))
    }
  }

  async function drop(id: BulkId): Promise<void> {
    while (!(await run(() => tables.drop(id, frozenPerCommit)))) {
      // the next ones
    }
  }

  return {
    get: tables.get,
    newest: (): BulkAction[] => tables.newest(bulkKept),
    items: (id: BulkId, state: BulkItemState, after: number, limit: number): BulkItem[] =>
      tables.items(id, state, after, limit),
    lastTo: tables.lastTo,
    marks: (id: TaskId): LetterMarks | null => letters.marks(id),
    /** Whether it needs other tasks, or others need it. */
    isLinked: changes.isLinked,
    counts: (): LetterCounts => letters.counts(),
    snoozed: letters.snoozed,
    create: (action: LetterAction, selection: Json, now: EpochMs): Promise<BulkId> =>
      run(() => tables.create(action, selection, now)),
    /** @param ids those that are gone are left out */
    freeze: (id: BulkId, ids: readonly TaskId[]): Promise<void> => freezeAll(ids, (some) => tables.freeze(id, some)),
    freezeSeen: (id: BulkId, tasks: readonly Frozen[]): Promise<void> =>
      freezeAll(tasks, (some) => tables.freezeSeen(id, some)),
    planned: (id: BulkId, dryRun: DryRun): Promise<void> => run(() => tables.planned(id, dryRun)),
    begin: (id: BulkId, now: EpochMs): Promise<void> => run(() => tables.begin(id, now)),
    end: (...args: Parameters<typeof tables.end>): Promise<void> => run(() => tables.end(...args)),
    waiting: tables.waiting,
    /** Does some of it; what became of them. */
    slice: (id: BulkId, steps: readonly LetterStep[], now: EpochMs): Promise<void> =>
      run(() => {
        const tally: Tally = {}
        for (const each of steps) {
          const to = step(id, each, now)
          tally[to] = (tally[to] ?? 0) + 1
        }
        crashPoint('inside_bulk')
        tables.tally(id, tally)
      }),
    /** Takes the last of it back that it did; how many it looked at, 0 when there is nothing more. */
    undoSlice: (id: BulkId, limit: number, now: EpochMs): Promise<number> =>
      run(() => {
        const some = tables.done(id, limit)
        let undone = 0
        crashPoint('inside_bulk')
        for (const { id: task, before } of some) {
          const isBack = changes.takeBack(before, id, now)
          if (isBack) undone++
          tables.took(id, task, isBack, isBack ? null : 'Something happened to it since, so it stays as it is.')
        }
        tables.tally(id, { done: -some.length, undone, kept: some.length - undone })
        return some.length
      }),
    /** At a start: what a crash broke off stands still where it was, and what was only half written down goes. */
    async recover(now: EpochMs): Promise<void> {
      if (!tables.anyAmid()) return
      await run(() => tables.interrupted(now))
      for (const id of tables.halfFrozen()) await drop(id)
    },
    drop,
    /** Actions that are too old to be taken back go, some rows at a time. */
    async dropOld(now: EpochMs): Promise<void> {
      for (;;) {
        const id = tables.old(now - bulkKeptMs, bulkKept, singlesKept)
        if (id === undefined) return
        await drop(id)
      }
    },
    nextWakeAt: letters.nextDueAt,
    /** Letters whose time has come are open again, up to some hundred; how many. */
    wakeDue: (now: EpochMs): Promise<number> => run(() => letters.wakeDue(now, 300)),
  }
}
const blockedWords =
  'It needs the result of a task that did not succeed. Requeue that one, and this one goes on by itself.'
