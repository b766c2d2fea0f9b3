import { useEffect, useRef } from 'react'
import { isSheetOpen } from '../../state/sheets-slice'
import { useStore } from '../../state/store'

const isCovered = () =>
  isSheetOpen(useStore.getState()) || document.querySelector('[role="dialog"], [role="menu"]') !== null

/** Keys of this view, wherever its focus is; none while a sheet or a menu is over it. The handler says whether the key was its own. */
export function useKeys(handler: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isCovered()) return
      if (latest.current(event)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
