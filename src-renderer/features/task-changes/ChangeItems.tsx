import { useStore } from '../../state/store'
import { changeable, changeTasks, lanesToMoveTo, movable, type Picked } from '../../state/task-changes'
import { MenuItem, Submenu } from '../../ui/Menu'
import { PriorityChoices } from './PriorityChoices'

const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const

type ChangeItemsProps = {
  readonly picked: Picked
  readonly rest?: boolean // only those that have no button of their own beside the menu
  readonly withLane?: boolean // of these, the lane as well
}

/** When, where and how soon the picked tasks run: items of a menu. Those that apply to none are left out. */
export function ChangeItems({ picked, rest = false, withLane = !rest }: ChangeItemsProps) {
  const openStart = useStore((store) => store.openStart)
  const [now, at, priority] = [
    changeable('start_now', picked),
    changeable('start_at', picked),
    changeable('priority', picked),
  ]
  const lanes = withLane ? lanesToMoveTo(picked) : []
  return (
    <>
      {!rest && now.length > 0 && (
        <MenuItem icon="run" onClick={() => void changeTasks(now, { kind: 'start_now' })}>
          Start now
        </MenuItem>
      )}
      {at.length > 0 && (
        <MenuItem icon="clock" onClick={() => openStart({ selection: { tasks: at }, count: at.length })}>
          Start at…
        </MenuItem>
      )}
      {lanes.map((lane) => (
        <MenuItem
          key={lane}
          icon="move-lane"
          {...(lanes.length === 1 ? { keys: 'L' } : {})}
          onClick={() => void changeTasks(movable(lane, picked), { kind: 'lane', lane })}
        >
          Move to {laneTitle[lane]}
        </MenuItem>
      ))}
      {priority.length > 0 && (
        <Submenu icon="priority" label="Priority">
          <PriorityChoices
            value={samePriority(picked)}
            onChange={(next) => void changeTasks(priority, { kind: 'priority', priority: next })}
          />
        </Submenu>
      )}
    </>
  )
}

/** The priority that all of them have; null where they differ or are not all at hand. */
function samePriority({ refs, known }: Picked): number | null {
  const all = new Set(known.map(({ priority }) => priority))
  return known.length === refs.length && all.size === 1 ? (known[0]?.priority ?? null) : null
}

/** Whether anything of it can be changed. */
export const hasChanges = (picked: Picked): boolean => changeable('priority', picked).length > 0
