// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; cells and headings are read with it
import { type MouseEvent, memo } from 'react'
import type { TaskId } from '#shared/task'
import type { LiveSectionKey } from '#shared/view'
import { StateGlyph } from '../../ui/StateGlyph'
import { LiveHeader } from './LiveHeader'
import type { Line } from './lines'
import { type RowShape, TaskRow } from './TaskRow'

/** A section after the first stands off from the rows above it. */
export const lineHeight = (line: Line | undefined, index: number, rowHeight: number): number =>
  line?.kind === 'section' ? (index === 0 ? 26 : 30) : rowHeight

type GridLineProps = {
  readonly line: Line | undefined
  readonly index: number
  readonly top: number
  readonly shape: RowShape
  readonly onPick: (index: number, id: TaskId, event: MouseEvent) => void
  readonly onFold: (key: LiveSectionKey) => void
}

export const GridLine = memo(function GridLine({ line, index, top, shape, onPick, onFold }: GridLineProps) {
  if (!line) return null
  if (line.kind === 'task')
    return <TaskRow id={line.id} index={index} place={line.place} top={top} shape={shape} onPick={onPick} />
  const box = { transform: `translateY(${top}px)` }
  if (line.kind === 'section')
    return (
      <div role="row" aria-rowindex={index + 2} className="absolute inset-x-0 top-0" style={box}>
        <div role="gridcell" aria-colspan={shape.ids.length}>
          <LiveHeader section={line.key} total={line.total} folded={line.folded} first={index === 0} onFold={onFold} />
        </div>
      </div>
    )
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="absolute inset-x-0 top-0 grid grid-cols-[16px_minmax(0,1fr)] items-center gap-x-[11px] px-4 text-xs text-ink-3"
      style={{ ...box, height: shape.height }}
    >
      <div role="gridcell">
        <StateGlyph glyph={line.glyph} />
      </div>
      <div role="gridcell" aria-colspan={Math.max(1, shape.ids.length - 1)} className="tn truncate">
        {line.words}
      </div>
    </div>
  )
})
