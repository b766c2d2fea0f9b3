import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react'
import { useStore } from '../../state/store'
import { lineHeight } from './GridLine'
import type { Lines } from './lines'
import { rowKeys } from './row-keys'

/** Rows of one height are measured by the ten: of a million the virtualizer would keep 24 MB, and make it anew with each one that comes. */
const perBlock = 10
/** The table's head stays in sight above the rows. */
const headHeight = 25

/** What is drawn far down would be off by some pixels, since painting counts in 32-bit floats: past this many px, rows are drawn on a layer of
 *  their own that begins at a multiple of it. */
const layerPx = 2 ** 19

type InSight = { readonly index: number; readonly top: number; readonly key: string | number }

/** The lines that are to be drawn, where each is, and how to get to one. */
export function useLinesInSight(lines: Lines, height: number, grid: RefObject<HTMLDivElement | null>) {
  const [latest] = useState({ lines, height })
  latest.lines = lines
  latest.height = height
  const step = lines.even ? perBlock : 1
  // As stable as the grid: the virtualizer measures all lines anew whenever it gets other functions.
  const estimateSize = useCallback(
    (item: number) =>
      latest.lines.even ? perBlock * latest.height : lineHeight(latest.lines.at(item), item, latest.height),
    [latest],
  )
  const getItemKey = useCallback((item: number) => (latest.lines.even ? item : keyOf(latest.lines, item)), [latest])
  const virtual = useVirtualizer({
    count: Math.ceil(lines.count / step),
    getScrollElement: () => grid.current,
    estimateSize,
    getItemKey,
    overscan: lines.even ? 1 : 12,
    scrollPaddingEnd: headHeight,
  })
  const topOf = useCallback(
    (among: Lines, index: number) => {
      if (among.even) return index * latest.height
      let top = 0
      for (let line = 0; line < index; line++) top += lineHeight(among.at(line), line, latest.height)
      return top
    },
    [latest],
  )
  // Lines of other heights took the places of the old ones. Even ones need no look at each.
  const heights = lines.even ? '' : heightsOf(lines, height)
  useLayoutEffect(() => {
    if (heights !== '') virtual.measure()
  }, [heights, virtual])
  useKeptAtHeight(height, virtual)
  const reveal = useCallback(
    (index: number) => {
      const { lines, height } = latest
      const top = topOf(lines, index)
      const bottom = top + lineHeight(lines.at(index), index, height)
      const offset = virtual.scrollOffset ?? 0
      const room = (virtual.scrollRect?.height ?? 0) - headHeight
      if (top < offset) virtual.scrollToOffset(top)
      else if (bottom > offset + room) virtual.scrollToOffset(bottom - room)
    },
    [latest, topOf, virtual],
  )
  const items = virtual.getVirtualItems()
  const [from, to] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1]
  const starts = lines.even ? '' : items.map(({ start }) => start).join()
  const [keysOf] = useState(rowKeys)
  const inSight = useMemo((): InSight[] => {
    const first = from * step
    const last = Math.min((to + 1) * step, lines.count) - 1
    const tops = starts === '' ? [] : starts.split(',').map(Number)
    const indices = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n)
    const ids = indices.map((index) => lines.idAt(index))
    const keys = lines.even
      ? null
      : keysOf(
          ids.filter((id) => id !== null),
          useStore.getState().cursor?.id ?? null,
        )
    return indices.map((index, n) => {
      const id = ids[n] ?? null
      const key = (id === null ? undefined : keys?.get(id)) ?? keyOf(lines, index)
      return { index, top: tops[n] ?? index * height, key }
    })
  }, [lines, height, from, to, step, starts, keysOf])
  const size = lines.even ? lines.count * height : virtual.getTotalSize()
  const base = Math.floor((inSight[0]?.top ?? 0) / layerPx) * layerPx
  return { virtual, inSight, size, base, topOf, reveal, latest }
}

const heightsOf = (lines: Lines, height: number): string =>
  Array.from({ length: lines.count }, (_, line) => lineHeight(lines.at(line), line, height)).join()

/** Rows of another height: the first in sight stays the first. */
function useKeptAtHeight(height: number, virtual: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>) {
  const [measured] = useState({ height })
  useLayoutEffect(() => {
    if (measured.height === height) return
    const offset = ((virtual.scrollOffset ?? 0) / measured.height) * height
    measured.height = height
    virtual.measure()
    virtual.scrollToOffset(offset)
  }, [height, measured, virtual])
}

/** A row is known by its task, so that it takes the focus along when others come above it; by its place while it is still to come. */
function keyOf(lines: Lines, index: number): string | number {
  const id = lines.idAt(index)
  if (id !== null) return `task ${id}`
  const line = lines.even ? undefined : lines.at(index)
  return line && line.kind !== 'task' ? `${line.kind} ${line.key}` : index
}
