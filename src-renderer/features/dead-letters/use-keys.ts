import { isSheetOpen } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { useWindowKey } from '../../use-window-key'

const isCovered = () =>
  isSheetOpen(useStore.getState()) || document.querySelector('[role="dialog"], [role="menu"]') !== null

/** Keys of this view, wherever its focus is; none while a sheet or a menu is over it. The handler says whether the key was its own. */
export function useKeys(handler: (event: KeyboardEvent) => boolean): void {
  useWindowKey((event) => {
    if (event.defaultPrevented || event.altKey || isCovered()) return
    if (handler(event)) event.preventDefault()
  })
}
