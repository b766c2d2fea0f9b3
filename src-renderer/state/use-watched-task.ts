import { useEffect } from 'react'
import type { TaskDetail, TaskId } from '#shared/task'
import { bridge } from '../bridge'
import { useStore } from './store'
import { goneWords } from './task-slice'

/** All that is known of a task, live; null while it is being fetched. */
export function useWatchedTask(id: TaskId | null): { detail: TaskDetail | null; error: string | null } {
  useEffect(() => {
    const { watchStarted, applyDetail, failDetail } = useStore.getState()
    watchStarted(id)
    void bridge.watchTask({ id }).then((result) => {
      if (id === null) return
      if (!result.ok) failDetail(id, result.error.message)
      else if (result.value) applyDetail(result.value)
      else failDetail(id, goneWords)
    })
  }, [id])
  useEffect(
    () => () => {
      useStore.getState().watchStarted(null)
      void bridge.watchTask({ id: null })
    },
    [],
  )
  const detail = useStore((store) => (store.detail?.task.id === id ? store.detail : null))
  const error = useStore((store) => store.detailError)
  return { detail, error }
}
