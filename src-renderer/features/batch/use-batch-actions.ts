import type { Batch } from '#shared/batch'
import type { Action } from '../../actions/action'
import { useProvidedActions } from '../../actions/provided'
import { setPaused } from '../../state/pausing'
import { useStore } from '../../state/store'
import { deathsPause } from '../alerts/alert-words'
import { addRows, takesRows } from './add-rows'
import { isEnded } from './batch-state'

/** What the palette offers for the batch in scope. */
export function useBatchActions(batch: Batch | undefined): void {
  useProvidedActions(batch ? actionsOf(batch) : [])
}

function actionsOf(batch: Batch): Action[] {
  const { id: batchId, name, paused } = batch
  const hint = () => name
  return [
    {
      ...{ id: 'batch-add-rows', group: 'do', title: 'Add rows to this batch', icon: 'new', leaves: true, hint },
      words: 'append more import file',
      when: () => takesRows(batch),
      run: () => void addRows(batch),
    },
    {
      ...{ id: 'batch-pause', group: 'do', icon: paused ? 'run' : 'pause', hint },
      title: paused ? 'Resume this batch' : 'Pause this batch',
      words: 'stop halt go on',
      when: () => paused || !isEnded(batch),
      run: () => void setPaused([{ kind: 'batch', batchId }], deathsPause(batch) ? false : !paused),
    },
    {
      ...{ id: 'batch-export', group: 'do', title: 'Export this batch', icon: 'export', leaves: true, hint },
      words: 'results file csv excel save',
      run: () => useStore.getState().openExport({ source: { batchId }, name }),
    },
  ]
}
