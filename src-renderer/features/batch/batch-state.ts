import { type Batch, settled, total } from '#shared/batch'
import { useAhead } from '../../use-now'

/** Nothing of it will start any more. */
export const isEnded = ({ counts }: Batch): boolean => settled(counts) === total(counts)

/** Whether any rule of its own holds in place of its lanes'. */
export const hasOwnRules = ({ options }: Batch): boolean => Object.keys(options.policy).length > 0

/** When its run windows open, while they are closed and it still has work; null otherwise. */
export const useBatchOpensAt = (batch: Batch | undefined): number | null =>
  useAhead(batch && !isEnded(batch) ? batch.opensAt : null)
