// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; headings have a button each, of which one is a stop
import { useRef, useState } from 'react'
import type { ColumnId } from '#shared/table-layout'
import { placeColumn } from '../../state/table-layout'
import { columnId } from './columns'
import { HeadCell } from './HeadCell'
import type { useTaskTable } from './use-task-table'

type Model = ReturnType<typeof useTaskTable>
/** Where a dragged column would be put: before that one, at that place in px. */
type Drop = { readonly before: ColumnId | null; readonly at: number }

/** The names of the columns. Where the lane is an icon, its name is for those who hear the table. */
export function TableHead({ table, shape }: Model) {
  const [stop, setStop] = useState<ColumnId>('prompt')
  const [drop, setDrop] = useState<Drop | null>(null)
  const row = useRef<HTMLDivElement>(null)
  const isStop = shape.ids.includes(stop) ? stop : 'prompt'
  const onDrag = (id: ColumnId, x: number, isEnd: boolean) => {
    const to = row.current ? dropAt(row.current, x) : null
    setDrop(isEnd ? null : to)
    if (isEnd && to) placeColumn(id, to.before)
  }
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas">
      {table.getHeaderGroups().map((group) => (
        <div
          key={group.id}
          ref={row}
          role="row"
          aria-rowindex={1}
          className="group/headrow relative grid h-6 items-center gap-x-[11px] px-4 text-2xs font-medium whitespace-nowrap text-ink-3"
          style={{ gridTemplateColumns: shape.tracks }}
        >
          {group.headers.map((header) => {
            const id = columnId(header.id)
            return (
              <HeadCell
                key={id}
                id={id}
                shown={shape.ids}
                wide={shape.wide}
                isStop={id === isStop}
                onFocus={() => setStop(id)}
                onDrag={onDrag}
              />
            )
          })}
          {drop && <span aria-hidden className="absolute inset-y-0.5 w-0.5 bg-ink" style={{ left: drop.at }} />}
        </div>
      ))}
    </div>
  )
}

/** The gap nearest to a place of the screen; null for no place. */
function dropAt(row: HTMLElement, x: number): Drop | null {
  if (Number.isNaN(x)) return null
  const { left } = row.getBoundingClientRect()
  const cells = [...row.querySelectorAll<HTMLElement>('[data-column]')].filter(
    ({ dataset }) => dataset.column !== 'state',
  )
  const next = cells.find((cell) => {
    const box = cell.getBoundingClientRect()
    return x < box.left + box.width / 2
  })
  const edge = next ? next.getBoundingClientRect().left - 6 : (cells.at(-1)?.getBoundingClientRect().right ?? left) + 4
  return { before: next?.dataset.column ? columnId(next.dataset.column) : null, at: edge - left }
}
