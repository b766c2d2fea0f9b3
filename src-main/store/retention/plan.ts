import type { RowProgress } from '#shared/receipt'
import type { PurgePlan } from '#shared/retention'
import type { EpochMs } from '#shared/task'
import type { Database } from '../database'
import { blankable, type Cursor, candidates, removable, start } from './candidates'

/** What ended before these moments goes; null: nothing does. */
export type PlanMoments = { readonly tasksBefore: EpochMs | null; readonly textsBefore: EpochMs | null }

const rowsPerStep = 2_000

/** What a purge would remove now. */
export function* purgePlan(db: Database, { tasksBefore, textsBefore }: PlanMoments): Generator<RowProgress, PurgePlan> {
  const find = candidates(db)
  const before = Math.max(tasksBefore ?? 0, textsBefore ?? 0)
  const plan = { tasks: 0, texts: 0 }
  let [after, done]: [Cursor, number] = [start, 0]
  for (;;) {
    const found = find(after, before, rowsPerStep)
    for (const task of found) {
      if (tasksBefore !== null && task.settledAt < tasksBefore && removable(task)) plan.tasks++
      else if (textsBefore !== null && task.settledAt < textsBefore && blankable(task)) plan.texts++
    }
    const last = found.at(-1)
    if (!last || found.length < rowsPerStep) return plan
    after = { at: last.settledAt, id: last.id }
    done += found.length
    yield { done, of: done }
  }
}
