import { mostDragged } from '#shared/desktop'
import type { TaskId } from '#shared/task'
import { ask } from '../../state/ask'
import { isPicked, pickSelection } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { ownDrag } from '../drop/own-drag'
import { pickedCounts } from './picked-counts'

/** A row is dragged: the system takes over, with a file of the results of what is picked, or of that row alone. */
export function dragOut(event: { preventDefault: () => void }, id: TaskId): void {
  event.preventDefault()
  const store = useStore.getState()
  const isOne = !isPicked(store, id)
  const pick = isOne ? null : pickSelection(store)
  if (!isOne && store.pick !== null && pick === null) return // main still reads which tasks they are
  const count = isOne ? 1 : pick ? (pickedCounts(store)?.all ?? 0) : store.selected.size
  if (count > mostDragged) {
    const detail = `Up to ${mostDragged.toLocaleString()} can be dragged at a time. Select fewer.`
    store.toast({ kind: 'info', title: 'Too many tasks to drag', detail })
    return
  }
  ownDrag.begin()
  const what = pick ?? { ids: isOne ? [id] : [...store.selected.keys()] }
  void ask('dragResults', what, { failed: 'Nothing was dragged' })
}
