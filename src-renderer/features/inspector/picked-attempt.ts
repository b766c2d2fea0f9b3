import type { Attempt, TaskDetail, TaskView } from '#shared/task'
import type { InspectorSlice } from '../../state/inspector-slice'
import { useStore } from '../../state/store'

/** The attempt whose request and response are shown: the one that was picked of this task, or the newest. */
export function pickedOf(
  { task, attempts }: { readonly task: TaskView; readonly attempts: readonly Attempt[] },
  picked: InspectorSlice['pickedAttempt'],
): Attempt | undefined {
  const own = picked?.taskId === task.id ? attempts.find(({ number }) => number === picked.number) : undefined
  return own ?? attempts.at(-1)
}

export const usePicked = (detail: TaskDetail): Attempt | undefined =>
  pickedOf(
    detail,
    useStore((store) => store.pickedAttempt),
  )
