import { mostDragged } from '#shared/contract'
import type { TaskId } from '#shared/task'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { ownDrag } from '../drop/own-drag'

/** A row is dragged: the system takes over, with a file of the results of what is selected, or of that row alone. */
export function dragOut(event: { preventDefault: () => void }, id: TaskId): void {
  event.preventDefault()
  const { selected, toast } = useStore.getState()
  const ids = selected.has(id) ? [...selected.keys()] : [id]
  if (ids.length > mostDragged) {
    const detail = `Up to ${mostDragged.toLocaleString()} can be dragged at a time. Select fewer.`
    toast({ kind: 'info', title: 'Too many tasks to drag', detail })
    return
  }
  ownDrag.begin()
  void ask('dragResults', { ids }, { failed: 'Nothing was dragged' })
}
