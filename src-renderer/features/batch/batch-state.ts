import { type Batch, settled, total } from '#shared/batch'
import { type LaneName, laneNames } from '#shared/lane'
import { useAhead } from '../../use-now'

/** Nothing of it will start any more. */
export const isEnded = ({ counts }: Batch): boolean => settled(counts) === total(counts)

/** Whether any rule of its own holds in place of its lanes'. */
export const hasOwnRules = ({ options }: Batch): boolean => Object.keys(options.policy).length > 0

/** When its run windows open, while they are closed and it still has work; null otherwise. */
export const useBatchOpensAt = (batch: Batch | undefined): number | null =>
  useAhead(batch && !isEnded(batch) ? batch.opensAt : null)

/** When it begins, while all that is left of it waits for a time; null otherwise. */
export const useBatchStartsAt = (batch: Batch | undefined): number | null => useAhead(batch?.startsAt ?? null)

/** How many of its tasks have a start that can be changed: to now, or to another time. */
export const startable = ({ counts }: Batch): { readonly now: number; readonly at: number } => {
  const now = counts.backing_off + counts.scheduled
  return { now, at: now + counts.queued }
}

/** The lanes that some of its tasks can be moved to: of two, those whose other has any. */
export const lanesToMoveTo = ({ toRun }: Batch): LaneName[] =>
  laneNames.filter((lane) => laneNames.some((other) => other !== lane && toRun[other] > 0))
