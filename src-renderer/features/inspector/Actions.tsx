import type { TaskDetail } from '#shared/task'
import { useStore } from '../../state/store'
import { cancelTasks, copy, discardTasks, requeueTasks } from '../../state/work'
import { Button } from '../../ui/Button'

/** What can be done with the task in the state it is in. */
export function Actions({ detail }: { readonly detail: TaskDetail }) {
  const { task, result } = detail
  const { kind } = task.state
  const setEditing = useStore((store) => store.setEditing)
  const only = { tasks: [{ id: task.id, version: task.version }] }
  const stopped = kind === 'dead' || kind === 'cancelled'
  const open = !stopped && kind !== 'succeeded'
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-1.5 border-t border-line bg-chrome px-3.5 py-2.5">
      {stopped && (
        <>
          <Button size="sm" look="primary" icon="edit" keys="E" onClick={() => setEditing(true)}>
            Edit and requeue
          </Button>
          <Button size="sm" icon="requeue" keys="R" onClick={() => void requeueTasks(only)}>
            Requeue
          </Button>
        </>
      )}
      {open && (
        <Button size="sm" icon="cancel" keys="Del" onClick={() => void cancelTasks(only)}>
          Cancel
        </Button>
      )}
      {result && (
        <Button size="sm" icon="copy" onClick={() => void copy(result.text, 'Result')}>
          Copy result
        </Button>
      )}
      {kind === 'dead' && (
        <Button size="sm" look="danger" icon="discard" keys="Del" onClick={() => void discardTasks(only)}>
          Discard
        </Button>
      )}
    </footer>
  )
}
