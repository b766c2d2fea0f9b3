// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; cells and headings are read with it
import { type MouseEvent, memo } from 'react'
import type { ColumnId } from '#shared/table-layout'
import type { TaskId } from '#shared/task'
import { isPicked, isPicking } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { Skeleton } from '../../ui/Skeleton'
import { metaOf } from './columns'
import { dragOut } from './drag-out'
import { StartTint } from './StartTint'

export type RowShape = {
  readonly ids: readonly ColumnId[] // the columns, as they stand
  readonly tracks: string // of the grid
  readonly wide: boolean // lanes have their names
  readonly height: number // px
}
type TaskRowProps = {
  readonly id: TaskId | null // null: not fetched yet
  readonly index: number // in the table, from 0
  readonly place?: number | null // in line, where that is known
  readonly top: number
  readonly shape: RowShape
  readonly onPick: (index: number, id: TaskId, event: MouseEvent) => void
}

/** Reads its own task, so that a patch redraws the rows it changed and no others. */
export const TaskRow = memo(function TaskRow({ id, index, place = null, top, shape, onPick }: TaskRowProps) {
  const task = useStore((store) => (id === null ? undefined : store.rows.get(id)))
  const atCursor = useStore((store) => store.cursor?.index === index)
  const open = useStore((store) => id !== null && store.taskId === id)
  const picked = useStore((store) => id !== null && isPicked(store, id))
  const anyPicked = useStore(isPicking)
  const marked = open || atCursor
  const tinted = picked || (marked && !anyPicked)
  const look = `${tinted ? 'bg-selected' : 'hover:bg-hover'} ${marked ? bar : ''}`
  const box = { transform: `translateY(${top}px)`, gridTemplateColumns: shape.tracks, height: shape.height }
  if (!task)
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        aria-busy
        className={rowClass}
        style={box}
        tabIndex={-1}
        data-index={index}
      >
        <Placeholders ids={shape.ids} index={index} />
      </div>
    )
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is among the keys of the grid
    <div
      role="row"
      aria-label={task.title}
      aria-rowindex={index + 2}
      aria-selected={picked}
      aria-current={open ? 'true' : undefined}
      data-index={index}
      tabIndex={atCursor ? 0 : -1}
      draggable
      onDragStart={(event) => dragOut(event, task.id)}
      // On the press, as lists do: a row that moves between press and release would lose the click.
      onMouseDown={(event) => event.button === 0 && onPick(index, task.id, event)}
      onClick={(event) => event.detail === 0 && onPick(index, task.id, event)} // of a screen reader
      className={`${rowClass} ${look}`}
      style={box}
    >
      <StartTint key={task.id} state={task.state} lane={task.lane} />
      {shape.ids.map((column) => {
        const { Cell, end } = metaOf(column)
        return (
          <div key={column} role="gridcell" className={`min-w-0 ${end ? 'text-right' : ''}`}>
            <Cell task={task} place={place} wide={shape.wide} />
          </div>
        )
      })}
    </div>
  )
})

const bar = 'before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-ink'
const rowClass =
  'absolute inset-x-0 top-0 grid items-center gap-x-[11px] px-4 whitespace-nowrap outline-none focus-visible:before:absolute focus-visible:before:inset-y-0 focus-visible:before:left-0 focus-visible:before:w-0.5 focus-visible:before:bg-ink'

/** Grey bars where the cells of a row will be. */
export function Placeholders({ ids, index }: { readonly ids: readonly string[]; readonly index: number }) {
  return ids.map((column) => (
    <div key={column} role="gridcell" className={`min-w-0 ${metaOf(column).end ? 'flex justify-end' : ''}`}>
      {column === 'state' ? (
        <Skeleton round />
      ) : (
        <Skeleton width={column === 'prompt' ? 40 + ((index * 17) % 40) : 70} />
      )}
    </div>
  ))
}
