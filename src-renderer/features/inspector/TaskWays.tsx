import type { TaskId } from '#shared/task'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { IconButton } from '../../ui/IconButton'

/** Back and forward between the tasks that were opened; nothing while there is only one. */
export function TrailButtons() {
  const at = useStore((store) => store.trailAt)
  const length = useStore((store) => store.trail.length)
  const go = useStore((store) => store.go)
  if (length < 2) return null
  return (
    <>
      <IconButton
        icon="back"
        label="Back"
        keys="Alt ←"
        size="sm"
        iconSize={16}
        disabled={at <= 0}
        onClick={() => go(-1)}
      />
      <IconButton
        icon="forward"
        label="Forward"
        keys="Alt →"
        size="sm"
        iconSize={16}
        disabled={at >= length - 1}
        onClick={() => go(1)}
      />
    </>
  )
}

type TaskWaysProps = { readonly id: TaskId; readonly onStep: (step: 1 | -1) => void }

/** From the open task to others, and to more room for it. */
export function TaskWays({ id, onStep }: TaskWaysProps) {
  const isFull = useStore((store) => store.isFull)
  const setFull = useStore((store) => store.setFull)
  return (
    <>
      <TrailButtons />
      <IconButton icon="up" label="Previous task" keys="K" size="sm" iconSize={16} onClick={() => onStep(-1)} />
      <IconButton icon="down" label="Next task" keys="J" size="sm" iconSize={16} onClick={() => onStep(1)} />
      <IconButton
        icon="window"
        label="Open in its own window"
        size="sm"
        iconSize={16}
        onClick={() => void ask('openTaskWindow', { id }, { failed: 'No window was opened' })}
      />
      <IconButton
        icon={isFull ? 'shrink' : 'expand'}
        label={isFull ? 'Beside the list' : 'Full view'}
        keys="Mod Enter"
        size="sm"
        iconSize={16}
        onClick={() => setFull(!isFull)}
      />
    </>
  )
}
