import type { TaskDetail, TaskId } from '#shared/task'
import { keepIdentity } from './keep-identity'
import type { Slice } from './store'

export type TaskSlice = {
  /** The task that the inspector watches; see openTask in navigation. */
  readonly watchedId: TaskId | null
  readonly detail: TaskDetail | null
  readonly detailError: string | null
  readonly watchStarted: (id: TaskId | null) => void
  readonly applyDetail: (detail: TaskDetail) => void
  readonly failDetail: (id: TaskId, message: string) => void
}

/** One task in full, live while it is watched. */
export const createTaskSlice: Slice<TaskSlice> = (set) => ({
  watchedId: null,
  detail: null,
  detailError: null,
  watchStarted: (id) =>
    set(({ detail }) => ({ watchedId: id, detail: detail?.task.id === id ? detail : null, detailError: null })),
  applyDetail: (next) =>
    set(({ watchedId, detail }) => {
      if (next.task.id !== watchedId) return {}
      const older = detail?.task.id === watchedId && detail.task.version > next.task.version
      return older ? {} : { detail: keepIdentity(detail, next), detailError: null }
    }),
  failDetail: (id, message) => set(({ watchedId }) => (id === watchedId ? { detailError: message } : {})),
})
