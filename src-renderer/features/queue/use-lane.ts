import type { LaneName } from '#shared/lane'
import type { LaneView } from '#shared/overview'
import { type Store, useStore } from '../../state/store'

export const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const
const laneIn = (name: LaneName) => (store: Store) => store.overview?.lanes.find((lane) => lane.name === name)

/** One lane as it is now; undefined before the first answer. */
export const useLane = (name: LaneName): LaneView | undefined => useStore(laneIn(name))

/** How many retries the lane's policy gives. */
export const useRetries = (name: LaneName): number => useStore((store) => laneIn(name)(store)?.policy.retries ?? 0)
