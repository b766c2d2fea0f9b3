import { useShallow } from 'zustand/react/shallow'
import { counted, formatCount } from '../../format'
import { useWindowAtLeast } from '../../frame/use-width'
import { pickAll } from '../../state/picks'
import { useStore } from '../../state/store'
import { changeable, changeTasks } from '../../state/task-changes'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { ChangeItems, hasChanges } from '../task-changes/ChangeItems'
import { exportPicked } from './export-picked'
import { PickItems } from './PickItems'
import { type PickedCounts, pickedCounts, stopWord } from './picked-counts'
import { cancelOrDiscard, changePicked, pickedIn, requeue } from './row-actions'

/** In the place of the filter row while tasks are picked: what can be done to all of them, and to how many. */
export function BulkBar() {
  const counts = useStore(useShallow(pickedCounts))
  const pick = useStore((store) => store.pick)
  const clearSelection = useStore((store) => store.clearSelection)
  return (
    <div role="toolbar" aria-label="Selected tasks" className="flex h-10 shrink-0 items-center gap-2 px-3">
      <span className="tn truncate pl-1 font-medium">
        {counts === null
          ? 'Selecting…'
          : `${counted(counts.all, 'task')}${pick?.made?.capped ? ' or more' : ''} selected`}
      </span>
      {counts !== null && <AllToo picked={counts.all} />}
      <span className="flex-1" />
      {counts !== null && (pick ? <PickChanges counts={counts} /> : <Changes />)}
      {counts !== null && counts.over > 0 && (
        <Button size="sm" icon="requeue" keys="R" onClick={() => void requeue()}>
          Requeue {formatCount(counts.over)}
        </Button>
      )}
      {counts !== null && counts.open + counts.letters > 0 && <Stop counts={counts} />}
      {counts !== null && (
        <Button size="sm" icon="export" onClick={() => exportPicked(counts.all)}>
          Export
        </Button>
      )}
      <Button size="sm" look="ghost" keys="Esc" onClick={clearSelection}>
        Clear
      </Button>
    </div>
  )
}

/** Some are picked: all that match are one step away. */
function AllToo({ picked }: { readonly picked: number }) {
  const total = useStore(({ body }) => (body?.kind === 'list' ? body.total : null))
  const capped = useStore(({ body }) => body?.kind === 'list' && (body.search?.capped ?? false))
  const pick = useStore((store) => store.pick)
  const wide = useWindowAtLeast(1_000)
  if (total === null || (picked >= total && !capped) || (pick !== null && pick.except.size > 0) || !wide) return null
  return (
    <Button size="sm" look="ghost" keys="Mod A" onClick={() => void pickAll()}>
      {capped ? 'All that match' : `All ${formatCount(total)}`}
    </Button>
  )
}

function Stop({ counts }: { readonly counts: PickedCounts }) {
  const { letters, open } = counts
  return (
    <Button
      size="sm"
      look={letters > 0 ? 'danger' : 'default'}
      icon={letters > 0 ? 'discard' : 'cancel'}
      keys="Del"
      onClick={() => void cancelOrDiscard()}
    >
      {stopWord(counts)} {formatCount(open + letters)}
    </Button>
  )
}

const change = (
  <Button size="sm" icon="rules">
    Change
  </Button>
)

/** The change that is wanted most stands alone where there is room, the others in a menu. */
function Changes() {
  const picked = pickedIn(
    useStore(useShallow(({ selected, rows, cursor, taskId, detail }) => ({ selected, rows, cursor, taskId, detail }))),
  )
  const room = useRoom()
  const now = changeable('start_now', picked)
  if (!hasChanges(picked)) return null
  return (
    <>
      {room && now.length > 0 && (
        <Button size="sm" icon="run" onClick={() => void changeTasks(now, { kind: 'start_now' })}>
          Start {formatCount(now.length)} now
        </Button>
      )}
      <Menu align="end" trigger={change}>
        <ChangeItems picked={picked} />
      </Menu>
    </>
  )
}

function PickChanges({ counts }: { readonly counts: PickedCounts }) {
  const room = useRoom()
  if (counts.changeable === 0) return null
  return (
    <>
      {room && counts.starts > 0 && (
        <Button size="sm" icon="run" onClick={() => void changePicked({ kind: 'start_now' })}>
          Start {formatCount(counts.starts)} now
        </Button>
      )}
      <Menu align="end" trigger={change}>
        <PickItems counts={counts} />
      </Menu>
    </>
  )
}

function useRoom(): boolean {
  const wide = useWindowAtLeast(1_180)
  const open = useStore((store) => store.taskId !== null)
  return wide && !open
}
