import type { TaskId } from '#shared/task'

/** Which element each row in sight has. */
export type RowKeys = (ids: readonly TaskId[], atCursor: TaskId | null) => ReadonlyMap<TaskId, string>

/** Elements for the rows of a list that streams: a row that stays keeps its own, and the others take those of the rows that left, since to make
 *  a row anew costs several times as much as to write another task into it. Only the element that the cursor was on goes with its task: it has
 *  the focus, which another task must not inherit. */
export function rowKeys(): RowKeys {
  let known: ReadonlyMap<TaskId, string> = new Map()
  let made = 0
  return (ids, atCursor) => {
    const stay = new Set(ids)
    const free = [...known].filter(([id]) => !stay.has(id) && id !== atCursor).map(([, key]) => key)
    known = new Map(ids.map((id) => [id, known.get(id) ?? free.shift() ?? `row ${++made}`]))
    return known
  }
}
