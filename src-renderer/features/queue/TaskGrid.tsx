// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; cells and headings are read with it
import { type MouseEvent, memo, useCallback, useEffect, useRef } from 'react'
import type { TaskId } from '#shared/task'
import type { LiveSectionKey } from '#shared/view'
import { useWidth } from '../../frame/use-width'
import { useStore } from '../../state/store'
import { extendTo } from './extend'
import { GridLine } from './GridLine'
import { type Lines, taskLine } from './lines'
import { Peek } from './Peek'
import { RowMenu } from './RowMenu'
import { TableHead } from './TableHead'
import { useGridFocus } from './use-grid-focus'
import { useLinesInSight } from './use-lines-in-sight'
import { useQueueKeys } from './use-queue-keys'
import { useFollowTask, useScrollKept } from './use-scroll-kept'
import { useShownRange } from './use-shown-range'
import { useTaskTable } from './use-task-table'

type TaskGridProps = {
  readonly lines: Lines
  readonly onFold: (key: LiveSectionKey) => void
  readonly onPointerOver: (over: boolean) => void
}

/** The table: a window of rows on a list of any length, or the sections of the Live tab. */
export const TaskGrid = memo(function TaskGrid({ lines, onFold, onPointerOver }: TaskGridProps) {
  const grid = useRef<HTMLDivElement>(null)
  const [measure, width] = useWidth()
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      grid.current = element
      return measure(element)
    },
    [measure],
  )
  const { table, shape } = useTaskTable(lines.ids, width, lines.total)
  const { virtual, inSight, size, base, topOf, reveal, latest } = useLinesInSight(lines, shape.height, grid)
  useScrollKept(lines, { virtual, topOf, inSight })
  const first = inSight[0]?.index ?? 0
  const last = inSight.at(-1)?.index ?? 0
  useShownRange(first, last)
  useEffect(() => () => onPointerOver(false), [onPointerOver]) // a grid that goes is not left by the pointer

  useFollowTask(lines)
  const focus = useGridFocus(grid)
  const moveTo = useCallback(
    (index: number) => {
      const id = latest.lines.idAt(index)
      const { setCursor, taskId, openTask } = useStore.getState()
      setCursor({ index, id })
      if (taskId !== null && id !== null) openTask(id)
      reveal(index)
      focus.take()
    },
    [latest, reveal, focus],
  )
  useQueueKeys(latest, grid, moveTo)
  const pick = useCallback(
    (index: number, id: TaskId, event: MouseEvent) => {
      const { cursor, setCursor, setAnchor, toggleSelected, openTask, rows } = useStore.getState()
      const isMore = event.metaKey || event.ctrlKey
      setCursor({ index, id })
      if (event.shiftKey) return extendTo(latest.lines, index, cursor, isMore)
      setAnchor({ index, id })
      if (isMore) toggleSelected(id, rows.get(id)?.version ?? 0)
      else openTask(id)
    },
    [latest],
  )
  const taskAt = useCallback(
    (target: EventTarget) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[role="row"][data-index]') : null
      const index = Number(row?.dataset.index ?? -1)
      const id = latest.lines.isTask(index) ? latest.lines.idAt(index) : null
      return id === null ? null : { index, id }
    },
    [latest],
  )
  const cursorAt = useStore((store) => store.cursor?.index ?? -1)
  // Rows that fly past before they could be fetched are not worth an element each: making and placing them is what a frame has no time for.
  const flying = lines.even && virtual.isScrolling
  const cursorInSight = inSight.some(({ index }) => index === cursorAt) // then Tab comes to its row, else to the grid

  return (
    <>
      <RowMenu taskAt={taskAt} columns={shape.ids}>
        <div
          ref={attach}
          role="grid"
          aria-label="Tasks"
          aria-rowcount={lines.total + 1}
          aria-colcount={shape.ids.length}
          aria-multiselectable
          tabIndex={cursorInSight ? -1 : 0}
          onFocus={(event) => {
            if (event.target !== event.currentTarget) return followFocus(event.target, lines)
            if (event.currentTarget.contains(event.relatedTarget)) return
            // Its row left the window as the list was scrolled, and took the focus along: that is no reason to go back to it.
            if (event.relatedTarget === null && useStore.getState().cursor !== null) return
            const start = startIn(lines)
            if (start !== null) moveTo(start)
          }}
          onPointerEnter={() => onPointerOver(true)}
          onPointerLeave={() => onPointerOver(false)}
          className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
        >
          <TableHead table={table} shape={shape} />
          <div role="rowgroup" className="relative" style={{ height: size }}>
            <div
              role="presentation"
              className={`absolute inset-x-0 top-0 ${base > 0 ? 'will-change-transform' : ''}`}
              style={{ transform: `translateY(${base}px)` }}
            >
              {base > 0 && <Backing inSight={inSight} base={base} height={shape.height} />}
              {flying && <RowsToCome lines={lines} inSight={inSight} base={base} height={shape.height} />}
              {width > 0 &&
                inSight.map(({ index, top, key }) =>
                  flying && lines.idAt(index) === null && index !== cursorAt ? null : (
                    <GridLine
                      key={key}
                      line={lines.at(index)}
                      index={index}
                      top={top - base}
                      shape={shape}
                      onPick={pick}
                      onFold={onFold}
                    />
                  ),
                )}
            </div>
          </div>
        </div>
      </RowMenu>
      <Peek grid={grid} />
    </>
  )
})

type BackingProps = Pick<ReturnType<typeof useLinesInSight>, 'inSight' | 'base'> & { readonly height: number }

/** Letters on a layer of their own keep their sharp edges only in front of something opaque. */
function Backing({ inSight, base, height }: BackingProps) {
  const [first] = inSight
  if (!first) return null
  return (
    <div
      aria-hidden
      className="absolute inset-x-0 top-0 bg-canvas"
      style={{ transform: `translateY(${first.top - base}px)`, height: inSight.length * height }}
    />
  )
}

type RowsToComeProps = BackingProps & { readonly lines: Lines }

/** Grey bars where rows will be, drawn by the piece and not row by row. */
function RowsToCome({ lines, inSight, base, height }: RowsToComeProps) {
  const pieces: { top: number; count: number }[] = []
  for (const { index, top } of inSight) {
    if (lines.idAt(index) !== null) continue
    const last = pieces.at(-1)
    if (last && last.top + last.count * height === top) last.count++
    else pieces.push({ top, count: 1 })
  }
  return pieces.map(({ top, count }, place) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: above and below what is at hand
      key={place}
      aria-hidden
      className="rows-to-come absolute inset-x-0 top-0"
      style={{ transform: `translateY(${top - base}px)`, height: count * height, backgroundSize: `46% ${height}px` }}
    />
  ))
}

/** Where the keyboard comes in: at the cursor, at the task that is open beside the list, or at the first one. */
function startIn(lines: Lines): number | null {
  const { cursor, taskId } = useStore.getState()
  const open = taskId === null ? -1 : lines.indexOf(taskId)
  return cursor?.index ?? (open === -1 ? taskLine(lines, -1, 1) : open)
}

/** The cursor is where the focus went. It keeps its task where that row is still to come. */
function followFocus(target: HTMLElement, lines: Lines) {
  const index = Number(target.dataset.index ?? -1)
  if (!lines.isTask(index)) return
  const { cursor, setCursor } = useStore.getState()
  setCursor({ index, id: lines.idAt(index) ?? (cursor?.index === index ? cursor.id : null) })
}
