import type { MenuAction } from '#shared/contract'
import { focusFilter } from './focus-filter'
import { leaveSheets } from './leave-sheets'
import { pauseAll } from './pausing'
import { useStore } from './store'
import { pickImport, runSample } from './work'

const actions: Record<MenuAction, () => void> = {
  new_prompt: () => useStore.getState().openCompose(),
  import: () => void pickImport(),
  pause: () => void pauseAll(),
  queue: () => useStore.getState().goTo('queue'),
  dead_letters: () => useStore.getState().goTo('dead'),
  insights: () => useStore.getState().goTo('insights'),
  spending: () => useStore.getState().goTo('spending'),
  providers: () => useStore.getState().goTo('providers'),
  schedules: () => useStore.getState().goTo('schedules'),
  watches: () => useStore.getState().goTo('watches'),
  settings: () => useStore.getState().goTo('settings'),
  keyboard: () => useStore.getState().openShortcuts(),
  sample: () => void runSample(),
  filter: focusFilter,
}

/** What the native menu asks for. */
export function onMenu(action: MenuAction): void {
  if (action === 'pause' || leaveSheets()) actions[action]()
}
