import { settled, total } from '#shared/batch'
import { formatCount } from '../../format'
import { cancelTasks } from '../../state/work'
import { MenuItem, MenuLine } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'

/** Undo brings back what had not started. */
export const CancelBatch: BatchPart = ({ batch: { id: batchId, counts } }) => {
  const left = total(counts) - settled(counts)
  if (left === 0) return null
  return (
    <>
      <MenuLine />
      <MenuItem icon="cancel" danger onClick={() => void cancelTasks({ batchId })}>
        Cancel the {formatCount(left)} that {left === 1 ? 'has' : 'have'} not ended
      </MenuItem>
    </>
  )
}
