import type { ReactElement } from 'react'
import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import { ContextMenu } from '../../ui/ContextMenu'
import { MenuItem, MenuLine } from '../../ui/Menu'
import { ChangeItems, hasChanges } from '../task-changes/ChangeItems'
import { cancelOrDiscard, pickedIn, requeue } from './row-actions'

type RowMenuProps = {
  /** The task of the row that an event came from; null beside the rows. */
  readonly taskAt: (target: EventTarget) => { readonly index: number; readonly id: TaskId } | null
  readonly children: ReactElement // the grid
}

/** What can be done with a row, or with all that are picked when it is one of them. */
export function RowMenu({ taskAt, children }: RowMenuProps) {
  const pick = (target: EventTarget) => {
    const at = taskAt(target)
    if (!at) return false
    const { selected, clearSelection, setCursor } = useStore.getState()
    if (!selected.has(at.id)) clearSelection()
    setCursor(at)
    return true
  }
  return (
    <ContextMenu label="Task" area={children} onAsk={pick}>
      <Items />
    </ContextMenu>
  )
}

function Items() {
  const picked = pickedIn(useStore.getState()) // as it was when the menu opened
  const openTask = useStore((store) => store.openTask)
  const setEditing = useStore((store) => store.setEditing)
  const { refs, known } = picked
  const [only] = refs.length === 1 ? known : []
  const over = known.filter(({ state }) => state.kind === 'dead' || state.kind === 'cancelled')
  const letters = known.filter(({ state }) => state.kind === 'dead').length
  const open = known.filter(({ state }) => !('settledAt' in state)).length
  return (
    <>
      {only && (
        <MenuItem icon="right" keys="Enter" onClick={() => openTask(only.id)}>
          Open task
        </MenuItem>
      )}
      {hasChanges(picked) && (
        <>
          <Line after={only !== undefined} />
          <ChangeItems picked={picked} />
        </>
      )}
      {(over.length > 0 || open > 0) && <Line after={only !== undefined || hasChanges(picked)} />}
      {only && over.length === 1 && (
        <MenuItem
          icon="edit"
          keys="E"
          onClick={() => {
            openTask(only.id)
            setEditing(true)
          }}
        >
          Edit and requeue
        </MenuItem>
      )}
      {over.length > 0 && (
        <MenuItem icon="requeue" keys="R" onClick={() => void requeue()}>
          Requeue
        </MenuItem>
      )}
      {(open > 0 || letters > 0) && (
        <MenuItem
          icon={open > 0 ? 'cancel' : 'discard'}
          keys="Del"
          danger={letters > 0}
          onClick={() => void cancelOrDiscard()}
        >
          {open === 0 ? 'Discard' : letters === 0 ? 'Cancel' : 'Cancel or discard'}
        </MenuItem>
      )}
    </>
  )
}

const Line = ({ after }: { readonly after: boolean }) => (after ? <MenuLine /> : null)
