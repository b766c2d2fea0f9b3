import type { TaskId } from '#shared/task'
import type { Slice } from './store'

/** Where the keyboard is in the table. The id is unknown while that row is still being fetched. */
export type Cursor = { readonly index: number; readonly id: TaskId | null }

export type SelectionSlice = {
  readonly cursor: Cursor | null
  /** Tasks picked for one action, with the version each had when it was last seen. */
  readonly selected: ReadonlyMap<TaskId, number>
  readonly setCursor: (cursor: Cursor | null) => void
  readonly toggleSelected: (id: TaskId, version: number) => void
  readonly select: (tasks: readonly { readonly id: TaskId; readonly version: number }[]) => void
  readonly clearSelection: () => void
}

export const createSelectionSlice: Slice<SelectionSlice> = (set) => ({
  cursor: null,
  selected: new Map(),
  setCursor: (cursor) =>
    set(({ cursor: known }) => (known?.index === cursor?.index && known?.id === cursor?.id ? {} : { cursor })),
  toggleSelected: (id, version) =>
    set(({ selected }) => {
      const next = new Map(selected)
      if (!next.delete(id)) next.set(id, version)
      return { selected: next }
    }),
  select: (tasks) =>
    set(({ selected }) => ({
      selected: new Map([...selected, ...tasks.map((task) => [task.id, task.version] as const)]),
    })),
  clearSelection: () => set(({ selected }) => (selected.size === 0 ? {} : { selected: new Map() })),
})
