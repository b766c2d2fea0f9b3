import { useEffect, useRef } from 'react'

/**
 * Hears each key that is pressed in the window for as long as the component is there. The listener stays the same one and asks for the newest
 * handler: whoever hears a key first (the clock, which wakes by it) may draw the component anew amid that very key, and a listener that takes
 * another's place by then does not hear of it.
 * @param capture before whatever has the focus, as `addEventListener` has it
 */
export function useWindowKey(onKey: (event: KeyboardEvent) => void, { capture = false } = {}): void {
  const latest = useRef(onKey)
  useEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => latest.current(event)
    window.addEventListener('keydown', listener, { capture })
    return () => window.removeEventListener('keydown', listener, { capture })
  }, [capture])
}
