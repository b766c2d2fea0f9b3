import type { TaskId, TaskView } from '#shared/task'
import { useStore } from '../../state/store'
import { cancelTasks, discardTasks, requeueTasks } from '../../state/work'

type Ref = { readonly id: TaskId; readonly version: number }

/** What an action is for: the tasks that were picked, else the one that is open or at the cursor. */
export function actedOn(): { readonly refs: readonly Ref[]; readonly known: readonly TaskView[] } {
  const { selected, rows, cursor, taskId, detail } = useStore.getState()
  if (selected.size > 0) {
    const refs = [...selected].map(([id, version]) => ({ id, version: rows.get(id)?.version ?? version }))
    return { refs, known: refs.flatMap(({ id }) => rows.get(id) ?? []) }
  }
  const id = cursor?.id ?? taskId
  const task = id === null ? undefined : (rows.get(id) ?? (detail?.task.id === id ? detail.task : undefined))
  return task ? { refs: [{ id: task.id, version: task.version }], known: [task] } : { refs: [], known: [] }
}

const isOver = ({ state }: TaskView) => state.kind === 'dead' || state.kind === 'cancelled'

/** Requeues what can be: dead letters and cancelled tasks. */
export async function requeue(): Promise<void> {
  const { refs, known } = actedOn()
  const can = refs.filter(({ id }) => known.every((task) => task.id !== id || isOver(task)))
  if (can.length === 0) return
  if (await requeueTasks({ tasks: [...can] })) useStore.getState().clearSelection()
}

/** Cancels what has not ended, and discards what is a dead letter. */
export async function cancelOrDiscard(): Promise<void> {
  const { refs, known } = actedOn()
  const kindOf = (ref: Ref) => known.find(({ id }) => id === ref.id)?.state.kind
  const letters = refs.filter((ref) => kindOf(ref) === 'dead')
  const open = refs.filter((ref) => !['dead', 'cancelled', 'succeeded'].includes(kindOf(ref) ?? ''))
  const discarded = letters.length > 0 && (await discardTasks({ tasks: letters }))
  const cancelled = open.length > 0 && (await cancelTasks({ tasks: open }))
  if (discarded || cancelled) useStore.getState().clearSelection()
}
