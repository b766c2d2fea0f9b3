import type { LaneName } from '#shared/lane'
import type { LaneView } from '#shared/overview'
import type { TaskView } from '#shared/task'
import { type Store, useStore } from '../../state/store'
import { useAhead } from '../../use-now'

export const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const
const laneIn = (name: LaneName) => (store: Store) => store.overview?.lanes.find((lane) => lane.name === name)

/** One lane as it is now; undefined before the first answer. */
export const useLane = (name: LaneName): LaneView | undefined => useStore(laneIn(name))

/** Whether it starts nothing new because of a person, or because everything stands still. */
export const useLaneStill = (name: LaneName): boolean =>
  useStore((store) => (store.overview?.paused ?? 'no') !== 'no' || (laneIn(name)(store)?.paused ?? false))

/** When its run windows open, while they are closed; null while they are open. */
export const useLaneOpensAt = (name: LaneName): number | null =>
  useAhead(useStore((store) => laneIn(name)(store)?.opensAt ?? null))

/** How many retries a task is given: by its batch, where that has a rule of its own, else by its lane. */
export const useRetries = ({ lane, batchId }: Pick<TaskView, 'lane' | 'batchId'>): number =>
  useStore((store) => {
    const own = store.overview?.batches.find(({ id }) => id === batchId)?.options.policy.retries
    return own ?? laneIn(lane)(store)?.policy.retries ?? 0
  })
