import { hasMod, isTyping } from '../../platform'
import { isSheetOpen } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { useWindowKey } from '../../use-window-key'

/** What has a use of its own for Enter. The two lists do not count: while the rest waits for a decision, Enter is that decision. */
const ownUse = 'button, a, select, [role=checkbox], [role=tab], [role=radio], [role=switch]'
const over = '[role="dialog"], [role="menu"]'

/** Enter sends the rest back, while it waits for that and nothing lies over the view. Asked before the list, which opens a letter by it. */
export function useReleaseKey(isOn: boolean, release: () => void): void {
  useWindowKey(
    (event) => {
      if (!isOn || event.key !== 'Enter' || event.defaultPrevented || event.repeat) return
      if (hasMod(event) || event.altKey || event.shiftKey || isTyping(event.target)) return
      if (event.target instanceof Element && event.target.closest(ownUse)) return
      if (isSheetOpen(useStore.getState()) || document.querySelector(over)) return
      event.preventDefault()
      event.stopPropagation()
      release()
    },
    { capture: true },
  )
}
