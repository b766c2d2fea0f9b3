import { useEffect } from 'react'
import { ask } from '../state/ask'
import { useScope } from '../state/scope'
import { useStore } from '../state/store'
import { Mark } from './Brand'

/** Under the title bar, at its left edge. */
const menuPlace = { x: 0, y: 36 }
const openMenu = () => void ask('showAppMenu', menuPlace, { failed: 'The menu was not opened' })

/**
 * Where the page draws the window's title bar: the mark, which opens the menu, and what is shown. The system draws its buttons at the right.
 * @param menu there is one: not before the data is open
 */
export function WindowTitleBar({ menu }: { readonly menu: boolean }) {
  useMenuKeys(menu)
  return (
    <header className="window-drag flex h-9 shrink-0 items-center border-b border-line bg-chrome">
      <div className="flex min-w-0 items-center gap-2.5 px-2" style={{ width: 'env(titlebar-area-width, 100%)' }}>
        <button
          type="button"
          aria-label="Menu"
          aria-haspopup="menu"
          title="Menu (Alt)"
          disabled={!menu}
          onClick={openMenu}
          className="grid size-7 place-items-center rounded-md enabled:hover:bg-hover"
        >
          <Mark />
        </button>
        <span className="font-semibold tracking-[-0.01em]">Trilane</span>
        <Scope />
      </div>
    </header>
  )
}

function Scope() {
  const known = useStore((store) => store.overview !== null)
  const { name } = useScope()
  return known ? <span className="min-w-0 truncate text-xs text-ink-3">{name}</span> : null
}

/** Alt by itself, or F10, as on every window of Windows that has a menu bar. */
function useMenuKeys(menu: boolean) {
  useEffect(() => {
    if (!menu) return
    let alone = false
    const onDown = (event: KeyboardEvent) => {
      alone = event.key === 'Alt' && !event.repeat && !event.ctrlKey && !event.shiftKey && !event.metaKey
      if (event.key !== 'F10' || event.shiftKey) return
      event.preventDefault()
      openMenu()
    }
    const onUp = (event: KeyboardEvent) => {
      if (event.key !== 'Alt' || !alone) return
      event.preventDefault()
      openMenu()
    }
    const letGo = () => {
      alone = false
    }
    window.addEventListener('keydown', onDown)
    window.addEventListener('keyup', onUp)
    window.addEventListener('blur', letGo)
    window.addEventListener('mousedown', letGo)
    return () => {
      window.removeEventListener('keydown', onDown)
      window.removeEventListener('keyup', onUp)
      window.removeEventListener('blur', letGo)
      window.removeEventListener('mousedown', letGo)
    }
  }, [menu])
}
