import { setPaused } from '../../state/pausing'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'
import { isEnded } from './batch-state'

export const PauseBatch: BatchPart = ({ batch }) => {
  if (isEnded(batch) && !batch.paused) return null
  const { paused, id: batchId } = batch
  return (
    <MenuItem icon={paused ? 'run' : 'pause'} onClick={() => void setPaused([{ kind: 'batch', batchId }], !paused)}>
      {paused ? 'Resume batch' : 'Pause batch'}
    </MenuItem>
  )
}
