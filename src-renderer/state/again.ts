import type { TaskId, TaskView } from '#shared/task'
import { ask } from './ask'
import type { Ref } from './sheets-slice'
import { type Store, useStore } from './store'
import { cancelTasks, requeueEdited, requeueTasks } from './work'

/** Asks once more what was answered before, as a new task that is then shown; whether it was queued. */
export async function runAgain(id: TaskId, prompt?: string): Promise<boolean> {
  const failed = prompt === undefined ? 'Not run again' : 'Not run again. Your edit is still here'
  const again = await ask('runAgain', { id, ...(prompt === undefined ? {} : { prompt }) }, { failed })
  if (!again) return false
  const { taskId, openTask, setCursor, toast } = useStore.getState()
  if (taskId === id) {
    setCursor(null) // keys act on the task that is shown
    openTask(again.id)
  }
  toast({
    ...{ kind: 'done', title: 'Runs again as a new task', detail: 'The answer before is kept with its task.' },
    undo: () => void cancelTasks({ tasks: [{ id: again.id, version: 1 }] }),
  })
  return true
}

/** How long a call that was aborted may take to end, and more. */
const stopMs = 10_000

/** Stops a task that has not ended and sends it back with another prompt, or as it is; whether it went. */
export async function stopAndRequeue({ id, version }: Ref, prompt: string | undefined): Promise<boolean> {
  const failed = 'Not requeued. Your edit is still here'
  const stopped = await ask('cancelTasks', { tasks: [{ id, version }] }, { failed })
  if (!stopped) return false
  const task = await ended(id)
  if (task?.state.kind === 'cancelled' || task?.state.kind === 'dead') {
    if (prompt !== undefined) return requeueEdited(id, task.version, prompt)
    return requeueTasks({ tasks: [{ id, version: task.version }] })
  }
  const detail = task
    ? 'It was answered before it could be stopped. The answer is kept.'
    : 'It has not stopped yet. Try again in a moment.'
  useStore.getState().toast({ kind: 'info', title: failed, detail })
  return false
}

/** The open task once it has ended; null where it does not soon, or another one was opened. */
function ended(id: TaskId): Promise<TaskView | null> {
  const look = ({ detail }: Pick<Store, 'detail'>) =>
    detail?.task.id === id && 'settledAt' in detail.task.state ? detail.task : null
  return new Promise((resolve) => {
    const done = (task: TaskView | null) => {
      clearTimeout(timer)
      unsubscribe()
      resolve(task)
    }
    const timer = setTimeout(() => done(null), stopMs)
    const unsubscribe = useStore.subscribe((store) => {
      const task = look(store)
      if (task || store.taskId !== id) done(task)
    })
    const task = look(useStore.getState())
    if (task) done(task)
  })
}
