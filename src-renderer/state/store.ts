import { create, type StateCreator } from 'zustand'
import { type BulkSlice, createBulkSlice } from './bulk-slice'
import { createInspectorSlice, type InspectorSlice } from './inspector-slice'
import { createLayoutSlice, type LayoutSlice } from './layout-slice'
import { createNavigationSlice, type NavigationSlice } from './navigation-slice'
import { createOverviewSlice, type OverviewSlice } from './overview-slice'
import { createRowsSlice, type RowsSlice } from './rows-slice'
import { createSelectionSlice, type SelectionSlice } from './selection-slice'
import { createSettingsSlice, type SettingsSlice } from './settings-slice'
import { createSheetsSlice, type SheetsSlice } from './sheets-slice'
import { createTaskSlice, type TaskSlice } from './task-slice'
import { createToastsSlice, type ToastsSlice } from './toasts-slice'

export type Store = OverviewSlice &
  RowsSlice &
  TaskSlice &
  SelectionSlice &
  NavigationSlice &
  InspectorSlice &
  SheetsSlice &
  ToastsSlice &
  BulkSlice &
  SettingsSlice &
  LayoutSlice
export type Slice<S> = StateCreator<Store, [], [], S>

/** All that the window knows. Slices hold data and how it changes; talking to main is the business of the modules beside them. */
export const useStore = create<Store>()((...a) => ({
  ...createOverviewSlice(...a),
  ...createRowsSlice(...a),
  ...createTaskSlice(...a),
  ...createSelectionSlice(...a),
  ...createNavigationSlice(...a),
  ...createInspectorSlice(...a),
  ...createSheetsSlice(...a),
  ...createToastsSlice(...a),
  ...createBulkSlice(...a),
  ...createSettingsSlice(...a),
  ...createLayoutSlice(...a),
}))

/** For tests: as it was at the start. */
export const resetStore = (): void => useStore.setState(useStore.getInitialState(), true)
