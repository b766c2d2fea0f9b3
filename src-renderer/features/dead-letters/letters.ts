import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import { showRange } from '../../state/use-view'
import { cursorAt, type Position, positionOf } from './letter-position'

export const position = (): Position => positionOf(useStore.getState().body, useStore.getState().cursor)

export function moveTo(index: number): void {
  const { body, setCursor } = useStore.getState()
  showRange(index, index)
  setCursor(cursorAt(body, index))
}

export const moveBy = (step: number): void => moveTo(position().index + step)

export function focusedRow() {
  const { id } = position()
  return id === null ? undefined : useStore.getState().rows.get(id)
}

/** The letter that Edit opens: the one that is picked alone, else the one the cursor is at. */
export function letterToEdit(): TaskId | null {
  const { selected, pick } = useStore.getState()
  const [only] = selected.keys()
  return pick === null && selected.size === 1 && only !== undefined ? only : position().id
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
