import { laneNames } from '#shared/lane'
import { type LocalDay, spentOf } from '#shared/spend'
import type { BatchId } from '#shared/task'
import type { WatchId } from '#shared/watch-id'
import type { Books } from '#shared/work'
import type { StoredBatch } from './batches'
import type { Changes } from './changes'
import type { Database } from './database'
import type { SpendTable } from './spend'
import type { WatchOf, WatchSpend } from './watch-spend'

type Parts = {
  readonly db: Database
  readonly changes: Changes
  readonly spend: SpendTable
  readonly watchSpend: Pick<WatchSpend, 'of' | 'on'>
  readonly batch: (id: BatchId) => StoredBatch | undefined
}

/** The books of one claim, which puts money by. */
export type ClaimBooks = Books & {
  /** For a task that this claim will make run. */
  readonly putBy: (id: BatchId, amount: number) => void
  /** All of those are in their table now. */
  readonly written: () => void
}

// Not grouped here: the planner would walk all tasks in the order of their batches.
export const RESERVED = `SELECT batch_id AS batchId, reserved AS n FROM tasks INDEXED BY tasks_running
  WHERE state = 'running' AND lane IN (${laneNames.map((lane) => `'${lane}'`).join()})`

/**
 * The money as it stands inside a transaction: what is on disk, what the transaction has changed and not yet written, and what a claim puts
 * by until its tasks are written. Read anew for each claim and kept in memory for no longer, so no roll-back and no crash can leave it wrong.
 */
export function openBooks({ db, changes, spend, watchSpend, batch }: Parts) {
  const running = db.prepare<[], { batchId: BatchId; n: number }>(RESERVED)
  const pending = (isAsked: (delta: { day: string; batchId: BatchId }) => boolean) =>
    changes.current.spend.reduce((sum, delta) => (isAsked(delta) ? sum + spentOf(delta) : sum), 0)

  /** @param day on which the claim is made */
  return (day: () => LocalDay): ClaimBooks => {
    const spent = new Map<BatchId, number>()
    const watches = new Map<BatchId, WatchOf | undefined>()
    const spentByWatch = new Map<WatchId, number>()
    let today: number | null = null
    let reserved: Map<BatchId, number> | null = null
    /** What was put by before anybody asked, and is not in the table yet. */
    const unwritten = new Map<BatchId, number>()
    const known = () => {
      if (reserved) return reserved
      reserved = new Map()
      for (const { batchId, n } of running.all()) add(reserved, batchId, n)
      for (const [id, n] of unwritten) add(reserved, id, n)
      return reserved
    }
    const watchOf = (id: BatchId) => {
      if (!watches.has(id)) watches.set(id, watchSpend.of(id))
      return watches.get(id)
    }
    return {
      budgetOf: (id) => batch(id)?.options.budget ?? null,
      spentOf(id) {
        const sum = spent.get(id) ?? spentOf(spend.ofBatch(id)) + pending(({ batchId }) => batchId === id)
        spent.set(id, sum)
        return sum
      },
      spentToday() {
        const on = day()
        today ??= spentOf(spend.ofDay(on)) + pending((delta) => delta.day === on)
        return today
      },
      reserved: (id) =>
        id === undefined ? [...known().values()].reduce((sum, n) => sum + n, 0) : (known().get(id) ?? 0),
      watchOf(batchId) {
        const { id, dayBudget = null } = watchOf(batchId) ?? {}
        if (id === undefined || dayBudget === null) return null
        return {
          ...{ id, budget: dayBudget },
          spentToday() {
            const on = day()
            const isOfIt = (delta: { day: string; batchId: BatchId }) =>
              delta.day === on && watchOf(delta.batchId)?.id === id
            const sum = spentByWatch.get(id) ?? watchSpend.on(id, on) + pending(isOfIt)
            spentByWatch.set(id, sum)
            return sum
          },
          reserved: () => [...known()].reduce((sum, [of, n]) => (watchOf(of)?.id === id ? sum + n : sum), 0),
        }
      },
      putBy: (id, amount) => add(reserved ?? unwritten, id, amount),
      written: () => unwritten.clear(),
    }
  }
}

const add = (to: Map<BatchId, number>, id: BatchId, n: number) => void to.set(id, (to.get(id) ?? 0) + n)

export type OpenBooks = ReturnType<typeof openBooks>
