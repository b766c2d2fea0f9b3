import { useEffect } from 'react'
import { create } from 'zustand'
import type { TaskId, TaskView } from '#shared/task'
import { bridge } from '../../bridge'
import { clock } from '../../clock'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

/** What a probe came to says little of the present after that long. */
const worthMs = 15 * 60_000

/** The letter of each group that was sent ahead of the others, as it is now; kept while the window is open. */
export const useProbes = create<{ readonly tasks: ReadonlyMap<string, TaskView> }>()(() => ({ tasks: new Map() }))

const put = (groupKey: string, task: TaskView): void =>
  useProbes.setState(({ tasks }) => ({ tasks: new Map([...tasks, [groupKey, task]]) }))

/** Done with it: the others of the group may be probed anew. */
export const dropProbe = (groupKey: string): void =>
  useProbes.setState(({ tasks }) => ({ tasks: new Map([...tasks].filter(([key]) => key !== groupKey)) }))

/** Sends one letter back as it is, to see whether the others of its group would succeed as well. */
export async function probe(groupKey: string, { id, version }: Pick<TaskView, 'id' | 'version'>): Promise<void> {
  const detail = await ask('requeueTask', { id, version }, { failed: 'No letter was sent ahead. All of them are kept' })
  if (detail) put(groupKey, detail.task)
}

export const isProbing = ({ state: { kind } }: TaskView): boolean =>
  kind !== 'succeeded' && kind !== 'dead' && kind !== 'cancelled'

/** The probe of a group, followed to its end; null where there is none. */
export function useProbe(groupKey: string): TaskView | null {
  const task = useProbes(({ tasks }) => tasks.get(groupKey)) ?? null
  const id = task !== null && isProbing(task) ? task.id : null
  const counts = useStore(({ overview }) => overview?.counts) // each step of a task changes them
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for again whenever something moved on
  useEffect(() => {
    if (id === null) return
    let isLatest = true
    void taskOf(id).then((now) => {
      if (isLatest && now) put(groupKey, now)
    })
    return () => {
      isLatest = false
    }
  }, [groupKey, id, counts])
  return task !== null && 'settledAt' in task.state && clock.now(1_000) - task.state.settledAt > worthMs ? null : task
}

async function taskOf(id: TaskId): Promise<TaskView | undefined> {
  const found = await bridge.findTasks({ filter: { text: '' }, id, limit: 1 })
  return found.ok ? found.value.tasks[0] : undefined
}
