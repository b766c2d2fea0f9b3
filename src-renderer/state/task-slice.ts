import type { LiveOutput } from '#shared/contract'
import type { TaskDetail, TaskId } from '#shared/task'
import { keepIdentity } from './keep-identity'
import type { Slice } from './store'

export type TaskSlice = {
  /** The task that the inspector watches; see openTask in navigation. */
  readonly watchedId: TaskId | null
  readonly detail: TaskDetail | null
  readonly detailError: string | null
  /** What the watched task's running call has written, as far as it is kept. */
  readonly output: LiveOutput | null
  readonly watchStarted: (id: TaskId | null) => void
  readonly applyDetail: (detail: TaskDetail) => void
  /** It is not in the store any more. */
  readonly loseDetail: (id: TaskId) => void
  readonly failDetail: (id: TaskId, message: string) => void
  readonly applyOutput: (output: LiveOutput) => void
}

export const goneWords = 'This task is not in the store any more: it was removed, as the settings for keeping data say.'

/** Of a running answer so many characters are shown, the last ones; the whole follows when it is stored. */
const mostShown = 256 * 1024

/** One task in full, live while it is watched. */
export const createTaskSlice: Slice<TaskSlice> = (set) => ({
  watchedId: null,
  detail: null,
  detailError: null,
  output: null,
  watchStarted: (id) =>
    set(({ detail, output }) => ({
      ...{ watchedId: id, detail: detail?.task.id === id ? detail : null, detailError: null },
      output: output?.id === id ? output : null,
    })),
  applyDetail: (next) =>
    set(({ watchedId, detail }) => {
      if (next.task.id !== watchedId) return {}
      const older = detail?.task.id === watchedId && detail.task.version > next.task.version
      return older ? {} : { detail: keepIdentity(detail, next), detailError: null }
    }),
  applyOutput: (next) =>
    set(({ watchedId, output }) => (next.id === watchedId ? { output: joined(output, next) } : {})),
  loseDetail: (id) =>
    set(({ watchedId }) => (id === watchedId ? { detail: null, output: null, detailError: goneWords } : {})),
  failDetail: (id, message) => set(({ watchedId }) => (id === watchedId ? { detailError: message } : {})),
})

/** What follows on what is known is added to it; anything else takes its place. */
function joined(known: LiveOutput | null, next: LiveOutput): LiveOutput {
  const follows = known?.attempt === next.attempt && next.start === known.start + known.text.length
  const text = follows ? known.text + next.text : next.text
  const over = Math.max(0, text.length - mostShown)
  return { ...next, start: (follows ? known.start : next.start) + over, text: text.slice(over) }
}
