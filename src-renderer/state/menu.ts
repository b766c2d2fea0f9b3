import type { MenuAction } from '#shared/contract'
import { pauseAll } from './pausing'
import { useStore } from './store'
import { pickImport, runSample } from './work'

/** Puts the caret into the filter, once the queue is on screen. */
export const focusFilter = (): void => {
  useStore.getState().goTo('queue')
  requestAnimationFrame(() => window.dispatchEvent(new Event('trilane:filter')))
}

/** The keys are a part of the settings. */
function showShortcuts(): void {
  useStore.getState().goTo('settings')
  requestAnimationFrame(() => document.getElementById('keyboard-heading')?.scrollIntoView())
}

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
  settings: () => useStore.getState().goTo('settings'),
  keyboard: showShortcuts,
  sample: () => void runSample(),
  filter: focusFilter,
}

/** What the native menu asks for. */
export const onMenu = (action: MenuAction): void => actions[action]()
