// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed by transform cannot be <tr>, which would also lose its role as a block
// biome-ignore-all lint/a11y/useFocusableInteractive: in a grid the focus moves by row; cells and headings are read with it
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TaskId } from '#shared/task'
import type { LiveSectionKey } from '#shared/view'
import { useWidth } from '../../frame/use-width'
import { useStore } from '../../state/store'
import { showRange } from '../../state/use-view'
import { extendTo } from './extend'
import { GridLine, lineHeight } from './GridLine'
import { type Lines, taskLine } from './lines'
import { RowMenu } from './RowMenu'
import { TableHead } from './TableHead'
import { useGridFocus } from './use-grid-focus'
import { useQueueKeys } from './use-queue-keys'
import { useFollowTask, useScrollKept } from './use-scroll-kept'
import { useTaskTable } from './use-task-table'

const headHeight = 25

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
  const [latest] = useState({ lines, height: shape.height })
  latest.lines = lines
  latest.height = shape.height
  // As stable as the grid: the virtualizer measures all lines anew whenever it gets other functions.
  const estimateSize = useCallback((index: number) => lineHeight(latest.lines.at(index), index, latest.height), [latest])
  const getItemKey = useCallback((index: number) => keyOf(latest.lines, index), [latest])
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => grid.current,
    estimateSize,
    getItemKey,
    overscan: 12,
    scrollPaddingEnd: headHeight,
  })
  // Lines of other heights took the places of the old ones. Even ones need no look at each of a hundred thousand.
  useLayoutEffect(() => {
    if (!lines.even) virtual.measure()
  }, [lines, virtual])
  const measured = useRef(shape.height)
  useLayoutEffect(() => {
    if (measured.current === shape.height) return
    const first = Math.floor((virtual.scrollOffset ?? 0) / measured.current)
    measured.current = shape.height
    virtual.measure()
    virtual.scrollToIndex(first, { align: 'start' })
  }, [shape.height, virtual])
  const topOf = useCallback(
    (among: Lines, index: number) => {
      if (among.even) return index * latest.height
      let top = 0
      for (let line = 0; line < index; line++) top += lineHeight(among.at(line), line, latest.height)
      return top
    },
    [latest],
  )
  useScrollKept(lines, virtual, topOf)
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => showRange(first, last), [first, last])

  useFollowTask(lines)
  const focus = useGridFocus(grid)
  const moveTo = useCallback(
    (index: number) => {
      const id = latest.lines.idAt(index)
      const { setCursor, taskId, openTask } = useStore.getState()
      setCursor({ index, id })
      if (taskId !== null && id !== null) openTask(id)
      virtual.scrollToIndex(index, { align: 'auto' })
      focus.take()
    },
    [latest, virtual, focus],
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
  const hasCursor = useStore((store) => store.cursor !== null)

  return (
    <RowMenu taskAt={taskAt} columns={shape.ids}>
      <div
        ref={attach}
        role="grid"
        aria-label="Tasks"
        aria-rowcount={lines.total + 1}
        aria-colcount={shape.ids.length}
        aria-multiselectable
        tabIndex={hasCursor ? -1 : 0}
        onFocus={(event) => {
          if (event.target !== event.currentTarget) return followFocus(event.target, lines)
          if (event.currentTarget.contains(event.relatedTarget)) return
          const start = taskLine(lines, -1, 1)
          if (start !== null) moveTo(useStore.getState().cursor?.index ?? start)
        }}
        onPointerEnter={() => onPointerOver(true)}
        onPointerLeave={() => onPointerOver(false)}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto outline-none"
      >
        <TableHead table={table} shape={shape} />
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {width > 0 &&
            items.map(({ index, start, key }) => (
              <GridLine
                key={key}
                line={lines.at(index)}
                index={index}
                top={start}
                shape={shape}
                onPick={pick}
                onFold={onFold}
              />
            ))}
        </div>
      </div>
    </RowMenu>
  )
})

/** The cursor is where the focus went. */
function followFocus(target: HTMLElement, lines: Lines) {
  const index = Number(target.dataset.index ?? -1)
  if (lines.isTask(index)) useStore.getState().setCursor({ index, id: lines.idAt(index) })
}

/** Flat rows are known by their place, so that a row that is still to come keeps its element; Live lines by what they show. */
function keyOf(lines: Lines, index: number): string | number {
  const line = lines.even ? undefined : lines.at(index)
  if (!line) return index
  if (line.kind === 'task') return `task ${line.id}`
  return `${line.kind} ${line.key}`
}
