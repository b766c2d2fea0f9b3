import { useEffect, useState } from 'react'
import { create } from 'zustand'
import type { Selection } from '#shared/contract'
import type { ReleasePace, ReleaseView } from '#shared/release'
import type { TaskId, TaskView } from '#shared/task'
import { bridge } from '../../bridge'
import { clock } from '../../clock'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { chosenLetters, countPicked } from './chosen'
import { usePace } from './release-pace'

/** What one that has ended came to says little of the present after that long. */
const worthMs = 15 * 60_000

/** Those that a person has put away; kept while the window is open. */
const useSeen = create<{ readonly ids: ReadonlySet<number> }>()(() => ({ ids: new Set() }))
export const putAway = (id: number): void => useSeen.setState(({ ids }) => ({ ids: new Set([...ids, id]) }))
/** For tests. */
export const resetProbes = (): void => useSeen.setState({ ids: new Set() })

/** Something may still happen to its letters through it. */
export const isLiving = ({ state }: ReleaseView): boolean =>
  state === 'probing' || state === 'proved' || state === 'releasing'
/** Another letter of its group must not go ahead meanwhile. */
export const isProbing = isLiving

const none: readonly ReleaseView[] = []

/** Those that are shown: what is on its way, and what ended not long ago, unless it was put away. Newest first. */
export function useReleases(): readonly ReleaseView[] {
  const all = useStore(({ overview }) => overview?.releases ?? none)
  const seen = useSeen(({ ids }) => ids)
  const now = clock.now(1_000)
  return all.filter(
    (release) =>
      isLiving(release) || (!seen.has(release.id) && release.endedAt !== null && now - release.endedAt <= worthMs),
  )
}

/** The newest of a group; null where there is none to show. */
export const useProbe = (groupKey: string): ReleaseView | null =>
  useReleases().find(({ cause }) => cause === groupKey) ?? null

/** What main answered is shown at once, before its next news of all of them. */
function put(release: ReleaseView): void {
  const { overview, mergeOverview } = useStore.getState()
  const others = (overview?.releases ?? none).filter(({ id }) => id !== release.id)
  mergeOverview({ releases: [release, ...others].sort((a, b) => b.id - a.id) })
}

/** Sends one letter ahead, to see whether the others would succeed as well: those that are picked, or all of its group. */
export async function probe(groupKey: string, { id }: Pick<TaskView, 'id'>): Promise<void> {
  const store = useStore.getState()
  const picked = countPicked(store) > 1
  if (!picked) store.clearSelection() // one letter that is picked is the one that goes ahead
  const asked = await chosenLetters(picked ? 'chosen' : 'group') // of the group, what its list shows: not what is put away or filtered out
  const selection: Selection = asked?.selection ?? { deadGroup: groupKey, batchId: null }
  const { pace, byItself } = usePace.getState()
  const request = {
    selection,
    pace: byItself ? pace : null,
    ...(picked && !store.selected.has(id) ? {} : { probe: id }),
  }
  const release = await ask('probeLetters', request, { failed: 'No letter was sent ahead. All of them are kept' })
  if (asked?.ownPick) useStore.getState().clearSelection()
  if (release) put(release)
}

/** The rest goes back at that pace. */
export async function releaseRest(id: number, pace: ReleasePace): Promise<void> {
  const release = await ask('releaseLetters', { id, pace }, { failed: 'Nothing was requeued' })
  if (release) put(release)
}

/** What was sent back goes on; nothing more goes until it is resumed. */
export async function pauseRelease(id: number, paused: boolean): Promise<void> {
  const release = await ask('pauseRelease', { id, paused }, { failed: paused ? 'It goes on' : 'It is still paused' })
  if (release) put(release)
}

/** What was not sent back stays as it is. */
export async function stopRelease(id: number): Promise<void> {
  const release = await ask('abortRelease', { id }, { failed: 'It goes on' })
  if (release) put(release)
}

/** The letter that was sent ahead, as it is now; null until main has told, and where it is gone. */
export function useProbeTask(id: TaskId | null): TaskView | null {
  const [task, setTask] = useState<TaskView | null>(null)
  const counts = useStore(({ overview }) => overview?.counts) // each step of a task changes them
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for again whenever something moved on
  useEffect(() => {
    if (id === null) return
    let isLatest = true
    void bridge.findTasks({ filter: { text: '' }, id, limit: 1 }).then((found) => {
      const first = found.ok ? found.value.tasks[0] : undefined
      if (isLatest && first?.id === id) setTask(first)
    })
    return () => {
      isLatest = false
    }
  }, [id, counts])
  return task?.id === id ? task : null
}
