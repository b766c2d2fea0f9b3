import { useEffect } from 'react'
import { hasMod, isTyping } from '../platform'
import { focusFilter } from '../state/menu'
import { pauseAll } from '../state/pausing'
import { isSheetOpen } from '../state/sheets-slice'
import { useStore } from '../state/store'
import { pickImport } from '../state/work'

/** Keys that work anywhere in the window. The native menu has most of them too, and then takes them first. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const act = hasMod(event) ? withMod(event) : plain(event)
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function withMod(event: KeyboardEvent): (() => void) | null {
  const { openCompose, goTo, undoLast, toasts } = useStore.getState()
  switch (event.key) {
    case 'n':
      return () => openCompose()
    case 'o':
      return () => void pickImport()
    case '.':
      return () => void pauseAll()
    case ',':
      return () => goTo('settings')
    case '1':
      return () => goTo('queue')
    case '2':
      return () => goTo('dead')
    case '3':
      return () => goTo('insights')
    case '4':
      return () => goTo('providers')
    case '5':
      return () => goTo('schedules')
    case '6':
      return () => goTo('spending')
    case 'z':
      return !isTyping(event.target) && toasts.some(({ undo }) => undo) ? () => void undoLast() : null
    default:
      return null
  }
}

function plain(event: KeyboardEvent): (() => void) | null {
  const { view } = useStore.getState()
  if (isTyping(event.target) || isSheetOpen(useStore.getState()) || event.metaKey || event.ctrlKey) return null
  return event.key === '/' && view === 'queue' ? focusFilter : null
}
