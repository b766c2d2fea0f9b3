import { TaskId } from '#shared/task'

/** The task that this window is for; null in the dashboard. */
export function ownTask(search: string): TaskId | null {
  const found = TaskId.safeParse(Number(new URLSearchParams(search).get('task')))
  return found.success ? found.data : null
}
