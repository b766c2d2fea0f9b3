import { useEffect } from 'react'

let open = 0

/**
 * Marks <html> with `data-dialog` while a dialog is open, for what then stands elsewhere. `:has()` on the body would say it without a word,
 * and cost 25 ms in each frame in which rows come and go.
 */
export function useDialogMark(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    const { dataset } = document.documentElement
    open++
    dataset.dialog = ''
    return () => {
      open--
      if (open === 0) delete dataset.dialog
    }
  }, [isOpen])
}
