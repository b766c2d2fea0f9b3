import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { useStore } from '../../state/store'

/** Keeps the focus on the row at the cursor: a row that moves or is drawn anew would lose it. */
export function useGridFocus(grid: RefObject<HTMLElement | null>): { readonly take: () => void } {
  useStore((store) => store.cursor?.index) // a cursor that moved is a reason to look
  const [focus] = useState(() => ({
    owned: false,
    wanted: false,
    take() {
      this.wanted = true
    },
  }))

  useEffect(() => {
    const note = (event: FocusEvent | PointerEvent) => {
      focus.owned = event.target instanceof Node && grid.current !== null && grid.current.contains(event.target)
    }
    document.addEventListener('focusin', note)
    document.addEventListener('pointerdown', note)
    return () => {
      document.removeEventListener('focusin', note)
      document.removeEventListener('pointerdown', note)
    }
  }, [focus, grid])

  // Without dependencies: any render may have moved the row.
  useLayoutEffect(() => {
    // As it is by now: by an index from before the list changed, the focus would go to another task.
    const index = useStore.getState().cursor?.index ?? null
    const lost = focus.owned && document.activeElement === document.body
    if (index === null || !(focus.wanted || lost)) return
    const row = grid.current?.querySelector<HTMLElement>(`[role="row"][data-index="${index}"]`)
    if (!row) return
    focus.wanted = false
    if (document.activeElement !== row) row.focus({ preventScroll: true })
  })
  return focus
}
