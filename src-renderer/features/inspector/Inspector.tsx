import type { TaskId } from '#shared/task'

export function Inspector({ id }: { readonly id: TaskId }) {
  return <aside aria-label="Task">{id}</aside>
}
