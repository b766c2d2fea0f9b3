import { useCallback, useState } from 'react'

const narrowest = 400
const usual = 468
const widest = 720
const step = 20
const kept = 'trilane:inspector-width'

const within = (width: number) => Math.round(Math.min(widest, Math.max(narrowest, width)))

/** How wide a person made the inspector, here and in later windows; in px. */
export function useKeptWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => within(Number(localStorage.getItem(kept)) || usual))
  const keep = useCallback((next: number) => {
    localStorage.setItem(kept, String(within(next)))
    setWidth(within(next))
  }, [])
  return [width, keep]
}

type WidthHandleProps = { readonly width: number; readonly onWidth: (width: number) => void }

/** The inspector's left edge: dragged, or moved with the arrow keys; a double click makes it as wide as it was at first. */
export function WidthHandle({ width, onWidth }: WidthHandleProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between paragraphs cannot be moved; this is the window splitter of ARIA
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the task"
      aria-valuenow={width}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      tabIndex={0}
      onDoubleClick={() => onWidth(usual)}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in moves)) return
        event.preventDefault()
        event.stopPropagation()
        onWidth(width + (moves[event.key] ?? 0))
      }}
      onPointerDown={(event) => {
        event.preventDefault()
        follow(event.currentTarget.parentElement?.getBoundingClientRect().right ?? window.innerWidth, onWidth)
      }}
      className="absolute inset-y-0 -left-[4px] z-10 w-[7px] cursor-col-resize outline-offset-[-1px]"
    />
  )
}

const moves: Readonly<Record<string, number>> = { ArrowLeft: step, ArrowRight: -step }

/** Until the pointer is let go, wherever it is by then. */
function follow(edge: number, onWidth: (width: number) => void): void {
  const done = new AbortController()
  const { signal } = done
  window.addEventListener('pointermove', (event) => onWidth(edge - event.clientX), { signal })
  for (const end of ['pointerup', 'pointercancel', 'blur'] as const)
    window.addEventListener(end, () => done.abort(), { signal })
}
