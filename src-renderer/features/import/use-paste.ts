import { useEffect } from 'react'
import { longestPasteChars } from '#shared/import'
import { isTyping } from '../../platform'
import { ask } from '../../state/ask'
import { holdsTyped } from '../../state/leave-sheets'
import { useStore } from '../../state/store'
import { batchInSight } from '../../state/work'

/** Text or the cells of a spreadsheet that are pasted where nobody types are shown as an import. */
export function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text.trim() === '' || holdsTyped()) return
      event.preventDefault()
      void look(text)
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [])
}

async function look(text: string): Promise<void> {
  if (text.length > longestPasteChars) {
    const detail = 'Save it as a file and import that.'
    useStore.getState().toast({ kind: 'error', title: 'This is too much to paste', detail })
    return
  }
  const preview = await ask('previewImport', { text }, { failed: 'Nothing was queued' })
  if (preview) useStore.getState().openImport(preview, 'auto', { offered: batchInSight() })
}
