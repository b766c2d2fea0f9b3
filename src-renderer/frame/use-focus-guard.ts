import { useEffect } from 'react'

/**
 * Where what had the focus leaves (a sheet that closes, a row that moves on, a view that goes), the focus goes to what stands for it, so that
 * the keyboard goes on from there and not from the window's beginning: the nearest `data-focus-home` around it, else the list of the view,
 * else the view. Dialogs and lists that put it back themselves do so first.
 */
export function useFocusGuard(): void {
  useEffect(() => {
    let last: HTMLElement | null = null
    let around: HTMLElement[] = []
    let frame: number | null = null
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof HTMLElement ? target : null
      around = ancestors(last)
    }
    const isLost = () => last !== null && !last.isConnected && document.activeElement === document.body
    const mend = () => {
      frame = null
      if (isLost()) homeOf(around)?.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(() => {
      if (frame === null && isLost()) frame = requestAnimationFrame(() => (frame = requestAnimationFrame(mend)))
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { subtree: true, childList: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      if (frame !== null) cancelAnimationFrame(frame)
    }
  }, [])
}

function homeOf(around: readonly HTMLElement[]): HTMLElement | null {
  for (const place of around) {
    const home = place.isConnected ? place.querySelector<HTMLElement>('[data-focus-home]:not(:disabled)') : null
    if (home) return home
  }
  // Inside a sheet it stays there; a sheet that has just opened takes it by itself.
  const sheet = around.find((place) => place.isConnected && place.matches('[role="dialog"]'))
  if (sheet || document.querySelector('[role="dialog"]')) return sheet ?? null
  const main = document.querySelector<HTMLElement>('main')
  return main?.querySelector<HTMLElement>('[role="grid"]') ?? main
}

function ancestors(of: HTMLElement | null): HTMLElement[] {
  const found: HTMLElement[] = []
  for (let each = of?.parentElement ?? null; each && each !== document.body; each = each.parentElement) found.push(each)
  return found
}
