import { useShallow } from 'zustand/react/shallow'
import { counted, formatCount } from '../../format'
import { useWindowAtLeast } from '../../frame/use-width'
import { useStore } from '../../state/store'
import { changeable, changeTasks } from '../../state/task-changes'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { ChangeItems, hasChanges } from '../task-changes/ChangeItems'
import { cancelOrDiscard, pickedIn, requeue } from './row-actions'

/** In the place of the filter row while tasks are picked: what can be done to all of them. */
export function BulkBar() {
  const selected = useStore((store) => store.selected)
  const clearSelection = useStore((store) => store.clearSelection)
  const rows = useStore((store) => store.rows)
  const kinds = [...selected.keys()].map((id) => rows.get(id)?.state.kind)
  const over = kinds.filter((kind) => kind === 'dead' || kind === 'cancelled').length
  const stoppable = kinds.filter((kind) => kind !== undefined && kind !== 'cancelled' && kind !== 'succeeded').length
  const letters = kinds.filter((kind) => kind === 'dead').length
  const stop = letters === stoppable ? 'Discard' : letters === 0 ? 'Cancel' : 'Cancel or discard'
  return (
    <div role="toolbar" aria-label="Picked tasks" className="flex h-10 shrink-0 items-center gap-2 px-3">
      <span className="tn truncate pl-1 font-medium">{counted(selected.size, 'task')} picked</span>
      <span className="flex-1" />
      <Changes />
      {over > 0 && (
        <Button size="sm" icon="requeue" keys="R" onClick={() => void requeue()}>
          Requeue {formatCount(over)}
        </Button>
      )}
      {stoppable > 0 && (
        <Button
          size="sm"
          look={letters > 0 ? 'danger' : 'default'}
          icon={letters > 0 ? 'discard' : 'cancel'}
          keys="Del"
          onClick={() => void cancelOrDiscard()}
        >
          {stop} {formatCount(stoppable)}
        </Button>
      )}
      <Button size="sm" look="ghost" keys="Esc" onClick={clearSelection}>
        Clear
      </Button>
    </div>
  )
}

/** The change that is wanted most stands alone where there is room, the others in a menu. */
function Changes() {
  const picked = pickedIn(
    useStore(useShallow(({ selected, rows, cursor, taskId, detail }) => ({ selected, rows, cursor, taskId, detail }))),
  )
  const wide = useWindowAtLeast(1_180)
  const open = useStore((store) => store.taskId !== null)
  const now = changeable('start_now', picked)
  if (!hasChanges(picked)) return null
  return (
    <>
      {wide && !open && now.length > 0 && (
        <Button size="sm" icon="run" onClick={() => void changeTasks(now, { kind: 'start_now' })}>
          Start {formatCount(now.length)} now
        </Button>
      )}
      <Menu
        align="end"
        trigger={
          <Button size="sm" icon="rules">
            Change
          </Button>
        }
      >
        <ChangeItems picked={picked} />
      </Menu>
    </>
  )
}
