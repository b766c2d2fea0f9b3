import type { Selection } from '#shared/contract'
import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import { showRange } from '../../state/use-view'
import { discardTasks, requeueTasks } from '../../state/work'
import { cursorAt, type Position, positionOf } from './letter-position'

/** Which letters of a group are picked: some, or all of them, also those that are not on screen. */
export type Picked = { readonly everything: boolean; readonly count: number }

export const position = (): Position => positionOf(useStore.getState().body, useStore.getState().cursor)

export function moveTo(index: number): void {
  const { body, setCursor } = useStore.getState()
  showRange(index, index)
  setCursor(cursorAt(body, index))
}

export const moveBy = (step: number): void => moveTo(position().index + step)

/** What an action is for: all of the group, those picked, or else the letter the cursor is at. */
export function targets(groupKey: string, everything: boolean): Selection | null {
  if (everything) return { deadGroup: groupKey, batchId: null }
  const { selected, rows } = useStore.getState()
  const current = (id: TaskId, version: number) => ({ id, version: rows.get(id)?.version ?? version })
  if (selected.size > 0) return { tasks: [...selected].map(([id, version]) => current(id, version)) }
  const row = focusedRow()
  return row ? { tasks: [{ id: row.id, version: row.version }] } : null
}

export function focusedRow() {
  const { id } = position()
  return id === null ? undefined : useStore.getState().rows.get(id)
}

/** The letter that Edit opens: the one that is picked alone, else the one the cursor is at. */
export function letterToEdit(): TaskId | null {
  const { selected } = useStore.getState()
  const [only] = selected.keys()
  return selected.size === 1 && only !== undefined ? only : position().id
}

/** Takes one letter in or out. Out of all of them: what stays picked are the others that are on hand. */
export function toggle(id: TaskId, everything: boolean): void {
  const { rows, toggleSelected, select, clearSelection } = useStore.getState()
  if (!everything) {
    toggleSelected(id, rows.get(id)?.version ?? 0)
    return
  }
  clearSelection()
  select([...rows.values()].filter((row) => row.id !== id))
}

export async function act(action: 'requeue' | 'discard', selection: Selection | null): Promise<boolean> {
  if (!selection) return false
  const done = await (action === 'requeue' ? requeueTasks(selection) : discardTasks(selection))
  if (done) useStore.getState().clearSelection()
  return done
}

/** The whole story of the letter at the cursor: the queue's dead tab, with that task open beside the list. */
export function openInQueue(): void {
  const { id } = position()
  if (id === null) return
  const { goTo, scopeTo, showTab, openTask } = useStore.getState()
  goTo('queue')
  scopeTo(null)
  showTab('dead')
  openTask(id)
}
