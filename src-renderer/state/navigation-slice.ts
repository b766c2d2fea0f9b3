import type { BatchId, TaskId } from '#shared/task'
import type { Tab } from '#shared/view'
import type { WatchId } from '#shared/watch'
import { nothingPicked } from './selection-slice'
import type { Slice } from './store'

export type View =
  | 'queue'
  | 'dead'
  | 'insights'
  | 'spending'
  | 'providers'
  | 'schedules'
  | 'watches'
  | 'settings'
  | 'compare'
export type QueueTab = 'live' | Tab

export type NavigationSlice = {
  readonly view: View
  readonly batchId: BatchId | null // null: all batches
  readonly comparing: BatchId | null // whose variants stand beside each other
  readonly tab: QueueTab
  readonly filterText: string // as typed; see parseFilter
  readonly taskId: TaskId | null // open in the inspector
  readonly editing: boolean // the inspector's editor is open
  readonly providerToAdd: { readonly name: string; readonly baseUrl: string } | null // what the providers view should offer
  readonly providerToOpen: string | null // whose row the providers view should open
  readonly watchToAdd: boolean // the view of watched folders should offer a new one
  readonly watchToOpen: WatchId | null // whose row that view should open
  /** Leaves the open task, as another view has other tasks. */
  readonly goTo: (view: View) => void
  readonly openCompare: (batchId: BatchId) => void
  readonly addProvider: (draft: { name: string; baseUrl: string }) => void
  readonly providerAdded: () => void
  readonly addWatch: () => void
  readonly watchAdded: () => void
  readonly openWatch: (id: WatchId) => void
  readonly watchOpened: () => void
  readonly openProvider: (id: string) => void
  readonly providerOpened: () => void
  readonly scopeTo: (batchId: BatchId | null) => void
  readonly showTab: (tab: QueueTab) => void
  readonly setFilterText: (text: string) => void
  readonly openTask: (id: TaskId | null) => void
  readonly setEditing: (editing: boolean) => void
}

export const createNavigationSlice: Slice<NavigationSlice> = (set, get) => {
  let beforeFilter: QueueTab = 'live' // the tab to return to: Live itself has no filter

  return {
    view: 'queue',
    batchId: null,
    comparing: null,
    tab: 'live',
    filterText: '',
    taskId: null,
    editing: false,
    providerToAdd: null,
    providerToOpen: null,
    watchToAdd: false,
    watchToOpen: null,
    goTo: (view) => {
      if (get().view !== view) set({ view, taskId: null, editing: false, ...nothingPicked })
    },
    openCompare: (batchId) => {
      get().goTo('compare')
      set({ comparing: batchId })
    },
    addProvider: (draft) => set({ view: 'providers', taskId: null, editing: false, providerToAdd: draft }),
    providerAdded: () => set({ providerToAdd: null }),
    addWatch: () => {
      get().goTo('watches')
      set({ watchToAdd: true })
    },
    watchAdded: () => set({ watchToAdd: false }),
    openWatch: (id) => {
      get().goTo('watches')
      set({ watchToOpen: id })
    },
    watchOpened: () => set({ watchToOpen: null }),
    openProvider: (id) => {
      get().goTo('providers')
      set({ providerToOpen: id })
    },
    providerOpened: () => set({ providerToOpen: null }),
    scopeTo: (batchId) => {
      if (get().batchId !== batchId) set({ batchId, ...nothingPicked })
    },
    showTab: (tab) => {
      beforeFilter = tab
      set({ tab, ...nothingPicked, ...(tab === 'live' ? { filterText: '' } : {}) })
    },
    setFilterText: (filterText) =>
      set(({ tab }) => {
        if (filterText.trim() !== '' && tab === 'live') {
          beforeFilter = 'live'
          return { filterText, tab: 'all' as const, ...nothingPicked }
        }
        return filterText === '' ? { filterText, tab: beforeFilter } : { filterText }
      }),
    openTask: (taskId) => set({ taskId, editing: false }),
    setEditing: (editing) => set({ editing }),
  }
}
