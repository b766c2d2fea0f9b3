import type { TaskDetail } from '#shared/task'
import { runAgain } from '../../state/again'
import { useStore } from '../../state/store'
import { changeTasks, lanesToMoveTo, movable } from '../../state/task-changes'
import { cancelTasks, copy, discardTasks, requeueTasks } from '../../state/work'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import { ChangeItems, hasChanges } from '../task-changes/ChangeItems'
import { uneditable } from './editing'

const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const

/** What can be done with the task in the state it is in, below it. */
export function Actions({ detail }: { readonly detail: TaskDetail }) {
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-1.5 border-t border-line bg-chrome px-3.5 py-2.5">
      <ActionButtons detail={detail} />
    </footer>
  )
}

/** The same. @param inBar they stand at the end of a bar, so nothing is to be pushed apart */
export function ActionButtons({ detail, inBar = false }: { readonly detail: TaskDetail; readonly inBar?: boolean }) {
  const { task, result } = detail
  const { kind } = task.state
  const setEditing = useStore((store) => store.setEditing)
  const only = { tasks: [{ id: task.id, version: task.version }] }
  const picked = { refs: only.tasks, known: [task] }
  const [lane] = lanesToMoveTo(picked)
  const stopped = kind === 'dead' || kind === 'cancelled'
  const answered = kind === 'succeeded'
  const startable = kind === 'backing_off' || kind === 'scheduled'
  const open = !stopped && !answered
  const edit = (look: 'primary' | 'default', label: string) =>
    uneditable(detail) === null && (
      <Button size="sm" look={look} icon="edit" keys="E" onClick={() => setEditing(true)}>
        {label}
      </Button>
    )
  return (
    <>
      {stopped && (
        <>
          {edit('primary', 'Edit and requeue')}
          <Button size="sm" icon="requeue" keys="R" onClick={() => void requeueTasks(only)}>
            Requeue
          </Button>
        </>
      )}
      {answered && (
        <>
          <Button size="sm" icon="requeue" keys="R" onClick={() => void runAgain(task.id)}>
            Run again
          </Button>
          {edit('default', 'Edit and run again')}
        </>
      )}
      {open && (
        <>
          <Button size="sm" icon="cancel" keys="Del" onClick={() => void cancelTasks(only)}>
            Cancel
          </Button>
          {edit('default', 'Edit and requeue')}
        </>
      )}
      {startable && (
        <Button size="sm" icon="run" onClick={() => void changeTasks(picked.refs, { kind: 'start_now' })}>
          Start now
        </Button>
      )}
      {lane && !startable && (
        <Button
          size="sm"
          icon="move-lane"
          keys="L"
          onClick={() => void changeTasks(movable(lane, picked), { kind: 'lane', lane })}
        >
          Move to {laneTitle[lane]}
        </Button>
      )}
      {result && (
        <Button size="sm" icon="copy" keys="Mod C" onClick={() => void copy(result.text, 'Result')}>
          Copy result
        </Button>
      )}
      {kind === 'dead' && (
        <Button size="sm" look="danger" icon="discard" keys="Del" onClick={() => void discardTasks(only)}>
          Discard
        </Button>
      )}
      {hasChanges(picked) && (
        <>
          {!inBar && <span className="flex-1" />}
          <Menu align="end" trigger={<IconButton icon="more" label="More changes" size="sm" />}>
            <ChangeItems picked={picked} rest withLane={startable} />
          </Menu>
        </>
      )}
    </>
  )
}
