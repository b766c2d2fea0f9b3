import type { Overview } from '#shared/overview'
import { keepIdentity } from './keep-identity'
import type { Slice } from './store'

export type OverviewSlice = {
  /** Null until the first answer of main. */
  readonly overview: Overview | null
  readonly mergeOverview: (part: Partial<Overview>) => void
}

/** Everything but rows. Main sends only the parts that changed; within them, what is equal keeps its identity. */
export const createOverviewSlice: Slice<OverviewSlice> = (set) => ({
  overview: null,
  mergeOverview: (part) =>
    set(({ overview }) => {
      if (overview === null && !isWhole(part)) return {} // parts before the whole: the whole will have them
      return { overview: keepIdentity(overview, { ...overview, ...part } as Overview) }
    }),
})

const isWhole = (part: Partial<Overview>): part is Overview => 'counts' in part && 'lanes' in part && 'storage' in part
