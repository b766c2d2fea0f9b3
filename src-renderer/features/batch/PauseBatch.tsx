import { formatCount } from '../../format'
import { setPaused } from '../../state/pausing'
import { MenuItem, MenuLine } from '../../ui/Menu'
import { goOn, lookAtLetters } from '../alerts/alert-actions'
import { deathsPause } from '../alerts/alert-words'
import type { BatchPart } from './BatchMenu'
import { isEnded } from './batch-state'

export const PauseBatch: BatchPart = ({ batch }) => {
  if (isEnded(batch) && !batch.paused) return null
  const { paused, id: batchId } = batch
  const deaths = deathsPause(batch)
  if (deaths)
    return (
      <>
        <p className="tn px-2 pt-1 pb-0.5 text-2xs font-medium text-dead">{deaths.title}</p>
        <MenuItem icon="dead" onClick={() => lookAtLetters(batchId)}>
          Look at the {formatCount(batch.counts.dead)} dead
        </MenuItem>
        <MenuItem icon="run" onClick={() => goOn(batchId)}>
          Go on
        </MenuItem>
        <MenuLine />
      </>
    )
  return (
    <MenuItem icon={paused ? 'run' : 'pause'} onClick={() => void setPaused([{ kind: 'batch', batchId }], !paused)}>
      {paused ? 'Resume batch' : 'Pause batch'}
    </MenuItem>
  )
}
