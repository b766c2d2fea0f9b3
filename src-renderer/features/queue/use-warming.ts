import type { TaskView } from '#shared/task'
import { useStore } from '../../state/store'

/** Why such a task waits, as a sentence. */
export const warmingWords =
  'One goes first, and the rest once its answer begins: the provider then reads what they share from its cache.'

/** Whether a task waits for the first of those that share its beginning. */
export const useIsWarming = ({ batchId, gateId, state }: Pick<TaskView, 'batchId' | 'gateId' | 'state'>): boolean =>
  useStore(
    ({ overview }) =>
      state.kind === 'queued' &&
      (overview?.warming?.some((first) => first.batchId === batchId && first.gateId === gateId) ?? false),
  )
