import { useEffect } from 'react'
import type { TaskDetail } from '#shared/task'
import { useStore } from '../../state/store'
import { canEdit } from '../dead-letters/requeue-edit'

/** Why its prompt cannot be given other words; null where it can. */
export function uneditable(detail: TaskDetail): string | null {
  if (!canEdit(detail)) return 'It is a request in a form of its own, so which part of it is the prompt is not known.'
  const answered = detail.task.state.kind === 'succeeded'
  return answered && detail.needs.length > 0
    ? 'It uses the results of other tasks, so it runs again as it is only.'
    : null
}

/** Whether the open task's editor is shown. One that was asked for in vain says why. */
export function useIsEditing(detail: TaskDetail): boolean {
  const wanted = useStore((store) => store.editing)
  const reason = uneditable(detail)
  const isVain = wanted && reason !== null
  useEffect(() => {
    if (!isVain) return
    const { setEditing, toast } = useStore.getState()
    setEditing(false)
    toast({ kind: 'info', title: 'This prompt cannot be edited', detail: reason })
  }, [isVain, reason])
  return wanted && reason === null
}
