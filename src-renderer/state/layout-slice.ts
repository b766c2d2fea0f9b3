import { plainLayout, type TableLayout } from '#shared/table-layout'
import type { Slice } from './store'

export type LayoutSlice = {
  /** How the person has the queue's table; the plain one until main has answered. */
  readonly layout: TableLayout
  readonly setLayout: (layout: TableLayout) => void
}

export const createLayoutSlice: Slice<LayoutSlice> = (set) => ({
  layout: plainLayout,
  setLayout: (layout) => set({ layout }),
})
