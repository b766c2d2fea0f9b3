import type { TaskId } from '#shared/task'
import type { RowsBody } from '../../state/rows-slice'
import type { Cursor } from '../../state/selection-slice'

/** Where one is in the list of letters. `id` is null while that letter is still being fetched, or there is none. */
export type Position = { readonly index: number; readonly total: number; readonly id: TaskId | null }

/** The letter the cursor is at: its own, wherever that moved; when it left the list, the one that took its place. */
export function positionOf(body: RowsBody | null, cursor: Cursor | null): Position {
  if (body?.kind !== 'list' || body.total === 0) return { index: 0, total: 0, id: null }
  const { start, total, order } = body
  const moved = cursor?.id == null ? -1 : order.indexOf(cursor.id)
  const index = moved >= 0 ? start + moved : Math.min(cursor?.index ?? 0, total - 1)
  const isFetched = index >= start && index < start + order.length
  return { index, total, id: isFetched ? (order[index - start] ?? null) : (cursor?.id ?? null) }
}

/** The letter at that place, as a cursor; kept inside the list. */
export function cursorAt(body: RowsBody | null, index: number): Cursor | null {
  if (body?.kind !== 'list' || body.total === 0) return null
  const within = Math.max(0, Math.min(body.total - 1, index))
  return { index: within, id: body.order[within - body.start] ?? null }
}
