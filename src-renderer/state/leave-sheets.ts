import { useStore } from './store'

/** Whether a sheet is open that would lose what was typed in it. Sheets say so on the page (see `ui/Sheet.tsx`), since some are a view's own. */
export const holdsTyped = (): boolean => document.querySelector('[data-sheet="loses"]') !== null

/** Puts away what lies over the window, so that what comes next is seen; false, and a person is told, where something typed would be lost. */
export function leaveSheets(): boolean {
  const { closeSheets, closePalette, toast } = useStore.getState()
  if (!holdsTyped()) {
    closeSheets()
    return true
  }
  closePalette()
  const detail = 'Finish or close it first: what was typed there would be lost.'
  toast({ kind: 'info', title: 'A sheet is open', detail })
  return false
}
