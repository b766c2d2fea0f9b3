import { laneNames } from '#shared/lane'
import { pickSelection } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { changeSelection } from '../../state/task-changes'
import { MenuItem, Submenu } from '../../ui/Menu'
import { PriorityChoices } from '../task-changes/PriorityChoices'
import type { PickedCounts } from './picked-counts'
import { changePicked } from './row-actions'
import { laneTitles } from './use-lane'

/** Changes of a pick whose tasks are not all at hand: items of a menu. */
export function PickItems({ counts }: { readonly counts: PickedCounts }) {
  const openStart = useStore((store) => store.openStart)
  return (
    <>
      {counts.starts > 0 && (
        <MenuItem icon="run" onClick={() => void changePicked({ kind: 'start_now' })}>
          Start now
        </MenuItem>
      )}
      <MenuItem
        icon="clock"
        onClick={() => {
          const selection = pickSelection(useStore.getState())
          if (selection) openStart({ selection, count: counts.changeable })
        }}
      >
        Start at…
      </MenuItem>
      {laneNames.map((lane) => (
        <MenuItem key={lane} icon="move-lane" onClick={() => void changePicked({ kind: 'lane', lane })}>
          Move to {laneTitles[lane]}
        </MenuItem>
      ))}
      <Submenu icon="priority" label="Priority">
        <PriorityChoices
          value={null}
          onChange={(priority) => {
            const selection = pickSelection(useStore.getState())
            if (selection) void changeSelection(selection, { kind: 'priority', priority })
          }}
        />
      </Submenu>
    </>
  )
}
