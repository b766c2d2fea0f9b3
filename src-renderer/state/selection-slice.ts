import type { PickMade, PickSelection } from '#shared/picks'
import type { StateKind, TaskId } from '#shared/task'
import type { Slice, Store } from './store'

/** Where the keyboard is in the table. The id is unknown while that row is still being fetched. */
export type Cursor = { readonly index: number; readonly id: TaskId | null }

/** Tasks that were picked without being at hand: main keeps which they are. `except` were taken out of it by hand. */
export type Pick = {
  readonly pickId: number
  readonly made: PickMade | null // null while main reads which they are
  readonly except: ReadonlyMap<TaskId, StateKind>
}

export type SelectionSlice = {
  readonly cursor: Cursor | null
  /** Where a range begins that Shift extends; null: at the cursor. */
  readonly anchor: Cursor | null
  /** Tasks picked one by one for one action, with the version each had when it was last seen. */
  readonly selected: ReadonlyMap<TaskId, number>
  readonly pick: Pick | null
  readonly lastPickId: number
  readonly setCursor: (cursor: Cursor | null) => void
  readonly setAnchor: (anchor: Cursor | null) => void
  /** Picks a task, or lets it go. */
  readonly toggleSelected: (id: TaskId, version: number) => void
  readonly select: (tasks: readonly { readonly id: TaskId; readonly version: number }[]) => void
  /** Those, and nothing else. */
  readonly selectOnly: (tasks: readonly { readonly id: TaskId; readonly version: number }[]) => void
  readonly clearSelection: () => void
  /** A pick that main is asked for takes the place of all that was picked; its id goes along. */
  readonly beginPick: () => number
  readonly pickMade: (made: PickMade) => void
  /** It came to nothing: nothing is picked. */
  readonly pickFailed: (pickId: number) => void
}

export const nothingPicked = { cursor: null, anchor: null, selected: new Map(), pick: null } as const

export const createSelectionSlice: Slice<SelectionSlice> = (set, get) => ({
  ...nothingPicked,
  lastPickId: 0,
  setCursor: (cursor) =>
    set(({ cursor: known }) => (known?.index === cursor?.index && known?.id === cursor?.id ? {} : { cursor })),
  setAnchor: (anchor) => set({ anchor }),
  toggleSelected: (id, version) =>
    set((store) => {
      const { selected, pick, rows } = store
      const kind = rows.get(id)?.state.kind
      if (pick && isOfPick(store, id) && kind) {
        const except = new Map(pick.except)
        if (!except.delete(id)) except.set(id, kind)
        return { pick: { ...pick, except } }
      }
      const next = new Map(selected)
      if (!next.delete(id)) next.set(id, version)
      return { selected: next }
    }),
  select: (tasks) =>
    set(({ selected }) => ({
      selected: new Map([...selected, ...tasks.map((task) => [task.id, task.version] as const)]),
    })),
  selectOnly: (tasks) => set({ pick: null, selected: new Map(tasks.map((task) => [task.id, task.version] as const)) }),
  clearSelection: () =>
    set(({ selected, pick }) =>
      selected.size === 0 && pick === null ? {} : { selected: new Map(), pick: null, anchor: null },
    ),
  beginPick: () => {
    const pickId = get().lastPickId + 1
    set({ lastPickId: pickId, selected: new Map(), pick: { pickId, made: null, except: new Map() } })
    return pickId
  },
  pickMade: (made) => set(({ pick }) => (pick?.pickId === made.pickId ? { pick: { ...pick, made } } : {})),
  pickFailed: (pickId) => set(({ pick }) => (pick?.pickId === pickId ? { pick: null } : {})),
})

type Seen = globalThis.Pick<Store, 'selected' | 'pick' | 'marks'>

const isOfPick = ({ pick, marks }: Seen, id: TaskId): boolean =>
  pick !== null && marks?.pickId === pick.pickId && marks.ids.has(id)

/** Whether a row that is at hand is picked. */
export const isPicked = (seen: Seen, id: TaskId): boolean =>
  seen.selected.has(id) || (isOfPick(seen, id) && seen.pick?.except.has(id) === false)

export const isPicking = ({ selected, pick }: Seen): boolean => selected.size > 0 || pick !== null

/** The pick as a command takes it; null when there is none, or it is still being read. */
export function pickSelection({ pick, selected }: Seen): PickSelection | null {
  if (!pick?.made) return null
  return { pick: pick.pickId, except: [...pick.except.keys()], also: [...selected.keys()] }
}
