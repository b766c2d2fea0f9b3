import { priorityWords, setBatchPriority } from '../../state/batch-actions'
import { useStore } from '../../state/store'
import { MenuItem, MenuLine, Submenu } from '../../ui/Menu'
import { PriorityChoices } from '../task-changes/PriorityChoices'
import type { BatchPart } from './BatchMenu'
import { isEnded } from './batch-state'

export const BatchPriority: BatchPart = ({ batch }) => {
  const openBatch = useStore((store) => store.openBatch)
  if (isEnded(batch)) return null
  return (
    <Submenu icon="priority" label="Priority" hint={priorityWords(batch.priority)}>
      <PriorityChoices value={batch.priority} onChange={(next) => void setBatchPriority(batch, next)} />
      <MenuLine />
      <MenuItem onClick={() => openBatch(batch.id, 'priority')}>A number…</MenuItem>
    </Submenu>
  )
}
