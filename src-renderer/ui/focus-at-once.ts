import type { RefObject } from 'react'

/**
 * What a dialog takes as `initialFocus`, to focus the first of these that can have it. By itself a dialog waits for the next frame to do so:
 * on a busy machine what is typed until then would be lost.
 */
export function focusAtOnce(...places: readonly (RefObject<HTMLElement | null> | undefined)[]): () => boolean {
  return () => {
    for (const place of places) {
      const element = place?.current
      const dialog = element?.closest('[role="dialog"]')
      const hasFocus = () => dialog?.contains(document.activeElement) === true
      if (!hasFocus()) element?.focus() // a field that took the focus by itself as it was drawn keeps it
      if (hasFocus()) return false // done, and nothing is left to the dialog
    }
    return true
  }
}
