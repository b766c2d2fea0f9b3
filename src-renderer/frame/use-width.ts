import { useCallback, useState, useSyncExternalStore } from 'react'

const onResize = (listener: () => void) => {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** Whether the window is at least so wide. */
export const useWindowAtLeast = (px: number): boolean => useSyncExternalStore(onResize, () => window.innerWidth >= px)

/** The width of an element, through the ref it gives; 0 before the first layout. */
export function useWidth(): [(element: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(0)
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const measure = () => setWidth(element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}
