import { copyPicked, exportPicked } from '../features/queue/export-picked'
import { pickedCounts } from '../features/queue/picked-counts'
import { answeredIn, cancelOrDiscard, moveLane, pickedIn, requeue } from '../features/queue/row-actions'
import { counted } from '../format'
import { isPicking } from '../state/selection-slice'
import { type Store, useStore } from '../state/store'
import { changeable, changeTasks, lanesToMoveTo, type Picked } from '../state/task-changes'
import { copy } from '../state/work'
import type { Action, Availability } from './action'

const laneTitles = { fast: 'Fast', heavy: 'Heavy' } as const
const kinds = ({ known }: Picked) => known.map(({ state }) => state.kind)
const inQueue = (store: Store): Picked | null => {
  if (store.view !== 'queue') return null
  const picked = pickedIn(store)
  return picked.refs.length === 0 ? null : picked
}
/** 'contract-summaries 142', or '4 selected tasks'. */
function target(store: Store): string {
  const { refs, known } = pickedIn(store)
  const [only] = known
  return refs.length === 1 && only ? `${only.batchName} ${only.position}` : `${counted(refs.length, 'selected task')}`
}
const these = (store: Store) => (pickedIn(store).refs.length > 1 ? 'these tasks' : 'this task')

/** Hidden without a task; with tasks to which it cannot be done, it says why. */
const where =
  (can: (picked: Picked) => boolean, otherwise: string) =>
  (store: Store): Availability => {
    const picked = inQueue(store)
    return picked === null ? false : can(picked) || otherwise
  }
const someAre =
  (...wanted: string[]) =>
  (picked: Picked) =>
    picked.refs.length > picked.known.length || kinds(picked).some((kind) => wanted.includes(kind))

const openResult = ({ detail, taskId }: Store): string | null =>
  detail && detail.task.id === taskId ? (detail.result?.text ?? null) : null

/** What is done to the tasks that are picked in the queue, or the one at the cursor. */
export const taskActions: readonly Action[] = [
  {
    ...{ id: 'requeue', group: 'do', icon: 'requeue', keys: 'R', words: 'retry again run' },
    title: (store) => (answeredIn(pickedIn(store)) ? 'Run again' : `Requeue ${these(store)}`),
    hint: target,
    when: where(
      (picked) => answeredIn(picked) !== undefined || someAre('dead', 'cancelled')(picked),
      'Only dead letters and cancelled tasks, or one that has its answer',
    ),
    run: () => void requeue(),
  },
  {
    ...{ id: 'edit', group: 'do', icon: 'edit', keys: 'E', words: 'change prompt fix', leaves: true },
    title: (store) => (answeredIn(pickedIn(store)) ? 'Edit and run again' : 'Edit and requeue'),
    hint: target,
    when: where((picked) => picked.refs.length === 1, 'One task at a time'),
    run() {
      const { openTask, setEditing } = useStore.getState()
      const id = pickedIn(useStore.getState()).refs[0]?.id
      if (id === undefined) return
      openTask(id)
      setEditing(true)
    },
  },
  {
    ...{ id: 'move-lane', group: 'do', icon: 'move-lane', keys: 'L', words: 'lane' },
    title(store) {
      const [lane, ...others] = lanesToMoveTo(pickedIn(store))
      return lane && others.length === 0 ? `Move to ${laneTitles[lane]}` : 'Move to the other lane'
    },
    hint: target,
    when: where((picked) => lanesToMoveTo(picked).length === 1, 'They have started, or stand in both lanes'),
    run: () => void moveLane(),
  },
  {
    ...{ id: 'start-now', group: 'do', title: 'Start now', icon: 'run', words: 'skip wait backoff' },
    hint: target,
    when: where((picked) => changeable('start_now', picked).length > 0, 'Only what backs off or is scheduled'),
    run() {
      const refs = changeable('start_now', pickedIn(useStore.getState()))
      void changeTasks(refs, { kind: 'start_now' })
    },
  },
  {
    ...{ id: 'peek', group: 'do', title: 'Peek at the attempts', icon: 'info', keys: 'Space', words: 'history tries' },
    hint: target,
    when: (store) => store.view === 'queue' && store.taskId === null && store.cursor?.id != null,
    run: () => useStore.getState().setPeeking(true),
  },
  {
    ...{ id: 'cancel', group: 'do', icon: 'cancel', keys: 'Del', words: 'stop remove delete' },
    title: (store) => (kinds(pickedIn(store)).includes('dead') ? 'Discard or cancel' : `Cancel ${these(store)}`),
    hint: target,
    when: where(someAre('waiting', 'scheduled', 'queued', 'running', 'backing_off', 'dead'), 'They have ended'),
    run: () => void cancelOrDiscard(),
  },
  {
    ...{ id: 'export-picked', group: 'do', title: 'Export these tasks', icon: 'export', leaves: true },
    words: 'file results csv xlsx excel json markdown download save',
    hint: target,
    when: (store) => store.view === 'queue' && isPicking(store),
    run: () => exportPicked(pickedCounts(useStore.getState())?.all ?? 0),
  },
  {
    ...{ id: 'copy-result', group: 'do', icon: 'copy', keys: 'Mod C', words: 'answer rows table clipboard' },
    ...{ anywhere: true, yields: true },
    title: (store) => (isPicking(store) ? 'Copy these rows as a table' : 'Copy the result'),
    hint: target,
    when(store) {
      if (store.view === 'queue' && isPicking(store)) return true
      return store.taskId === null ? false : openResult(store) !== null || 'It has no answer yet'
    },
    run() {
      const store = useStore.getState()
      if (store.view === 'queue' && isPicking(store)) return void copyPicked()
      const text = openResult(useStore.getState())
      if (text !== null) void copy(text, 'Result')
    },
  },
]
