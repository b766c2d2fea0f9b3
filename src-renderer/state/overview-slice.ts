import type { Overview, OverviewPatch } from '#shared/overview'
import { keepIdentity } from './keep-identity'
import type { Slice } from './store'

export type OverviewSlice = {
  /** Null until the first answer of main. */
  readonly overview: Overview | null
  readonly mergeOverview: (part: OverviewPatch) => void
  /** A person has seen that the computer slept until then. */
  readonly sleepSeenTo: number
  readonly sleepSeen: (to: number) => void
}

/** Everything but rows. Main sends only the parts that changed; within them, what is equal keeps its identity. */
export const createOverviewSlice: Slice<OverviewSlice> = (set) => ({
  overview: null,
  sleepSeenTo: 0,
  sleepSeen: (sleepSeenTo) => set({ sleepSeenTo }),
  mergeOverview: ({ changedBatches = [], ...part }) =>
    set(({ overview }) => {
      if (overview === null && !isWhole(part)) return {} // parts before the whole: the whole will have them
      const next = { ...overview, ...part } as Overview
      if (changedBatches.length === 0) return { overview: keepIdentity(overview, next) }
      const changed = new Map(changedBatches.map((batch) => [batch.id, batch]))
      const batches = next.batches.map((batch) => changed.get(batch.id) ?? batch)
      return { overview: keepIdentity(overview, { ...next, batches }) }
    }),
})

const isWhole = (part: Partial<Overview>): part is Overview => 'counts' in part && 'lanes' in part && 'storage' in part
