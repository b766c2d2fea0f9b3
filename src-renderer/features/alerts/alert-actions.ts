import type { BatchId } from '#shared/task'
import { setPaused } from '../../state/pausing'
import { useStore } from '../../state/store'

/** The letters of one batch. */
export function lookAtLetters(batchId: BatchId): void {
  const { goTo, scopeTo, showTab } = useStore.getState()
  goTo('queue')
  scopeTo(batchId)
  showTab('dead')
}

/** A person has seen it: the batch goes on. */
export const goOn = (batchId: BatchId): void => void setPaused([{ kind: 'batch', batchId }], false)
