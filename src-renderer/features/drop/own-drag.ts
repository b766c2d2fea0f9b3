let active = false

/** Whether what is dragged came out of this window: its lanes are no place for it. */
export const ownDrag = {
  active: (): boolean => active,
  begin(): void {
    active = true
    // The system has the pointer while it drags, and the page hears nothing of the end: only that the pointer is back, with no button down.
    const back = (event: PointerEvent) => {
      if (event.buttons !== 0) return
      active = false
      window.removeEventListener('pointermove', back, true)
    }
    window.addEventListener('pointermove', back, true)
  },
}
