import type { Virtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef } from 'react'
import type { TaskId } from '#shared/task'
import type { Cursor } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { type Lines, taskLine } from './lines'

type Seen = { readonly lines: Lines; readonly sort: string; readonly index: number; readonly id: TaskId | null }
type Sight = {
  readonly virtual: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollElement' | 'scrollOffset' | 'scrollToOffset'>
  /** Where a line begins, in px. */
  readonly topOf: (lines: Lines, index: number) => number
  readonly inSight: readonly { readonly index: number; readonly top: number }[]
}

/**
 * What one reads stays where it is while rows come and go above it: the first row in sight keeps its place on the screen. At the top the
 * newest rows are what one looks at, so there nothing is kept. A list that comes in another order is looked at from its beginning.
 */
export function useScrollKept(lines: Lines, { virtual, topOf, inSight }: Sight): void {
  const seen = useRef<Seen | null>(null)
  const sort = useStore(({ query }) => (query?.kind === 'list' ? JSON.stringify(query.sort) : '') ?? '')
  // Without dependencies: any render may have been for another offset.
  useLayoutEffect(() => {
    const before = seen.current
    // Of the element itself: the virtualizer hears of a scroll a frame later, and rows may come again before.
    const offset = virtual.scrollElement?.scrollTop ?? virtual.scrollOffset ?? 0
    if (before && before.sort !== sort) {
      virtual.scrollToOffset(0)
      seen.current = { lines, sort, index: 0, id: null }
      return
    }
    const now = before && before.lines !== lines && offset > 0 ? placeNow(before, before.lines.total, lines) : null
    if (before && now !== null && now !== before.index) {
      virtual.scrollToOffset(Math.max(0, offset + topOf(lines, now) - topOf(before.lines, before.index)))
      seen.current = { ...before, lines, index: now }
      return
    }
    const index = inSight.find(({ index: each, top }) => top >= offset && lines.idAt(each) !== null)?.index ?? 0
    seen.current = { lines, sort, index, id: lines.idAt(index) }
  })
}

/**
 * The cursor stays with its task when the order changes; when the task is gone, with its place. So does the row that Shift extends from.
 * Before anything is painted, and before the focus is given back: at the old place stands another task by now.
 */
export function useFollowTask(lines: Lines): void {
  const total = useRef(lines.total)
  useLayoutEffect(() => {
    const { cursor, setCursor, anchor, setAnchor } = useStore.getState()
    const before = total.current
    total.current = lines.total
    if (anchor) setAnchor({ ...anchor, index: placeNow(anchor, before, lines) ?? anchor.index })
    if (!cursor) return
    const now = placeNow(cursor, before, lines)
    if (now !== null) return setCursor({ index: now, id: cursor.id })
    if (cursor.id !== null && lines.isTask(cursor.index) && lines.idAt(cursor.index) === null) return // out of sight
    const index = Math.min(cursor.index, lines.count - 1)
    const at = lines.isTask(index) ? index : (taskLine(lines, index, 1) ?? taskLine(lines, index, -1))
    setCursor(at === null ? null : { index: at, id: lines.idAt(at) })
  }, [lines])
}

/** Where a row is by now; null when nothing tells. What is not at hand any more moved by as many as came above it, where they come there. */
function placeNow({ index, id }: Cursor, totalBefore: number, lines: Lines): number | null {
  const found = id === null ? -1 : lines.indexOf(id)
  if (found !== -1) return found
  const added = lines.total - totalBefore
  return id !== null && added > 0 && growsAtTop() ? Math.min(index + added, lines.count - 1) : null
}

/** What ended comes first: in the tabs of ended tasks, as long as they stand in their own order and are all there. */
function growsAtTop(): boolean {
  const { query, body } = useStore.getState()
  if (query?.kind !== 'list' || body?.kind !== 'list' || body.search) return false
  return (query.tab === 'done' || query.tab === 'dead' || query.tab === 'cancelled') && !query.sort
}
