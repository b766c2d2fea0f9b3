import type { TaskChange } from '#shared/contract'
import type { TaskView } from '#shared/task'
import { runAgain } from '../../state/again'
import { pickSelection } from '../../state/selection-slice'
import type { Ref } from '../../state/sheets-slice'
import { type Store, useStore } from '../../state/store'
import { changeSelection, changeTasks, lanesToMoveTo, movable, type Picked } from '../../state/task-changes'
import { cancelTasks, discardTasks, requeueTasks } from '../../state/work'
import { pickedCounts } from './picked-counts'

type PickedFrom = Pick<Store, 'selected' | 'rows' | 'cursor' | 'taskId' | 'detail'>

/** What an action is for: the tasks that were picked, else the one that is open or at the cursor. */
export const actedOn = (): Picked => pickedIn(useStore.getState())

/** The same in that state of the window. */
export function pickedIn({ selected, rows, cursor, taskId, detail }: PickedFrom): Picked {
  if (selected.size > 0) {
    const refs = [...selected].map(([id, version]) => ({ id, version: rows.get(id)?.version ?? version }))
    return { refs, known: refs.flatMap(({ id }) => rows.get(id) ?? []) }
  }
  const id = cursor?.id ?? taskId
  const task = id === null ? undefined : (rows.get(id) ?? (detail?.task.id === id ? detail.task : undefined))
  return task ? { refs: [{ id: task.id, version: task.version }], known: [task] } : { refs: [], known: [] }
}

const isOver = ({ state }: TaskView) => state.kind === 'dead' || state.kind === 'cancelled'

/** Changes the tasks of a pick that can be changed so. */
export async function changePicked(change: TaskChange): Promise<void> {
  const selection = pickSelection(useStore.getState())
  if (selection) await changeSelection(selection, change)
}

/** The only task of a pick, where it has its answer: what is run again becomes a new task, which is meant for one at a time. */
export const answeredIn = ({ refs, known }: Picked): TaskView | undefined =>
  refs.length === 1 ? known.find(({ state }) => state.kind === 'succeeded') : undefined

/** Requeues what can be: dead letters and cancelled tasks. One that has its answer runs again. */
export async function requeue(): Promise<void> {
  const store = useStore.getState()
  if (store.pick) {
    const selection = pickSelection(store)
    if (selection && (await requeueTasks(selection))) useStore.getState().clearSelection()
    return
  }
  const { refs, known } = actedOn()
  const answered = answeredIn({ refs, known })
  if (answered) {
    await runAgain(answered.id)
    return
  }
  const can = refs.filter(({ id }) => known.every((task) => task.id !== id || isOver(task)))
  if (can.length === 0) return
  if (await requeueTasks({ tasks: [...can] })) useStore.getState().clearSelection()
}

/** Moves tasks that have not started to the other lane, where all of them stand in the same. */
export async function moveLane(): Promise<void> {
  if (useStore.getState().pick) return // which of the two would be a guess: the menu has both
  const picked = actedOn()
  const [lane, ...others] = lanesToMoveTo(picked)
  if (lane && others.length === 0) await changeTasks(movable(lane, picked), { kind: 'lane', lane })
}

/** Cancels what has not ended, and discards what is a dead letter. */
export async function cancelOrDiscard(): Promise<void> {
  const store = useStore.getState()
  if (store.pick) return stopPick(store)
  const { refs, known } = actedOn()
  const kindOf = (ref: Ref) => known.find(({ id }) => id === ref.id)?.state.kind
  const letters = refs.filter((ref) => kindOf(ref) === 'dead')
  const open = refs.filter((ref) => !['dead', 'cancelled', 'succeeded'].includes(kindOf(ref) ?? ''))
  const discarded = letters.length > 0 && (await discardTasks({ tasks: letters }))
  const cancelled = open.length > 0 && (await cancelTasks({ tasks: open }))
  if (discarded || cancelled) useStore.getState().clearSelection()
}

async function stopPick(store: Store): Promise<void> {
  const selection = pickSelection(store)
  const counts = pickedCounts(store)
  if (!selection || !counts) return // main still reads which tasks they are
  const discarded = counts.letters > 0 && (await discardTasks(selection))
  const cancelled = counts.open > 0 && (await cancelTasks(selection))
  if (discarded || cancelled) useStore.getState().clearSelection()
}
