import { type ReactElement, useState } from 'react'
import type { ColumnId } from '#shared/table-layout'
import type { TaskId } from '#shared/task'
import { formatCount } from '../../format'
import { isPicked } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { ContextMenu } from '../../ui/ContextMenu'
import { MenuItem, MenuLine } from '../../ui/Menu'
import { ChangeItems, hasChanges } from '../task-changes/ChangeItems'
import { ColumnItems } from './ColumnItems'
import { columnId } from './columns'
import { PickItems } from './PickItems'
import { pickedCounts, stopWord } from './picked-counts'
import { answeredIn, cancelOrDiscard, pickedIn, requeue } from './row-actions'

type RowMenuProps = {
  /** The task of the row that an event came from; null beside the rows. */
  readonly taskAt: (target: EventTarget) => { readonly index: number; readonly id: TaskId } | null
  readonly columns: readonly ColumnId[] // that are shown
  readonly children: ReactElement // the grid
}

/** What can be done with a row, or with all that are picked when it is one of them. */
export function RowMenu({ taskAt, columns, children }: RowMenuProps) {
  const [column, setColumn] = useState<ColumnId | null>(null)
  const pick = (target: EventTarget) => {
    const named = target instanceof Element ? target.closest<HTMLElement>('[data-column]')?.dataset.column : undefined
    setColumn(named === undefined ? null : columnId(named))
    if (named !== undefined) return true
    const at = taskAt(target)
    if (!at) return false
    const store = useStore.getState()
    if (!isPicked(store, at.id)) store.clearSelection()
    store.setCursor(at)
    return true
  }
  return (
    <ContextMenu label={column === null ? 'Task' : 'Column'} area={children} onAsk={pick}>
      {column === null ? <TaskItems /> : <ColumnItems id={column} shown={columns} />}
    </ContextMenu>
  )
}

/** As it was when the menu opened: all of a pick, or the tasks that are at hand. */
const TaskItems = () => (useStore.getState().pick ? <ItemsOfPick /> : <Items />)

function ItemsOfPick() {
  const counts = pickedCounts(useStore.getState())
  if (!counts)
    return (
      <MenuItem disabled onClick={() => undefined}>
        Picking…
      </MenuItem>
    )
  return (
    <>
      {counts.changeable > 0 && <PickItems counts={counts} />}
      {counts.changeable > 0 && counts.over + counts.open > 0 && <MenuLine />}
      {counts.over > 0 && (
        <MenuItem icon="requeue" keys="R" onClick={() => void requeue()}>
          Requeue {formatCount(counts.over)}
        </MenuItem>
      )}
      {counts.open + counts.letters > 0 && (
        <MenuItem
          icon={counts.open > 0 ? 'cancel' : 'discard'}
          keys="Del"
          danger={counts.letters > 0}
          onClick={() => void cancelOrDiscard()}
        >
          {stopWord(counts)} {formatCount(counts.open + counts.letters)}
        </MenuItem>
      )}
    </>
  )
}

function Items() {
  const picked = pickedIn(useStore.getState()) // as it was when the menu opened
  const openTask = useStore((store) => store.openTask)
  const setEditing = useStore((store) => store.setEditing)
  const setPeeking = useStore((store) => store.setPeeking)
  const isOpen = useStore((store) => store.taskId !== null)
  const { refs, known } = picked
  const [only] = refs.length === 1 ? known : []
  const over = known.filter(({ state }) => state.kind === 'dead' || state.kind === 'cancelled')
  const letters = known.filter(({ state }) => state.kind === 'dead').length
  const answered = answeredIn(picked) !== undefined
  const open = known.filter(({ state }) => !('settledAt' in state)).length
  return (
    <>
      {only && (
        <MenuItem icon="right" keys="Enter" onClick={() => openTask(only.id)}>
          Open task
        </MenuItem>
      )}
      {only && !isOpen && (
        <MenuItem icon="info" keys="Space" onClick={() => setPeeking(true)}>
          Peek at the attempts
        </MenuItem>
      )}
      {hasChanges(picked) && (
        <>
          <Line after={only !== undefined} />
          <ChangeItems picked={picked} />
        </>
      )}
      {(over.length > 0 || open > 0 || answered) && <Line after={only !== undefined || hasChanges(picked)} />}
      {only && (
        <MenuItem
          icon="edit"
          keys="E"
          onClick={() => {
            openTask(only.id)
            setEditing(true)
          }}
        >
          {answered ? 'Edit and run again' : 'Edit and requeue'}
        </MenuItem>
      )}
      {(over.length > 0 || answered) && (
        <MenuItem icon="requeue" keys="R" onClick={() => void requeue()}>
          {answered ? 'Run again' : 'Requeue'}
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
