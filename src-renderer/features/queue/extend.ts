import type { TaskId } from '#shared/task'
import { pickBetween } from '../../state/picks'
import type { Cursor } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import type { Lines } from './lines'

/** Only so many rows are ever at hand. */
const mostAtHand = 1_000

/** Picks what is between two lines, both included: what is at hand here, else by asking main. @param keep beside what is picked already */
export function pickLines(lines: Lines, from: Cursor, to: Cursor, keep: boolean): void {
  const { rows, pick, select, selectOnly } = useStore.getState()
  const [first, last] = from.index < to.index ? [from.index, to.index] : [to.index, from.index]
  const ids = last - first < mostAtHand ? idsBetween(lines, first, last) : null
  const tasks = ids?.flatMap((id) => rows.get(id) ?? [])
  if (!ids || !tasks || tasks.length < ids.length || (keep && pick)) return void pickBetween(from, to, keep)
  if (keep) select(tasks)
  else selectOnly(tasks)
}

/** Null when one of them is not at hand. */
function idsBetween(lines: Lines, first: number, last: number): TaskId[] | null {
  const ids: TaskId[] = []
  for (let index = first; index <= last; index++) {
    if (!lines.isTask(index)) continue
    const id = lines.idAt(index)
    if (id === null) return null
    ids.push(id)
  }
  return ids
}

/** Extends the range that began at the anchor, or at the cursor where there is none yet. */
export function extendTo(lines: Lines, index: number, before: Cursor | null, keep = false): void {
  const { anchor, setAnchor } = useStore.getState()
  const to = { index, id: lines.idAt(index) }
  const from = anchor ?? before ?? to
  setAnchor(from)
  pickLines(lines, from, to, keep)
}
