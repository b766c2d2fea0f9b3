import { type RefObject, useEffect } from 'react'

/**
 * Where what had the focus is gone or switched off, such as a button that did its one thing, the focus goes to what stands for it: the
 * nearest `data-focus-home` around it. Otherwise it would fall to the page, and a screen reader back to the window's beginning.
 */
export function useFocusKept(container: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = container.current
    if (!root) return
    let last: HTMLElement | null = null
    let around: HTMLElement[] = []
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof HTMLElement ? target : null
      around = ancestors(last, root)
    }
    const isLost = () => {
      const at = document.activeElement
      return last !== null && (at === document.body || at === last) && (!last.isConnected || last.matches(':disabled'))
    }
    const observer = new MutationObserver(() => {
      if (!isLost()) return
      const place = around.find((each) => each.isConnected && homeIn(each))
      if (place) homeIn(place)?.focus()
    })
    root.addEventListener('focusin', remember)
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    return () => {
      root.removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [container])
}

const homeIn = (place: HTMLElement) => place.querySelector<HTMLElement>('[data-focus-home]:not(:disabled)')

function ancestors(of: HTMLElement | null, root: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = []
  for (let each = of?.parentElement ?? null; each; each = each === root ? null : each.parentElement) found.push(each)
  return found
}
