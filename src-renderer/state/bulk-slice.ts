import type { BulkProgress } from '#shared/contract'
import type { Slice } from './store'

/** What is being done to many tasks, and how far it is; seen and of are 0 until main has told. */
export type Working = BulkProgress & { readonly id: number; readonly title: string }

export type BulkSlice = {
  readonly working: Working | null
  /** Its id, to end it with: one that begins meanwhile takes its place. */
  readonly beginWork: (title: string) => number
  readonly workProgress: (progress: BulkProgress) => void
  readonly endWork: (id: number) => void
}

export const createBulkSlice: Slice<BulkSlice> = (set) => {
  let last = 0
  return {
    working: null,
    beginWork: (title) => {
      const id = ++last
      set({ working: { id, title, seen: 0, of: 0 } })
      return id
    },
    workProgress: (progress) => set(({ working }) => (working ? { working: { ...working, ...progress } } : {})),
    endWork: (id) => set(({ working }) => (working?.id === id ? { working: null } : {})),
  }
}
