import type { TaskDetail, TaskId } from '#shared/task'
import type { Store } from '#store/store'

/** Further behind than this, a reader looks at the tables instead of the news. */
const newsLimit = 2_000

type Parts = {
  readonly store: Pick<Store, 'events' | 'detail' | 'task'>
  readonly send: (detail: TaskDetail) => void
  /** The task is not in the store any more. */
  readonly gone: (id: TaskId) => void
}

/** What one window hears of the task that it watches. */
export function createTaskFeed({ store, send, gone }: Parts) {
  let watched: TaskId | null = null
  let sentVersion: number | null = null // null: the window knows that it is gone
  let seen = store.events.lastSeq()

  /** News that name no task may be about any: only then does the version tell, since an answer of megabytes is not sent for nothing. */
  function hasNews(id: TaskId): boolean {
    const news = store.events.since(seen, newsLimit)
    seen = store.events.lastSeq()
    if (news.length >= newsLimit) return true
    const ofTasks = news.filter(({ kind }) => kind === 'tasks')
    if (ofTasks.some(({ ids }) => ids.includes(id))) return true
    return ofTasks.some(({ ids }) => ids.length === 0) && store.task(id)?.version !== sentVersion
  }

  return {
    watched: (): TaskId | null => watched,
    /** The answer to who asks to watch. */
    watch(id: TaskId | null): TaskDetail | null {
      watched = id
      seen = store.events.lastSeq()
      const detail = id === null ? null : store.detail(id)
      sentVersion = detail?.task.version ?? null
      return detail
    },
    patch(): void {
      if (watched === null) {
        seen = store.events.lastSeq()
        return
      }
      if (!hasNews(watched)) return
      const detail = store.detail(watched)
      if (detail) send(detail)
      else if (sentVersion !== null) gone(watched)
      sentVersion = detail?.task.version ?? null
    },
  }
}
