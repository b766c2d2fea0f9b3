import { useStore } from './store'

/** Puts the caret into the filter of the list on screen; where there is none, into that of the queue. */
export function focusFilter(): void {
  const { view, goTo } = useStore.getState()
  if (view !== 'dead') goTo('queue')
  requestAnimationFrame(() => window.dispatchEvent(new Event('trilane:filter')))
}
