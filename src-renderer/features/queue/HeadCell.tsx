// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: the button inside has the focus
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import type { ColumnId } from '#shared/table-layout'
import { hasMod } from '../../platform'
import { useStore } from '../../state/store'
import { moveColumn, setColumnWidth, setSort } from '../../state/table-layout'
import { Icon } from '../../ui/Icon'
import { metaOf } from './columns'
import { nextSort, orderIn, whyUnsorted } from './sorting'

/** A key makes a column so much wider or narrower, in px. */
const keyPx = 8
/** A press that moves by less is a press. */
const dragPx = 5

type HeadCellProps = {
  readonly id: ColumnId
  readonly shown: readonly ColumnId[]
  readonly wide: boolean
  readonly isStop: boolean // where Tab comes to
  readonly onFocus: () => void
  /** While it is dragged, where the pointer is; null at the end, when it is put there. */
  readonly onDrag: (id: ColumnId, x: number, isEnd: boolean) => void
}

/** The name of a column. Pressed, it puts the list in order; with keys or the pointer it is moved and made wider. */
export function HeadCell({ id, shown, wide, isStop, onFocus, onDrag }: HeadCellProps) {
  const { name, end = false, sort: by, px } = metaOf(id)
  const sorting = useSorting(id)
  const cell = useRef<HTMLDivElement>(null)
  const drag = useRef<{ readonly x: number; moved: boolean } | null>(null)
  const isIcon = id === 'lane' && !wide
  const wider = (by: number) => {
    const width = cell.current?.getBoundingClientRect().width
    if (width !== undefined) setColumnWidth(id, width + by)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null
    if (step === null || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey && hasMod(event)) moveColumn(id, step, shown)
    else if (event.shiftKey) px !== null && id !== 'state' && !isIcon && wider(step * keyPx)
    else neighbour(cell.current, step)?.focus()
  }
  const onMove = (event: PointerEvent) => {
    if (!drag.current || id === 'state') return
    if (Math.abs(event.clientX - drag.current.x) > dragPx) drag.current.moved = true
    if (drag.current.moved) onDrag(id, event.clientX, false)
  }
  const onUp = (event: PointerEvent) => {
    if (drag.current?.moved) onDrag(id, event.clientX, true)
    else if (drag.current && by) sorting.press()
    drag.current = null
  }
  return (
    <div
      ref={cell}
      role="columnheader"
      aria-label={name}
      aria-sort={sorting.aria}
      data-column={id}
      className={`group/head relative min-w-0 ${end ? 'text-right' : ''}`}
    >
      <button
        type="button"
        tabIndex={isStop ? 0 : -1}
        aria-label={sorting.why === null ? name : `${name}. ${sorting.why}`}
        title={isIcon ? name : (sorting.why ?? undefined)}
        aria-disabled={sorting.why !== null || undefined}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        onClick={(event) => event.detail === 0 && by && sorting.press()} // of a key or a screen reader
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { x: event.clientX, moved: false }
        }}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerCancel={() => {
          if (drag.current?.moved) onDrag(id, Number.NaN, true)
          drag.current = null
        }}
        className={`relative inline-flex h-6 max-w-full min-w-6 items-center rounded-xs outline-offset-[-2px] ${end ? 'justify-end' : ''} ${
          sorting.isCurrent ? 'text-ink-2' : sorting.aria === undefined || sorting.why !== null ? '' : 'hover:text-ink'
        }`}
      >
        <span className="truncate">{id === 'state' || isIcon ? <span className="sr-only">{name}</span> : name}</span>
        {sorting.isCurrent && (
          <span className={`absolute ${end ? '-left-[11px]' : '-right-[11px]'}`}>
            <Icon name={sorting.aria === 'ascending' ? 'up' : 'down'} size={10} />
          </span>
        )}
        {id === 'state' && <span className="block size-4" />}
      </button>
      {px !== null && id !== 'state' && !isIcon && <Handle id={id} side={sideOf(id, shown)} />}
    </div>
  )
}

/** Which order the list has by this column, and what a press makes of it. */
function useSorting(id: ColumnId) {
  const by = metaOf(id).sort
  const tab = useStore((store) => store.tab)
  const current = useStore(({ layout, body }) => (tab === 'live' ? null : orderIn(tab, layout.sorts, body)))
  const why = useStore(({ body }) => (tab === 'live' || !by ? null : whyUnsorted(tab, by, body)))
  const isCurrent = by !== undefined && current?.by === by
  const aria = tab === 'live' || !by ? undefined : !isCurrent ? 'none' : current?.desc ? 'descending' : 'ascending'
  return {
    ...({ why, isCurrent, aria } as const),
    press() {
      if (by && tab !== 'live' && current && why === null) setSort(tab, nextSort(tab, current, by))
    },
  }
}

/** What takes the rest stands between: a column grows away from it, so that the edge that is dragged is the one that moves. */
const sideOf = (id: ColumnId, shown: readonly ColumnId[]) =>
  shown.indexOf(id) < shown.indexOf('prompt') ? 'right' : 'left'

function neighbour(cell: HTMLElement | null, step: 1 | -1): HTMLElement | null {
  const next = step === 1 ? cell?.nextElementSibling : cell?.previousElementSibling
  return next?.querySelector('button') ?? null
}

/** The edge of a column, for the pointer; keys do the same on its name. */
function Handle({ id, side }: { readonly id: ColumnId; readonly side: 'left' | 'right' }) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null)
  const widthAt = (x: number) => {
    const { current } = start
    return current && current.width + (side === 'right' ? x - current.x : current.x - x)
  }
  return (
    <span
      aria-hidden
      onPointerDown={(event) => {
        if (event.button !== 0) return
        const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 0
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        const width = widthAt(event.clientX)
        if (width !== null) setColumnWidth(id, width, false)
      }}
      onPointerUp={(event) => {
        const width = widthAt(event.clientX)
        if (width !== null && start.current?.x !== event.clientX) setColumnWidth(id, width)
        start.current = null
      }}
      onDoubleClick={() => setColumnWidth(id, null)}
      className={`absolute inset-y-0 z-10 w-[11px] cursor-col-resize touch-none after:absolute after:inset-y-1 after:left-[5px] after:w-px after:bg-line-strong after:opacity-0 group-hover/headrow:after:opacity-100 ${
        side === 'right' ? '-right-[11px]' : '-left-[11px]'
      }`}
    />
  )
}
