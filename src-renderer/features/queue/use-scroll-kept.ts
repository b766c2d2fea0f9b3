import type { Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef } from 'react'
import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import type { Lines } from './lines'

type Seen = { readonly lines: Lines; readonly index: number; readonly id: TaskId | null; readonly into: number }

/**
 * What one reads stays where it is while rows come and go above it: the first row in sight keeps its place on the screen. At the top the
 * newest rows are what one looks at, so there nothing is kept.
 * @param topOf where a line begins, in px
 */
export function useScrollKept(
  lines: Lines,
  virtual: Virtualizer<HTMLDivElement, Element>,
  topOf: (lines: Lines, index: number) => number,
): void {
  const seen = useRef<Seen | null>(null)
  useLayoutEffect(() => {
    const before = seen.current
    const offset = virtual.scrollOffset ?? 0
    if (before && before.lines !== lines && before.id !== null && offset > 0 && isSameList()) {
      const now = lines.indexOf(before.id)
      // A row that left is where the one after it is now: the list moved by nothing that could be told.
      if (now !== -1 && now !== before.index) {
        virtual.scrollToOffset(topOf(lines, now) + before.into)
        seen.current = { ...before, lines, index: now }
        return
      }
    }
    const item = virtual.getVirtualItems().find(({ end }) => end > offset)
    const index = item?.index ?? 0
    seen.current = { lines, index, id: lines.idAt(index), into: item ? offset - item.start : 0 }
  })
}

/** Rows of another order are no rows that moved. */
const isSameList = () => useStore.getState().body !== null
