import { useStore } from '../../state/store'
import { changeSelection } from '../../state/task-changes'
import { MenuItem } from '../../ui/Menu'
import type { BatchPart } from './BatchMenu'
import { lanesToMoveTo, startable } from './batch-state'

const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const

/** When and where its tasks run, all that can be changed so at once. */
export const ChangeBatchTasks: BatchPart = ({ batch }) => {
  const openStart = useStore((store) => store.openStart)
  const selection = { batchId: batch.id }
  const { now, at } = startable(batch)
  return (
    <>
      {now > 0 && (
        <MenuItem icon="run" onClick={() => void changeSelection(selection, { kind: 'start_now' })}>
          Start now
        </MenuItem>
      )}
      {at > 0 && (
        <MenuItem icon="clock" onClick={() => openStart({ selection, count: at, batch: batch.name })}>
          Start at…
        </MenuItem>
      )}
      {lanesToMoveTo(batch).map((lane) => (
        <MenuItem key={lane} icon="move-lane" onClick={() => void changeSelection(selection, { kind: 'lane', lane })}>
          Move to {laneTitle[lane]}
        </MenuItem>
      ))}
    </>
  )
}
